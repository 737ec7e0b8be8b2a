"""What can be mended without judgement, cell by cell before and after; judgement is left to a person, and shown.

Pure, no CKAN. :func:`repair` takes the bytes of a file and gives the mended tables as CSV, every change, what moved to
the description, and what was left.
"""

from __future__ import annotations

from ckanext.tomoni_quality.repair.engine import repair
from ckanext.tomoni_quality.repair.mends import all_mends, slugs
from ckanext.tomoni_quality.repair.model import Change, Left, MendedTable, Moved, Repair

__all__ = ["Change", "Left", "MendedTable", "Moved", "Repair", "all_mends", "repair", "slugs"]

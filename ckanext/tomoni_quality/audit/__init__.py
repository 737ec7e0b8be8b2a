"""Measures a dataset: what a dataset dict and its newest reports tell, as one record. Pure, no CKAN.

Nothing is guessed: what the record and the reports do not tell is *not measured*, and says so beside each figure.
"""

from __future__ import annotations

from ckanext.tomoni_quality.audit.method import METHOD_VERSION
from ckanext.tomoni_quality.audit.record import measure
from ckanext.tomoni_quality.audit.reported import Reported

__all__ = ["METHOD_VERSION", "Reported", "measure"]

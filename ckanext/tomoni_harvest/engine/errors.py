"""What can go wrong in a harvest.

::

    HarvestTrouble            a job or a record ends with a report
    ├── Refused               the whole run stops and changes nothing more (guard)
    └── RecordTrouble         one record is reported, the others go on
    NotReadable               what a source sent cannot be used, and why, in two languages
    Stopped                   the process is told to end; the job goes on at the next start
    HeldElsewhere             another process is working on the same source
"""

from __future__ import annotations

from ckanext.tomoni_core.errors import TomoniError


class NotReadable(TomoniError, ValueError):
    """What a source sent cannot be used; a kind of source may raise it wherever it may raise ``ValueError``."""


class HeldElsewhere(Exception):
    """Another process holds the source; the keeper sends the job again when nobody works on it."""


class Stopped(Exception):
    """The process has been told to end."""


class NotOurs(Exception):
    """The source is of a kind that our engine does not run."""

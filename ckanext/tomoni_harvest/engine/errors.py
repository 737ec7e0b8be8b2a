"""What can go wrong in a harvest.

::

    NotReadable               what a source sent cannot be used, and why, in two languages
    Stopped                   the process is told to end; the job goes on at the next start
    Paused                    the source is to be left alone for a while; the job goes on by itself
    NotModified               the one document of a source is the one that was read last
    HeldElsewhere             another process is working on the same source
    NotOurs                   the source, or the dataset, is none of our engine's
    QuestionChanged           what is answered is no longer asked
    NotLockable               a field that cannot be kept here
    LeftAlone                 an address is not asked any more (a FetchError)
    Unusable                  a record names its own cause (a ValueError)
"""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.errors import FetchError, TomoniError


class NotReadable(TomoniError, ValueError):
    """What a source sent cannot be used; a kind of source may raise it wherever it may raise ``ValueError``."""


class HeldElsewhere(Exception):
    """Another process holds the source; the keeper sends the job again when nobody works on it."""


class Stopped(Exception):
    """The process has been told to end."""


class NotOurs(Exception):
    """The source is of a kind that our engine does not run, or the dataset is not harvested."""


class QuestionChanged(Exception):
    """A run asked anew, or somebody answered, between seeing the question and answering it."""


class NotLockable(Exception):
    """The field is no field of the dataset that may be kept here."""


class LeftAlone(FetchError):
    """An address is not asked any more: its host does not answer, or enough was asked."""


class Unusable(ValueError):
    """One record of a source cannot be used; ``slug`` is its cause in a report, with the values of its sentences."""

    def __init__(self, slug: str, **context: Any) -> None:
        super().__init__(slug)
        self.slug, self.context = slug, context


class Paused(Exception):
    """The source is not to be asked for so many ``seconds``; ``reason`` is a slug of ``engine.causes``."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(f"{reason}: {seconds:.0f} s")
        self.reason, self.seconds = reason, seconds


class NotModified(Exception):
    """The source says that its one document has not changed."""

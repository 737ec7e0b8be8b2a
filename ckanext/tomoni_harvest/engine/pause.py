"""How a long job learns that its process has been told to end: it asks between two batches."""

from __future__ import annotations

from collections.abc import Callable

from ckanext.tomoni_harvest.engine.errors import Stopped


def _never() -> bool:
    return False


_asked: list[Callable[[], bool]] = [_never]


def stop_when(question: Callable[[], bool]) -> None:
    """Set the question a job asks between two batches."""
    _asked[0] = question


def go_on() -> None:
    """:raises Stopped: when the process is about to end; what is applied stays, the next start goes on from there"""
    if _asked[0]():
        raise Stopped()

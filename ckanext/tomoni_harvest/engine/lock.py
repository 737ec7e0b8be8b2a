"""One run at a time on a source, held by a lock of the database that ends with the process that holds it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ckan import model

from ckanext.tomoni_core import locking
from ckanext.tomoni_harvest.engine.errors import HeldElsewhere

KEEPER = "keeper"


@contextlib.contextmanager
def source_lock(name: str) -> Iterator[None]:
    """Hold the lock called ``name`` (a source's id) while the block runs.

    :raises HeldElsewhere: when another process holds it
    """
    with locking.hold(model.meta.engine, "tomoni_harvest", name) as taken:
        if not taken:
            raise HeldElsewhere(name)
        yield


def is_held(name: str) -> bool:
    """Return whether some process holds the lock called ``name``."""
    try:
        with source_lock(name):
            return False
    except HeldElsewhere:
        return True

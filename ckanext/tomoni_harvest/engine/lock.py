"""One run at a time on a source, held by a lock of the database that ends with the process that holds it.

A lease that has to be renewed either ends too early under load or too late after a crash; PostgreSQL's session lock
does neither. It lives on a connection of its own, because the work commits and rolls back as it goes.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest.engine.errors import HeldElsewhere

_FAMILY = zlib.crc32(b"tomoni_harvest") & 0x7FFFFFFF
KEEPER = "keeper"


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) & 0x7FFFFFFF


@contextlib.contextmanager
def source_lock(name: str) -> Iterator[None]:
    """Hold the lock called ``name`` (a source's id) while the block runs.

    :raises HeldElsewhere: when another process holds it
    """
    with model.meta.engine.connect() as connection:  # type: ignore[union-attr]
        numbers = {"family": _FAMILY, "number": _number(name)}
        taken = connection.execute(sa.text("SELECT pg_try_advisory_lock(:family, :number)"), numbers).scalar()
        connection.commit()
        if not taken:
            raise HeldElsewhere(name)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:family, :number)"), numbers)
            connection.commit()


def is_held(name: str) -> bool:
    """Return whether some process holds the lock called ``name``."""
    try:
        with source_lock(name):
            return False
    except HeldElsewhere:
        return True

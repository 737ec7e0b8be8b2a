"""One at a time on a thing with a name, held by a lock of PostgreSQL that ends with the process that holds it.

A lease that has to be renewed either ends too early under load or too late after a crash; the session lock does
neither. It lives on a connection of its own, because the work commits and rolls back as it goes.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from typing import Any

__all__ = ["hold"]

_ARGUMENTS = "(%(family)s, %(number)s)"


@contextlib.contextmanager
def hold(engine: Any, family: str, name: str) -> Iterator[bool]:
    """Hold the lock called ``name`` while the block runs; it is told whether it got it.

    :param engine: the database, as SQLAlchemy knows it
    :param family: whose names these are: two users of locks do not meet
    """
    numbers = {"family": _number(family), "number": _number(name)}
    with engine.connect() as connection:
        taken = bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock{_ARGUMENTS}", numbers).scalar())
        connection.commit()
        try:
            yield taken
        finally:
            if taken:
                _let_go(connection, numbers)


def _let_go(connection: Any, numbers: dict[str, int]) -> None:
    try:
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock{_ARGUMENTS}", numbers)
        connection.commit()
    except Exception:
        # The database went away and took the lock with it; the work that was done under it stands.
        connection.invalidate()


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) & 0x7FFFFFFF

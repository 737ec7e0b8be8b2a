"""The block of ports and the addresses made of it."""

from __future__ import annotations

from scripts.dev import place


def test_databases_never_meet() -> None:
    """The portal and the tests share servers, never a database, an index or a Redis number."""
    kinds = [place.urls(kind) for kind in ("portal", "test", "browser")]
    assert all(len({kind[key] for kind in kinds}) == len(kinds) for key in kinds[0])

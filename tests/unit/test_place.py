"""The block of ports and the addresses made of it."""

from __future__ import annotations

from scripts.dev import place


def test_databases_never_meet() -> None:
    """The portal and the tests share servers, never a database, an index or a Redis number."""
    portal, test = place.urls("portal"), place.urls("test")
    assert all(portal[key] != test[key] for key in portal)

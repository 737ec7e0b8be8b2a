"""Fixtures of the tests that run inside a CKAN with every Tomoni plugin of test.ini loaded."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _tables_are_there():
    """Keep the tables of the plugins: ``make test`` has migrated, so a reset need only delete rows.

    CKAN's first reset in a process otherwise drops every table and brings back its own alone.
    """
    from ckan import model

    model.repo.tables_created_and_initialised = True


@pytest.fixture(autouse=True)
def _plugins(with_plugins):
    """Load the plugins of test.ini for every test here."""

"""The real catalogues go into a CKAN with every plugin of test.ini loaded."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _tables_are_there():
    """Keep the tables of the plugins when a test resets the database: ``make test`` has migrated."""
    from ckan import model

    model.repo.tables_created_and_initialised = True


@pytest.fixture(autouse=True)
def _plugins(with_plugins):
    """Load the plugins of test.ini for every test here."""

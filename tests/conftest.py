"""What tests of every kind may ask for. Nothing here imports CKAN before it is asked to: the unit tests have none."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _tables_are_there():
    """Keep the tables of the plugins: ``make test`` has migrated, so a reset need only delete rows.

    CKAN's first reset in a process, before any fixture of a module, otherwise drops every table and brings back its own
    alone.
    """
    from ckan import model

    model.repo.tables_created_and_initialised = True


@pytest.fixture(scope="module")
def standing_ckan():
    """A CKAN with the plugins of test.ini, kept from module to module."""
    from tests import standing

    standing.load()

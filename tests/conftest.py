"""What tests of every kind may ask for. Nothing here imports CKAN before it is asked to: the unit tests have none."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def standing_ckan():
    """A CKAN with the plugins of test.ini, kept from module to module."""
    from tests import standing

    standing.load()

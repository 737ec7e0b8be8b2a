"""Fixtures of the tests that run inside a CKAN with every Tomoni plugin of test.ini loaded."""

from __future__ import annotations

import pytest

from tests import standing


@pytest.fixture(scope="module", autouse=True)
def _standing(standing_ckan):
    """Have the plugins of test.ini loaded for every test here."""


@pytest.fixture
def app(make_app):
    """A client of the portal."""
    return standing.app()

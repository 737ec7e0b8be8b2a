"""Fixtures of the tests that run inside a CKAN with every Tomoni plugin of test.ini loaded."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _plugins(with_plugins):
    """Load the plugins of test.ini for every test here."""

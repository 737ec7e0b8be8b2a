"""The real catalogues go into a CKAN with every plugin of test.ini loaded."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def _standing(standing_ckan):
    """Have the plugins of test.ini loaded for every test here."""

"""The house stands: every plugin loads, the first pages answer."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk


@pytest.mark.parametrize("name", ["schema", "harvest", "quality", "hackathon", "portal"])
def test_plugin_is_loaded(name: str) -> None:
    """Each of the five plugins is enabled in the settings of the tests."""
    assert f"tomoni_{name}" in tk.config["ckan.plugins"]


@pytest.mark.usefixtures("non_clean_db")
@pytest.mark.parametrize("path", ["/", "/dataset/", "/organization/", "/harvest", "/api/3/action/status_show"])
def test_first_pages_answer(app, path: str) -> None:
    """What a visitor and a developer open first answers 200."""
    assert app.get(path).status_code == 200

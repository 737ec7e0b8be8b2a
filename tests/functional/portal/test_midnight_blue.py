"""On CKAN's other theme the pages are CKAN's own, and none of ours breaks. PyPI's CKAN comes without that theme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan
import pytest
from ckan.tests import factories

THEME = "templates-midnight-blue"
#: The wheel has the folder, and nothing to show in it.
HOME = Path(ckan.__file__).parent / THEME / "home" / "index.html"

pytestmark = [
    pytest.mark.skipif(not HOME.is_file(), reason="this CKAN has no Midnight Blue"),
    pytest.mark.ckan_config("ckan.base_templates_folder", THEME),
    pytest.mark.ckan_config("ckan.base_public_folder", "public-midnight-blue"),
]
PAGES = [
    "/", "/dataset/", "/dataset/{dataset}", "/dataset/{dataset}/quality", "/dataset/{dataset}/resource/{resource}",
    "/organization/", "/organization/{organization}", "/standards", "/standards/aed", "/quality", "/quality/rules",
    "/projects", "/events", "/harvest", "/en/dataset/", "/user/login",
]  # fmt: skip
FORMS = ["/dataset/new", "/dataset/edit/{dataset}", "/organization/new", "/projects/new", "/harvest/new", "/dashboard"]


@pytest.fixture(autouse=True)
def _plugins(with_plugins):
    """Load the plugins anew under the other theme."""


@pytest.fixture
def places(non_clean_db) -> dict[str, str]:
    """What the addresses of the pages name."""
    organization = factories.Organization()
    resource = {"url": "https://example.jp/a.csv", "format": "CSV", "name": "a"}
    dataset = factories.Dataset(owner_org=organization["id"], resources=[resource])
    return {
        "organization": organization["name"],
        "dataset": dataset["name"],
        "resource": dataset["resources"][0]["id"],
    }


def test_pages_answer(app: Any, places: dict[str, str]) -> None:
    """For a visitor."""
    for page in PAGES:
        assert app.get(page.format(**places)).status_code == 200, page


def test_forms_answer(app: Any, places: dict[str, str]) -> None:
    """For someone who may edit everything."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    for page in FORMS:
        assert app.get(page.format(**places), headers=headers).status_code == 200, page

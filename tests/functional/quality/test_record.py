"""What is found in the record of a dataset, as it is now: by the API, and on its page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.tomoni_quality.linking.model import QualityLink
from tests.functional.quality.support import CLEAN, Upload, act, work


def found(package_id: str) -> dict[str, str | None]:
    answer = helpers.call_action("tomoni_quality_report_show", package_id=package_id)
    return {finding["slug"]: finding["resource_id"] for finding in answer["findings"]}


def test_what_was_mended_is_not_told_any_more(dataset: dict[str, Any]) -> None:
    """Without a check in between."""
    act("package_patch", id=dataset["id"], license_id="", notes="")
    assert {"licence-missing", "description-missing", "update-frequency-missing"} <= found(dataset["id"]).keys()
    notes = "市が管理する施設の一覧です。毎年4月に更新します。"
    act("package_patch", id=dataset["id"], license_id="CC-BY-4.0", notes=notes, frequency_of_update="年次")
    assert found(dataset["id"]) == {}


def test_what_a_file_says_of_itself_is_held_against_it(dataset: dict[str, Any], upload: Upload) -> None:
    """The encoding, by the newest report."""
    resource = upload(CLEAN, dataset["id"], encoding="Shift_JIS")
    assert "encoding-declared" not in found(dataset["id"]), "it was not read yet"
    work()
    assert found(dataset["id"])["encoding-declared"] == resource["id"]


@pytest.mark.parametrize(
    ("state", "moved_to", "slug"), [("dead", "", "link-dead"), ("moved", "https://b.example/", "link-moved")]
)
def test_a_link_on_the_page(app: CKANTestApp, dataset: dict[str, Any], state: str, moved_to: str, slug: str) -> None:
    """With the way to the rule."""
    url = "https://a.example/a.pdf"
    resource = act("resource_create", package_id=dataset["id"], url=url, format="PDF", name="<b>PDF</b>")
    link = QualityLink(
        resource_id=resource["id"], url=url, state=state, slug=state, moved_to=moved_to, checked=datetime.now(UTC)
    )
    model.Session.add(link)
    model.Session.commit()
    page = BeautifulSoup(app.get(f"/dataset/{dataset['name']}/quality").body, "html.parser")
    item = page.select_one(f"[data-slug={slug}]")
    assert item is not None
    assert url in item.get_text()
    assert "<b>PDF</b>" in item.get_text()
    anchor = item.select_one("a")
    assert anchor is not None
    rules = BeautifulSoup(app.get("/quality/rules").body, "html.parser")
    assert rules.find(id=str(anchor["href"]).partition("#")[2]) is not None


def test_an_error_of_fetching_is_explained_too(app: CKANTestApp, dataset: dict[str, Any]) -> None:
    """Its finding leads to a place on the page of the rules."""
    resource = act("resource_create", package_id=dataset["id"], url="http://127.0.0.1:1/a.csv", format="CSV")
    work()
    page = BeautifulSoup(app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}/quality").body, "html.parser")
    anchors = [str(a["href"]) for a in page.select(".tomoni-quality-finding a") if "/quality/rules#" in str(a["href"])]
    assert anchors
    rules = BeautifulSoup(app.get("/quality/rules").body, "html.parser")
    assert all(rules.find(id=each.partition("#")[2]) for each in anchors)

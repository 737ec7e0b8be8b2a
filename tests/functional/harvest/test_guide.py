"""The kind of source that the developers' guide writes out works as it stands, from the form to the second run."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Any

import pytest
from ckan.plugins import core
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest import harvester, kinds
from scripts.dev import place
from tests.harvest_tools import harvest, make_source, patient_web, site

pytestmark = pytest.mark.usefixtures("non_clean_db")

API = "/api/explore/v2.1/catalog/datasets"
BLOCK = re.compile(r"^```python\n(\"\"\"Opendatasoft.*?)^```$", re.DOTALL | re.MULTILINE)


def written(language: str) -> str:
    """Return the example of a guide."""
    (found,) = BLOCK.findall((place.ROOT / "docs" / language / "harvest.md").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The example, found through an entry point as a package of others would give it."""
    module = types.ModuleType("my_package.opendatasoft")
    exec(compile(written("ja"), "docs/ja/harvest.md", "exec"), module.__dict__)  # noqa: S102  our own guide
    point = types.SimpleNamespace(
        value="my_package.opendatasoft:OpendatasoftKind", load=lambda: module.OpendatasoftKind
    )
    monkeypatch.setattr(kinds, "entry_points", lambda group: [point] if group == kinds.GROUP else [])
    kinds.every.cache_clear()
    harvester.offer()
    yield module.OpendatasoftKind
    core._PLUGINS_SERVICE.pop(module.OpendatasoftKind.name)
    kinds.every.cache_clear()


def datasets(*numbers: int) -> Any:
    """Return how the Explore API lists datasets, one a page."""
    held = [
        {
            "dataset_id": f"parks-{number}",
            "metas": {
                "default": {
                    "title": f"公園 {number}", "description": "<p>市の公園</p>", "keyword": ["緑"],
                    "publisher": "港区", "license_url": "https://creativecommons.org/licenses/by/4.0/",
                    "modified": "2024-05-01T00:00:00+00:00",
                }
            },
        }
        for number in numbers
    ]  # fmt: skip
    return lambda q: {"total_count": len(held), "results": held[int(q["offset"]) :][:1]}


def test_both_guides_show_the_same(app) -> None:
    """About fifty lines, the same in both languages."""
    assert written("ja") == written("en")
    assert len(written("ja").splitlines()) < 70


def test_the_example_works(app, kind: Any) -> None:
    """It is offered, recognises a front page, brings datasets in, finds them unchanged and withdraws what is gone."""
    assert kind.name in [each["name"] for each in tk.get_action("harvesters_info_show")({"ignore_auth": True}, {})]
    with site() as served:
        served.files[API] = datasets(1, 2, 3)
        found = kind().recognise(f"{served.url}/explore/", patient_web())
        assert (found.url, found.datasets) == (f"{served.url}{API}", 3)
        source = make_source(served.url, source_type=kind.name)
        first, again = harvest(source["id"]), harvest(source["id"])
        served.files[API] = datasets(1, 2)
        last = harvest(source["id"])
    assert (first.counts["added"], again.counts["unchanged"], last.counts["withdrawn"]) == (3, 3, 1)
    query = {"fq": f'harvest_source_id:"{source["id"]}"'}
    held = {each["title"]: each for each in tk.get_action("package_search")({}, query)["results"]}
    assert sorted(held) == ["公園 1", "公園 2"]
    assert (held["公園 1"]["notes"], held["公園 1"]["license_id"]) == ("市の公園", "CC-BY-4.0")
    assert held["公園 1"]["resources"][0]["url"] == f"{served.url}{API}/parks-1/exports/csv"

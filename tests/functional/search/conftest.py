"""Datasets of an imaginary city, put into CKAN and its index once for all tests of the search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ckan import model
from ckan.lib.search import clear_all
from ckan.tests import factories
from ckan.tests.helpers import _get_test_app, call_action, reset_db

DATASETS = {
    "shelters": {"title": "避難所一覧", "notes": "市が指定した避難所と福祉避難所の位置です。"},
    "shelter-map": {"title": "防災マップ", "notes": "指定緊急避難場所の地図です。"},
    "library": {"title": "中央図書館の利用状況", "notes": "年度ごとの貸出冊数です。"},
    "nursery": {"title": "保育所等の空き状況", "notes": "毎月一日現在です。"},
    "toilets": {"title": "公衆トイレ一覧", "notes": "区が管理するトイレです。", "tags": [{"name": "バリアフリー"}]},
    "monorail": {"title": "多摩都市モノレール沿線の統計", "notes": "駅ごとの数です。"},
    "running": {"title": "Running courses", "notes": "Courses for runners along the river."},
    "defibrillators": {"title": "AED設置箇所一覧", "notes": "ＡＥＤの設置場所です。"},
    "kyoto": {"title": "東京都の人口", "notes": "年齢別の人口です。"},
    "playgrounds": {"title": "子どもの遊び場", "notes": "こども向けの広場です。"},
}


@pytest.fixture(scope="module")
def _request(standing_ckan) -> Iterator[None]:
    """A request of a Japanese reader, made once a module: a CKAN application takes longer to make than to search."""
    with _get_test_app().flask_app.test_request_context():
        yield


@pytest.fixture(scope="module")
def _clean_module(_request):
    """Start from an empty database and index, once a module."""
    reset_db()
    clear_all()


@pytest.fixture
def catalogue(_clean_module) -> dict[str, dict]:
    """Return the datasets by key, made on first use in a module."""
    if model.Package.get("search-shelters") is None:
        organization = factories.Organization(name="search-hoshimi", title="ほしみ市")
        for key, fields in DATASETS.items():
            resource = {"url": f"https://example.jp/{key}.csv", "format": "CSV", "name": f"{fields['title']}（CSV）"}
            factories.Dataset(name=f"search-{key}", owner_org=organization["id"], resources=[resource], **fields)
    return DATASETS


@pytest.fixture
def find(catalogue):
    """Return a function that gives the keys of the datasets found, in order."""

    def search(q: str, **parameters) -> list[str]:
        answer = call_action("package_search", q=q, rows=50, **parameters)
        return [dataset["name"].removeprefix("search-") for dataset in answer["results"]]

    return search

"""Real lists and a real catalogue through the open data list: 高松市's own list in, Tokyo's catalogue out and in."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from ckanext.tomoni_core.open_data_list.entries import entries_of
from ckanext.tomoni_core.open_data_list.headers import heading_of, the_list_in
from ckanext.tomoni_core.open_data_list.layout import EDITIONS, layout
from ckanext.tomoni_core.open_data_list.place import Licences, Place
from ckanext.tomoni_core.open_data_list.problems import NotAList
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_schema.open_data_list.matching import Known, Stock
from ckanext.tomoni_schema.open_data_list.plan import plan
from ckanext.tomoni_schema.open_data_list.rows import rows_of
from ckanext.tomoni_schema.open_data_list.writing import csv_chunks
from tests.shared import ROOT, require_shared

LICENCES = Licences(json.loads((ROOT / "schemas" / "licenses.json").read_text(encoding="utf-8")))
EVERY = 15


def test_takamatsu_list() -> None:
    """The city's English names are read as 2021's columns; what is not known, and what is odd, is told."""
    path = require_shared("data/municipal/takamatsu_open_data_list.csv")
    table, heading = the_list_in(read(path.read_bytes(), name=path.name))
    assert (heading.layout.edition, len(heading.columns)) == ("2021", 10)
    assert heading.extra == {0: "#property"}
    assert "最終更新日" in heading.missing
    place = Place(code="372013", title="高松市", base="https://data.example.jp", licences=LICENCES)
    items = [plan(entry, heading, None, place) for entry in entries_of(table, heading, place)]
    assert Counter(item.action for item in items) == {"create": len(items)}
    assert len(items) >= 100
    first = items[0].dataset
    assert (first["title"], first["theme"], first["api_available"]) == ("環境施設", "くらし", "有")
    assert first["data_format"] == "xlsx;text;RDF;データモデル定義"
    assert first["landingPage"].endswith("/dataset/environmental_facilities")
    told = Counter(each["slug"] for item in items for each in item.problems)
    assert told["licence_as_written"] == told["code_odd"] == len(items)  # CCライセンス, 37201
    hint = items[0].problems[0]["hint_ja"]
    assert "372013" in hint


def test_takamatsu_list_twice() -> None:
    """Taken over and compared again, nothing is left to do."""
    path = require_shared("data/municipal/takamatsu_open_data_list.csv")
    table, heading = the_list_in(read(path.read_bytes(), name=path.name))
    place = Place(code="372013", title="高松市", base="https://data.example.jp", licences=LICENCES)
    made = [plan(entry, heading, None, place).dataset for entry in entries_of(table, heading, place)]
    datasets = {f"id{n}": {**dataset, "id": f"id{n}", "name": f"n{n}"} for n, dataset in enumerate(made)}
    stock = Stock(
        Known(ident, each["name"], each["title"], "", (each.get("landingPage", ""),))
        for ident, each in datasets.items()
    )
    for number, entry in enumerate(entries_of(table, heading, place)):
        found = stock.find(entry, place)
        assert found, entry.text("title")
        assert found.id == f"id{number}"
        again = plan(entry, heading, datasets[found.id], place)
        assert (again.action, again.changes) == ("unchanged", []), again.title


@pytest.mark.parametrize(
    "name",
    ["takamatsu_aed_0002_cp932.csv", "oyama_092088_public_toilet_oldstd.csv", "takamatsu_events.csv",
     "takamatsu_public_toilet.csv", "takamatsu_migration_0092_2024_linkedcsv.xlsx", "takamatsu_nursing_home.csv"],
)  # fmt: skip
def test_other_files_are_no_lists(name: str) -> None:
    """Real files of other kinds are refused, each with a sentence that says why."""
    path = require_shared(f"data/municipal/{name}")
    with pytest.raises(NotAList) as caught:
        the_list_in(read(path.read_bytes(), name=name))
    assert caught.value.hint_ja
    assert caught.value.hint_en


@pytest.mark.parametrize(
    ("header", "edition"),
    [
        ("_id,全国地方公共団体ｺｰﾄﾞ,データセット_ID,データセット_ﾀｲﾄﾙ,データセット_概要", "2026"),
        ("1.都道府県コード又は市区町村コード,2.NO,3.データ名称（必須）,4.データ概要,←データの項目名を入力", "2021"),
        ("データセット_タイトル,データセット_連絡先備考(その他、SNSなど),ファイル_形式", "2026"),
    ],
)
def test_noise_seen_in_real_headers(header: str, edition: str) -> None:
    """Half-width kana, numbering, marks, the DataStore's ``_id``, remarks left from a template."""
    found = heading_of(header.split(","))
    assert found
    assert found.layout.edition == edition


@pytest.fixture(scope="module")
def tokyo() -> list[dict[str, Any]]:
    """Every fifteenth dataset of Tokyo's catalogue of 2022, with its update frequency where our form has it."""
    path = require_shared("data/portals/tokyo/tokyo_catalog_2022-08-23.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        datasets = [json.loads(line) for number, line in enumerate(file) if number % EVERY == 0]
    for dataset in datasets:
        extras = {extra["key"]: extra["value"] for extra in dataset.get("extras") or []}
        dataset["frequency_of_update"] = extras.get("更新頻度", "")
        dataset["resources"] = dataset["resources"][:50]
    return datasets


@pytest.mark.parametrize("edition", EDITIONS)
def test_tokyo_out_and_in(tokyo: list[dict[str, Any]], edition: str) -> None:
    """Over themselves nothing changes; as new datasets elsewhere they write the same list again."""
    place = Place(code="130001", title="東京都", base="https://data.example.jp", licences=LICENCES)
    made = layout(edition)
    written = [row for dataset in tokyo for row in rows_of(dataset, place, made)]
    table, heading = the_list_in(read(b"".join(csv_chunks(made.columns, written)), name="list.csv"))
    entries = entries_of(table, heading, place)
    assert len(entries) == len(tokyo)
    for entry, dataset in zip(entries, tokyo, strict=True):
        item = plan(entry, heading, dataset, place)
        assert (item.action, item.changes, item.problems) == ("unchanged", [], []), dataset["name"]
    again: list[list[str]] = []
    elsewhere = replace(place, base="https://other.example.jp")
    for number, entry in enumerate(entries_of(table, heading, elsewhere)):
        new = plan(entry, heading, None, elsewhere).dataset
        files = [{"id": f"r{at}", **file} for at, file in enumerate(new["resources"])]
        again += rows_of({**new, "id": f"id{number}", "name": f"n{number}", "resources": files}, elsewhere, made)
    assert [_spaces(row) for row in again] == [_spaces(row) for row in written]


def _spaces(row: list[str]) -> list[str]:
    """A row as it is compared: cells lose blanks and newlines at their ends."""
    return [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row]

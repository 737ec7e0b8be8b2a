"""What each real municipal file is recognised as, written down by reading its header; and real catalogue metadata."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter

import pytest

from ckanext.tomoni_core import frequency
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.conversion import convert, to_csv
from tests.shared import require_shared

EXPECTED = {
    # 2021's own 32 names, in order.
    "oyama_092088_public_toilet_oldstd.csv": "public_toilet@2021",
    # Columns of 公共施設一覧 (2021) with a newline in one header and 利用可能時間 for 利用可能日時; nothing foreign.
    "takamatsu_exchange_center_newline_header.csv": "public_facility@2021",
    # The common block with 管理番号 and 公簿面積: a park register, which no standard covers.
    "oyama_092088_park_latlon_swapped.csv": None,
    # English property names of the city's own.
    "takamatsu_aed_0002_cp932.csv": None,
    "takamatsu_cultural_property.csv": None,
    "takamatsu_evacuation_space.csv": None,
    "takamatsu_nursery_school.csv": None,
    "takamatsu_nursing_home.csv": None,
    "takamatsu_open_data_list.csv": None,
    "takamatsu_population_0066_202306_cp932.csv": None,
    "takamatsu_public_toilet.csv": None,
    "takamatsu_public_wireless_lan.csv": None,
    "takamatsu_school_lunch_0084_202305_cp932.csv": None,
    "takamatsu_tourist_facilities.csv": None,
    # 行事名, 申込期間, TEL: its own event list, half of whose columns no standard has.
    "takamatsu_events.csv": None,
    # Sandbag depots: places with 管理者, under no code of the municipality.
    "takamatsu_sandbag_trailing_empty_header.csv": None,
}


def _header(name: str) -> list[str]:
    data = require_shared(f"data/municipal/{name}").read_bytes()
    encoding = "cp932" if "cp932" in name else "utf-8-sig"
    rows = list(csv.reader(io.StringIO(data.decode(encoding))))
    return next((row for row in rows[:10] if row[0] == "#property"), rows[0])


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_recognition(name: str, expected: str | None) -> None:
    """The standard and edition, or none."""
    found = registry().recognise(_header(name))
    assert (found.standard.id if found else None) == expected


#: Workbooks, by sheet.
SHEETS = {
    "takamatsu_events.xlsx": [("オープンデータ", None)],
    # The first sheet is the city's file, the second the example sheet of the template it was made with.
    "takamatsu_exchange_center_2sheets.xlsx": [("Sheet0", "public_facility@2021"), ("入力例", "public_facility@2021")],
    "takamatsu_migration_0092_2024_linkedcsv.xlsx": [("Sheet0", None)],
    "takamatsu_school_lunch_202404_787formulas.xlsx": [("Sheet1", None)],
}


@pytest.mark.parametrize(("name", "expected"), SHEETS.items())
def test_recognition_in_workbooks(name: str, expected: list[tuple[str, str | None]]) -> None:
    """Sheet by sheet, through the reader."""
    tables = read(require_shared(f"data/municipal/{name}").read_bytes(), name=name).tables
    found = [(table.sheet, registry().recognise(table.header)) for table in tables]
    assert [(sheet, each.standard.id if each else None) for sheet, each in found] == expected


def test_a_real_file_is_converted() -> None:
    """小山市's toilets: every filled cell of the hundred rows stands in the file of the current edition."""
    path = require_shared("data/municipal/oyama_092088_public_toilet_oldstd.csv")
    table = read(path.read_bytes(), name=path.name).tables[0]
    made = convert(table, registry())
    assert (made.source.id, made.target.id, len(made.rows)) == ("public_toilet@2021", "public_toilet@2026", 100)
    assert made.left == ()
    assert made.runs == 0
    apart = {table.header.index(name) for name in ("都道府県名", "市区町村名")}
    for before, after in zip(table.rows, made.rows, strict=True):
        carried = Counter(cell for cell in after if cell)
        kept = Counter(cell for i, cell in enumerate(before) if cell and i not in apart)
        assert carried == kept + Counter(["栃木県小山市"])
    again = registry().recognise(read(to_csv(made)).tables[0].header)
    assert again is not None
    assert again.standard.id == "public_toilet@2026"


def test_every_real_csv_has_an_expectation() -> None:
    """A new file must be read before it is tested."""
    folder = require_shared("data/municipal")
    assert {path.name for path in folder.glob("*.csv")} == set(EXPECTED)
    assert {path.name for path in folder.glob("*.xlsx")} == set(SHEETS)


def test_exchange_centers_in_detail() -> None:
    """What is there, what is missing, what is written otherwise."""
    found = registry().recognise(_header("takamatsu_exchange_center_newline_header.csv"))
    assert found is not None
    assert found.extra == {}
    assert {column.name for column in found.missing} == {
        *("NO", "POIコード", "方書", "内線番号", "法人番号", "団体名", "説明", "バリアフリー情報", "備考"),
    }
    assert list(found.renamed.values()) == ["都道府県コード又は\n市区町村コード", "利用可能時間特記事項"]


def test_swapped_coordinates_are_still_coordinates() -> None:
    """The park register follows no standard, yet its 緯度 and 経度 are known for what they are."""
    header = _header("oyama_092088_park_latlon_swapped.csv")
    keys = [column.key for column in registry().columns_by_name(header).values()]
    assert {"latitude", "longitude", "local_government_code", "poi_code", "address"} <= set(keys)


def test_update_frequencies_of_tokyo() -> None:
    """Of 4,637 datasets one says 未定; every other frequency that is written is understood."""
    path = require_shared("data/portals/tokyo/tokyo_catalog_2022-08-23.jsonl.gz")
    groups: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            extras = {extra["key"]: extra["value"] for extra in json.loads(line)["extras"]}
            groups[frequency.normalise(extras.get("更新頻度"))] += 1
    assert groups.total() == 4637
    assert groups["other"] == 1
    assert groups[""] == 64
    assert (groups["yearly"], groups["monthly"], groups["once"]) == (735, 504, 1022)

"""Every real municipal table: what each was seen to be, one by one, and what the codes in them are."""

from __future__ import annotations

import gzip
import re
from functools import cache
from typing import NamedTuple

import pytest

from ckanext.tomoni_core.codes import coordinates, local_government, phone, wareki
from ckanext.tomoni_core.reading import Reading, Table, read
from tests.shared import require_shared


class Seen(NamedTuple):
    """A table as a person saw it: sheet, header row, columns, rows, first row of data, two cells, counts of notes."""

    sheet: str
    header_row: int
    columns: int
    rows: int
    first_data_row: int
    second_name: str
    last_first_cell: str
    notes: dict[str, int]


LINKED = {"linked_csv_preamble": 1}
FILES: dict[str, tuple[str, list[Seen]]] = {
    "oyama_092088_park_latlon_swapped.csv": ("utf-8", [Seen("", 1, 13, 349, 2, "ID", "092088", {})]),
    "oyama_092088_public_toilet_oldstd.csv": ("utf-8", [Seen("", 1, 32, 100, 2, "NO", "092088", {})]),
    "takamatsu_aed_0002_cp932.csv": ("cp932", [Seen("", 7, 11, 514, 10, "name", "520", LINKED)]),
    "takamatsu_cultural_property.csv": ("utf-8", [Seen("", 1, 34, 176, 2, "latitude", "176", {})]),
    "takamatsu_evacuation_space.csv": ("utf-8", [Seen("", 1, 19, 193, 2, "latitude", "193", {})]),
    "takamatsu_events.csv": ("utf-8", [Seen("", 1, 28, 45, 2, "対象", "45", {"trailing_empty_header": 12})]),
    "takamatsu_events.xlsx": ("", [Seen("オープンデータ", 1, 16, 51, 2, "対象", "51", {})]),
    "takamatsu_exchange_center_newline_header.csv": (
        "utf-8",
        [
            Seen(
                "",
                1,
                17,
                10,
                2,
                "都道府県コード又は\n市区町村コード",
                "10",
                {"newline_in_header": 1, "template_remark": 1},
            )
        ],
    ),
    "takamatsu_exchange_center_2sheets.xlsx": (
        "",
        [
            Seen(
                "Sheet0",
                1,
                17,
                10,
                2,
                "都道府県コード又は\n市区町村コード",
                "10",
                {"newline_in_header": 1, "template_remark": 1},
            ),
            Seen("入力例", 2, 25, 10, 3, "都道府県コード又は市区町村コード", "10", {"rows_before_header": 1}),
        ],
    ),
    "takamatsu_migration_0092_2024_linkedcsv.xlsx": (
        "",
        [Seen("Sheet0", 7, 14, 12, 10, "month", "12", {"linked_csv_preamble": 1, "formula": 2})],
    ),
    "takamatsu_nursery_school.csv": ("utf-8", [Seen("", 1, 18, 120, 2, "latitude", "126", {})]),
    "takamatsu_nursing_home.csv": ("utf-8", [Seen("", 1, 14, 12, 2, "latitude", "12", {})]),
    "takamatsu_open_data_list.csv": ("utf-8", [Seen("", 1, 11, 100, 2, "code", "100", {})]),
    "takamatsu_population_0066_202306_cp932.csv": ("cp932", [Seen("", 7, 49, 235, 10, "prefCode", "235", LINKED)]),
    "takamatsu_public_toilet.csv": ("utf-8", [Seen("", 1, 33, 169, 2, "latitude", "169", {})]),
    "takamatsu_public_wireless_lan.csv": ("utf-8", [Seen("", 1, 19, 8, 2, "latitude", "11", {})]),
    "takamatsu_sandbag_trailing_empty_header.csv": (
        "utf-8",
        [Seen("", 1, 14, 10, 2, "名称", "10", {"empty_header": 1, "template_remark": 1})],
    ),
    "takamatsu_school_lunch_0084_202305_cp932.csv": ("cp932", [Seen("", 1, 5, 582, 2, "lunchDay", "587", {})]),
    "takamatsu_school_lunch_202404_787formulas.xlsx": (
        "",
        [Seen("Sheet1", 1, 5, 483, 2, "lunchDay", "483", {"formula": 955})],
    ),
    "takamatsu_tourist_facilities.csv": ("utf-8", [Seen("", 1, 17, 13, 2, "latitude", "15", {})]),
}


@cache
def reading(name: str) -> Reading:
    """A file of the municipal folder, read."""
    path = require_shared("data/municipal") / name
    return read(path.read_bytes(), name=name)


def column(name: str, header: str) -> list[str]:
    """The filled cells under a header."""
    table: Table = reading(name).tables[0]
    place = table.header.index(header)
    return [row[place] for row in table.rows if row[place].strip()]


@pytest.mark.parametrize("name", FILES)
def test_file(name: str) -> None:
    encoding, tables = FILES[name]
    found = reading(name)
    assert found.encoding == encoding
    assert found.notes == []
    assert [
        Seen(
            t.sheet,
            t.header_row,
            len(t.header),
            len(t.rows),
            t.first_data_row,
            t.header[1],
            t.rows[-1][0],
            t.note_counts,
        )
        for t in found.tables
    ] == tables
    assert all(len(row) == len(t.header) for t in found.tables for row in t.rows)


def test_no_table_is_left_out() -> None:
    folder = require_shared("data/municipal")
    assert {path.name for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")} == set(FILES)


def test_points_of_a_geojson_are_rows() -> None:
    path = require_shared("data/municipal") / "gsi_emergency_012033_otaru.json"
    found = read(path.read_bytes(), name=path.name)
    (table,) = found.tables
    assert (found.kind, len(table.rows), len(table.header)) == ("geojson", 45, 17)
    assert table.rows[0][:4] == ["43.203016", "140.994407", "590", "E0120300001201"]
    assert table.notes == []


def test_platform_characters_survive() -> None:
    text = "".join(cell for row in reading("takamatsu_aed_0002_cp932.csv").tables[0].rows for cell in row)
    assert "髙" in text
    assert "－" in text


def test_every_park_has_its_coordinates_swapped() -> None:
    table = reading("oyama_092088_park_latlon_swapped.csv").tables[0]
    lat, lon = table.header.index("緯度"), table.header.index("経度")
    filled = [row for row in table.rows if row[lat].strip()]
    assert len(filled) == 345
    assert all(coordinates.is_swapped(row[lat], row[lon]) for row in filled)
    assert not any(
        coordinates.is_swapped(a, b)
        for a, b in zip(
            column("oyama_092088_public_toilet_oldstd.csv", "緯度"),
            column("oyama_092088_public_toilet_oldstd.csv", "経度"),
            strict=True,
        )
    )


def test_codes_without_check_digit_are_mended() -> None:
    codes = set(column("takamatsu_open_data_list.csv", "code"))
    assert codes == {"37201"}
    problem = local_government.problem("37201")
    assert problem is not None
    assert problem.suggestion == "372013"
    assert {
        local_government.problem(code)
        for code in column("oyama_092088_public_toilet_oldstd.csv", "都道府県コード又は市区町村コード")
    } == {None}


def test_telephone_numbers_of_takamatsu_are_good() -> None:
    """All but the dashes that stand for no number."""
    numbers = column("takamatsu_evacuation_space.csv", "telephoneNumber")
    assert len(numbers) > 150
    assert {number for number in numbers if phone.problem(number)} == {"-"}


def test_american_dates_are_ambiguous_until_the_thirteenth() -> None:
    days = column("takamatsu_school_lunch_0084_202305_cp932.csv", "lunchDay")
    slugs = {day: problem.slug for day in set(days) if (problem := wareki.problem(day))}
    assert slugs["5/1/2023"] == "ambiguous_order"
    assert wareki.normalise("5/31/2023") == "2023-05-31"
    assert set(slugs.values()) == {"ambiguous_order", "not_iso"}


def test_codes_in_a_real_catalogue() -> None:
    """東京都's catalogue names its organizations by their code; those of bureaus (``t0000..``) are its own."""
    path = require_shared("data/portals") / "tokyo" / "tokyo_catalog_2022-08-23.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        codes = {code for line in lines for code in re.findall(r'"t(13\d{4})"', line)}
    assert len(codes) > 30
    assert {code: local_government.problem(code) for code in codes} == dict.fromkeys(codes)

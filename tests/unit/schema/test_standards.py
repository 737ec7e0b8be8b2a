"""The registry of standards: what is loaded, and that each published file is a Table Schema."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Resource, Schema, system, validate

from ckanext.tomoni_core.standards import Column, Standard, registry
from scripts.dev import datapackage

RECOMMENDED_2021 = {
    "aed": 22,
    "care_service": 22,
    "hospital": 26,
    "cultural_property": 34,
    "tourism": 30,
    "event": 32,
    "public_wireless_lan": 18,
    "public_toilet": 32,
    "fire_hydrant": 11,
    "evacuation_space": 26,
    "population": 47,
    "public_facility": 24,
    "preschool": 28,
    "open_data_list": 15,
}
VERIFIED_2026 = {
    "public_facility": 56,
    "evacuation_space": 39,
    "open_data_list": 42,
    "public_wireless_lan": 28,
    "public_toilet": 39,
    "fire_hydrant": 16,
    "food_business": 34,
}
PARTLY_VERIFIED_2026 = {
    "cultural_property": 43,
    "population": 46,
    "care_service": 32,
    "hospital": 37,
    "tourism": 40,
    "event": 51,
    "school_lunch": 47,
    "school_district": 16,
    "support_system": 29,
    "educational_institution": 24,
    "bicycle_parking": 11,
    "polling_place": 21,
    "garbage_separation": 9,
}
NO_COLUMNS_2026 = {
    "boring_log": "18",
    "urban_planning_survey": "19",
    "procurement": "20",
    "gtfs_jp": "21",
    "disaster_radio": "23",
    "public_parking": "25",
    "baby_station": "29",
    "garbage_station": "30",
    "tourism_spot": "31",
}
SCHEMAS = files("ckanext.tomoni_core.schemas")
ALL = registry().all()
WITH_COLUMNS = [standard for standard in ALL if standard.columns]


def _id(standard: Standard) -> str:
    return standard.id


@pytest.mark.parametrize(("slug", "columns"), RECOMMENDED_2021.items())
def test_recommended_sets_of_2021_are_complete(slug: str, columns: int) -> None:
    """All fourteen, with the number of columns of their definition (367 together)."""
    standard = registry().get(slug, "2021")
    assert standard is not None
    assert standard.verified
    assert len(standard.columns) == columns


def test_367_columns_in_2021() -> None:
    """The fourteen sets hold 367 columns together."""
    assert sum(len(standard.columns) for standard in ALL if standard.edition == "2021") == 367


@pytest.mark.parametrize(("slug", "columns"), VERIFIED_2026.items())
def test_verified_standards_of_the_current_edition(slug: str, columns: int) -> None:
    """Those whose columns were read in the definition or in files that follow it."""
    standard = registry().get(slug)
    assert standard is not None
    assert (standard.edition, standard.verified, len(standard.columns)) == ("2026", True, columns)


def test_the_current_edition_is_whole() -> None:
    """01 to 31, each once."""
    assert [s.number for s in registry().latest()] == [f"{number:02}" for number in range(1, 32)]
    assert {s.edition for s in registry().latest()} == {"2026"}


@pytest.mark.parametrize(("slug", "columns"), PARTLY_VERIFIED_2026.items())
def test_standards_known_in_part(slug: str, columns: int) -> None:
    """They hold what was seen, and leave room for what was not."""
    standard = registry().get(slug, "2026")
    assert standard is not None
    assert (standard.verified, standard.partial, standard.whole, len(standard.columns)) == (False, True, False, columns)
    assert standard.table_schema()["fieldsMatch"] == "partial"
    assert {column.level for column in standard.columns} <= {"unknown", "required"}


@pytest.mark.parametrize(("slug", "number"), NO_COLUMNS_2026.items())
def test_standards_of_which_nothing_could_be_verified(slug: str, number: str) -> None:
    """They are there by name, say so, and tell which of number and slug are provisional."""
    standard = registry().get(slug)
    assert standard is not None
    assert (standard.number, standard.verified, standard.columns, standard.whole) == (number, False, (), False)
    assert standard.provisional == (("number", "slug") if number in ("18", "19", "20", "21") else ("slug",))
    assert "列の定義を確かめられていない" in standard.unverified[0][0]


@pytest.mark.parametrize("standard", [s for s in ALL if not s.verified], ids=_id)
def test_what_is_not_verified_says_so(standard: Standard) -> None:
    """An edition put together from partial sources tells what is missing, in both languages."""
    assert standard.unverified
    assert all(ja and en for ja, en in standard.unverified)


def test_only_whole_standards_judge_the_columns_they_lack() -> None:
    """The editions whose columns are all known, those put together from two sources included."""
    whole = {s.id for s in ALL if s.whole}
    assert whole == {s.id for s in ALL if s.edition == "2021"} | {
        f"{slug}@2026" for slug in [*VERIFIED_2026, "preschool", "aed"]
    }


def test_toilets_of_the_current_edition_require_three_columns() -> None:
    """Sheet 13 marks 名称, 所在地_連結表記 and 設置位置 with ◎."""
    standard = registry().get("public_toilet", "2026")
    assert standard is not None
    required = [column.name for column in standard.columns if column.required]
    assert required == ["名称", "所在地_連結表記", "設置位置"]


@pytest.mark.parametrize("standard", ALL, ids=_id)
def test_every_column_is_described_in_both_languages(standard: Standard) -> None:
    """Names are unique, descriptions exist, examples obey the column's own rules."""
    names = [column.name for column in standard.columns]
    assert len(set(names)) == len(names)
    assert standard.description_ja
    assert standard.description_en
    assert set(standard.primary_key) <= set(names)
    for column in standard.columns:
        assert column.description_ja, column.name
        assert column.description_en, column.name
        assert "{" not in column.description_ja + column.description_en


def _published(standard: Standard) -> Path:
    return Path(str(SCHEMAS / "standards" / standard.slug / f"{standard.edition}.yaml"))


def _row(standard: Standard, **cells: str) -> list[str]:
    return [cells.get(column.name, _filled(column)) for column in standard.columns]


def _faults(standard: Standard, *rows: list[str], schema: Any = None) -> list[Any]:
    table = [[column.name for column in standard.columns], *rows]
    schema = schema or Schema.from_descriptor(standard.table_schema())
    with system.use_context(trusted=True):
        return validate(Resource(data=table, schema=schema)).flatten(["fieldName", "type"])


@pytest.mark.parametrize("standard", WITH_COLUMNS, ids=_id)
def test_the_published_file_works_with_frictionless(standard: Standard) -> None:
    """A good row passes ``--schema`` with the file as published, and a bad one does not."""
    descriptor = yaml.safe_load(_published(standard).read_text(encoding="utf-8"))
    judged, value, kind = _spoilt(standard)
    for schema in (Schema.from_descriptor(descriptor), Schema.from_descriptor(standard.table_schema())):
        assert schema.field_names == [column.name for column in standard.columns]
        assert _faults(standard, _row(standard), schema=schema) == []
        assert _faults(standard, _row(standard, **{judged: value}), schema=schema) == [[judged, kind]]


def _spoilt(standard: Standard) -> tuple[str, str, str]:
    """A column that the definition judges, and a value it must refuse."""
    for column in standard.columns:
        if column.type in ("number", "date", "time"):
            return column.name, "九", "type-error"
        if column.pattern:
            return column.name, "11002", "constraint-error"
    raise AssertionError(f"{standard.id} judges nothing")


@pytest.mark.parametrize("standard", [s for s in ALL if not s.columns], ids=_id)
def test_a_definition_without_columns_is_valid_and_judges_nothing(standard: Standard) -> None:
    """What is not known is not held against a file."""
    schema = Schema.from_descriptor(yaml.safe_load(_published(standard).read_text(encoding="utf-8")))
    assert validate(Resource(data=[["名称", "備考"], ["a", ""]], schema=schema)).valid


@pytest.mark.parametrize(("latitude", "code"), [("43.06", 0), ("139.8", 1)])
@pytest.mark.parametrize("ident", ["public_toilet@2026", "bicycle_parking@2026"])
def test_frictionless_on_the_command_line(tmp_path: Path, ident: str, latitude: str, code: int) -> None:
    """The command that ``schemas/README.md`` gives, for a standard known whole and for one known in part."""
    standard = registry().get(ident)
    assert standard is not None
    name = next(column.name for column in standard.columns if column.key == "latitude")
    lines = [",".join(column.name for column in standard.columns), ",".join(_row(standard, **{name: latitude}))]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "schema.yaml").write_bytes(_published(standard).read_bytes())
    command = [sys.executable, "-m", "frictionless", "validate", "a.csv", "--schema", "schema.yaml"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == code


def test_columns_beyond_those_known_are_no_fault_of_a_partial_standard() -> None:
    """A file of 公営駐輪場一覧 with more columns than could be verified, in another order."""
    standard = registry().get("bicycle_parking")
    assert standard is not None
    table = [["独自の列", "公営駐輪場_緯度", "公営駐輪場_ID"], ["x", "43.06", "1"], ["y", "139.8", "2"]]
    report = validate(Resource(data=table, schema=Schema.from_descriptor(standard.table_schema())))
    assert report.flatten(["rowNumber", "fieldName", "type"]) == [[3, "公営駐輪場_緯度", "constraint-error"]]


@pytest.mark.parametrize("slug", ["educational_institution", "bicycle_parking", "polling_place"])
def test_the_facility_file_is_a_foreign_relation(slug: str, tmp_path: Path) -> None:
    """施設_ID must be found in the companion file; the data package as published says so."""
    standard = registry().get(slug)
    assert standard is not None
    path = SCHEMAS / "packages" / f"{slug}_2026.json"
    (tmp_path / "datapackage.json").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "facility.csv").write_text("施設_ID,施設_ほかの列\nF0001,x\n", encoding="utf-8")
    for facility, faults in (("F0001", []), ("F9", [["foreign-key"]])):
        rows = [[column.name for column in standard.columns], _row(standard, 施設_ID=facility)]
        (tmp_path / f"{slug}.csv").write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
        assert validate(str(tmp_path / "datapackage.json"), type="package").flatten(["type"]) == faults


def _filled(column: Column) -> str:
    if column.example or not column.required or column.nullable:
        return column.example
    return "https://www.city.example.lg.jp/" if column.format == "uri" else "1"


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("緯度", "139.8", "constraint-error"),
        ("全国地方公共団体コード", "11002", "constraint-error"),
        ("利用開始時間", "9時", "type-error"),
        ("車椅子使用者用トイレ有無", "○", "constraint-error"),
        ("名称", "", "constraint-error"),
    ],
)
def test_the_table_schema_catches_wrong_cells(column: str, value: str, kind: str) -> None:
    """Swapped coordinates, a lost zero, words for a time, a mark for 有, an empty required cell."""
    standard = registry().get("public_toilet", "2026")
    assert standard is not None
    assert _faults(standard, _row(standard, **{column: value})) == [[column, kind]]


def test_get_understands_slugs_and_editions() -> None:
    """By slug the newest edition, by ``slug@edition`` or two arguments that one, nothing for the unknown."""
    known = registry()
    assert known.get("public_toilet").edition == "2026"  # type: ignore[union-attr]
    assert known.get("public_toilet@2021") is known.get("public_toilet", "2021")
    assert known.get("food_business@2021") is None
    assert known.get("public_toilet", "1999") is None
    assert known.get("no_such") is None
    assert known.get("") is None


def test_latest_has_each_standard_once() -> None:
    """One edition a standard, in the order of their numbers."""
    latest = registry().latest()
    assert len({s.slug for s in latest}) == len(latest) == len({s.slug for s in ALL})
    assert [s.number for s in latest] == sorted(s.number for s in latest)


def test_the_data_package_lists_every_file() -> None:
    """``datapackage.json`` names each file that is published, and nothing that is not there."""
    package = json.loads((SCHEMAS / "datapackage.json").read_text(encoding="utf-8"))
    listed = [resource["path"] for resource in package["resources"]]
    root = Path(str(SCHEMAS))
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.suffix in (".yaml", ".json", ".csv")}
    assert sorted(listed) == sorted(there - {"datapackage.json"})
    assert len({resource["name"] for resource in package["resources"]}) == len(listed)
    assert validate(str(root / "datapackage.json"), type="package").errors == []


def test_generated_packages_are_up_to_date() -> None:
    """``python -m scripts.dev.datapackage`` has nothing to write."""
    assert datapackage.out_of_date() == []


def test_table_schema_is_a_fresh_copy() -> None:
    """A caller may change what it got."""
    standard = ALL[0]
    standard.table_schema()["fields"].clear()
    assert standard.table_schema()["fields"]

"""The registry of standards: what is loaded, and that each published file is a Table Schema."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
import yaml
from frictionless import Resource, Schema, system, validate

from ckanext.tomoni_core.standards import Column, Standard, registry

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
SCHEMAS = files("ckanext.tomoni_core.schemas")
ALL = registry().all()


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


@pytest.mark.parametrize("slug", ["preschool", "aed"])
def test_what_is_not_verified_says_so(slug: str) -> None:
    """An edition put together from partial sources is marked, in both languages."""
    standard = registry().get(slug)
    assert standard is not None
    assert not standard.verified
    assert all(ja and en for ja, en in standard.unverified)


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


@pytest.mark.parametrize("standard", ALL, ids=_id)
def test_the_published_file_works_with_frictionless(standard: Standard) -> None:
    """A table of the examples passes ``frictionless validate --schema`` with the file as published."""
    path = SCHEMAS / "standards" / standard.slug / f"{standard.edition}.yaml"
    descriptor = yaml.safe_load(path.read_text(encoding="utf-8"))
    for schema in (Schema.from_descriptor(descriptor), Schema.from_descriptor(standard.table_schema())):
        assert schema.field_names == [column.name for column in standard.columns]
        row = [_filled(column) for column in standard.columns]
        rows = [[column.name for column in standard.columns], row]
        with system.use_context(trusted=True):
            report = validate(Resource(data=rows, schema=schema))
        assert report.valid, report.flatten(["fieldName", "type", "note"])


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
    header = [each.name for each in standard.columns]
    row = [value if each.name == column else _filled(each) for each in standard.columns]
    resource = Resource(data=[header, row], schema=Schema.from_descriptor(standard.table_schema()))
    assert validate(resource).flatten(["fieldName", "type"]) == [[column, kind]]


def test_get_understands_slugs_and_editions() -> None:
    """By slug the newest edition, by ``slug@edition`` or two arguments that one, nothing for the unknown."""
    known = registry()
    assert known.get("public_toilet").edition == "2026"  # type: ignore[union-attr]
    assert known.get("public_toilet@2021") is known.get("public_toilet", "2021")
    assert known.get("care_service").edition == "2021"  # type: ignore[union-attr]
    assert known.get("public_toilet", "1999") is None
    assert known.get("no_such") is None
    assert known.get("") is None


def test_latest_has_each_standard_once() -> None:
    """One edition a standard, in the order of their numbers."""
    latest = registry().latest()
    assert len({s.slug for s in latest}) == len(latest) == len({s.slug for s in ALL})
    assert [s.number for s in latest] == sorted(s.number for s in latest)


def test_the_data_package_lists_every_file() -> None:
    """``datapackage.json`` names each schema that is published, and nothing that is not there."""
    package = json.loads((SCHEMAS / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"] for resource in package["resources"]}
    standards = {f"standards/{s.slug}/{s.edition}.yaml" for s in ALL}
    tables = {f"catalogue/{path.name}" for path in (SCHEMAS / "catalogue").glob("*.csv")}
    forms = {"dataset.yaml", "organization.yaml", "licenses.json", "vocabulary.yaml"}
    assert tables
    assert listed == standards | tables | forms
    assert all((SCHEMAS / path).is_file() for path in listed)


def test_table_schema_is_a_fresh_copy() -> None:
    """A caller may change what it got."""
    standard = ALL[0]
    standard.table_schema()["fields"].clear()
    assert standard.table_schema()["fields"]

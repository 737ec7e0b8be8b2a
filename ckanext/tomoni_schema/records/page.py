"""What the page of the records shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_core.standards.records import RecordField, record_fields
from ckanext.tomoni_schema.language import pick
from ckanext.tomoni_schema.records.question import PARTS
from ckanext.tomoni_schema.records.rows import CLAIMS

__all__ = ["ROWS", "arguments", "variables"]

ROWS = 50
MAP_ROWS = 5000
#: What a person does not look for in a row: how it is read, and what the page shows elsewhere.
_LEFT_OUT = {*CLAIMS, "id", "name_kana", "latitude", "longitude", "town_id", "local_government_name", "prefecture_name",
             "city_name", "address_prefecture", "address_city", "address_town", "address_block"}  # fmt: skip
_FORM = ("edition", "prefecture", "municipality", "column", "match", "value")
DOWNLOADS = ("csv", "json", "geojson", "jsonld", "parquet")


def arguments(args: Any) -> dict[str, Any]:
    """The parameters of an address: what is given several times is a list."""
    return {name: values[0] if len(values) == 1 else values for name, values in args.lists()}


def variables(standard: Standard, context: dict[str, Any], args: Any) -> dict[str, Any]:
    """Everything that the template needs; a question that cannot be asked is said above an empty table."""
    given = _asked(arguments(args))
    base = {"id": standard.slug, **given}
    faults: dict[str, list[str]] = {}
    try:
        answer = tk.get_action("tomoni_standard_records")(dict(context), {**base, "limit": ROWS})  # pyright: ignore[reportArgumentType]
    except tk.ValidationError as wrong:
        faults = wrong.error_dict  # pyright: ignore[reportAssignmentType]
        answer = {"results": [], "count": 0, "count_exact": True, "next": None}
    everything = tk.get_action("tomoni_standard_record_sources")(dict(context), {"id": standard.slug})  # pyright: ignore[reportArgumentType]
    query = {name: value for name, value in given.items() if name != "cursor"}
    return {
        "standard": standard,
        "editions": [item.edition for item in registry().editions(standard.slug)],
        "answer": answer,
        "faults": [pick(*texts) for texts in faults.values()],
        "publishers": {item["resource"]: item["organization_title"] for item in everything["results"]},
        "shown": _shown(standard, answer["results"]),
        "choices": record_fields(standard.slug),
        "places": everything["municipalities"],
        "prefectures": _prefectures(everything["municipalities"]),
        "total": everything["rows"],
        "form": _form(standard, args, query),
        "next_query": urlencode({**query, "cursor": answer["next"]}, doseq=True) if answer["next"] else "",
        "first_query": urlencode(query, doseq=True),
        "later": "cursor" in given,
        "downloads": {kind: _address(standard, kind, query) for kind in DOWNLOADS},
        "map_limit": MAP_ROWS,
    }


def _form(standard: Standard, args: Any, query: dict[str, Any]) -> dict[str, str]:
    """What the form shows; the first filter of the address is in it, however it was written."""
    form = {name: _text(args.get(name)) for name in _FORM}
    columns = {field.name for field in record_fields(standard.slug)}
    for name, value in query.items():
        column, _, match = name.partition(".")
        if not form["column"] and column in columns and match in ("", *PARTS) and isinstance(value, str):
            form.update(column=column, match=match, value=_text(value))
    return form


def _text(value: Any) -> str:
    return str(value or "")[:200]


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """The form's ``column``, ``match`` and ``value`` as one filter; fields left empty ask for nothing."""
    column, match, value = (_text(given.pop(name, "")) for name in ("column", "match", "value"))
    asked = {name: item for name, item in given.items() if item not in ("", [])}
    if column and value:
        asked[f"{column}.{match}" if match in PARTS else column] = value
    return asked


def _shown(standard: Standard, results: list[dict[str, Any]]) -> list[RecordField]:
    """The columns that any row of this page fills."""
    return [
        field
        for field in record_fields(standard.slug)
        if field.name not in _LEFT_OUT and any(row[field.name] is not None for row in results)
    ]


def _prefectures(places: list[dict[str, Any]]) -> dict[str, str]:
    return {place["code"][:2]: place["prefecture"] for place in places}


def _address(standard: Standard, kind: str, query: dict[str, Any]) -> str:
    """The address of the same rows for programs: that of the municipality where only it is asked for."""
    if set(query) == {"municipality"} and str(query["municipality"]).isdecimal():
        code = str(query["municipality"])
        return tk.url_for("tomoni_standard_records.of_municipality", slug=standard.slug, code=code, kind=kind,
                          qualified=True, locale="default")  # fmt: skip
    base = tk.url_for("tomoni_standard_records.whole", slug=standard.slug, kind=kind, qualified=True, locale="default")
    return f"{base}?{urlencode(query, doseq=True)}" if query else base

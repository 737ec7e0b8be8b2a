"""What a record looks like outside: flat, every column of the standard always there, names that never change.

Names with ``_`` are ours (where the row comes from), the others are the columns' keys, shared by all editions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards.records import RecordField, record_fields
from ckanext.tomoni_schema.records.query import Found, SourceInfo

__all__ = ["ORIGIN", "columns", "field", "municipality", "record", "source"]

ORIGIN = (
    RecordField("_id", "string", "行のID", "Id of the row", ()),
    RecordField("_edition", "string", "標準の版", "Edition of the standard", ()),
    RecordField("_municipality_code", "string", "自治体のコード", "Code of the municipality", ()),
    RecordField("_municipality", "string", "自治体", "Municipality", ()),
    RecordField("_prefecture", "string", "都道府県", "Prefecture", ()),
    RecordField("_dataset", "string", "データセットのID", "Id of the dataset", ()),
    RecordField("_resource", "string", "リソースのID", "Id of the resource", ()),
)


def columns(standard: str) -> tuple[RecordField, ...]:
    """Every name of a record, in order."""
    return ORIGIN + record_fields(standard)


@lru_cache(maxsize=4096)
def municipality(code: str | None) -> tuple[str | None, str | None]:
    """Name and prefecture of a code."""
    body = local_government.find(code) if code else None
    return (body.name, body.prefecture) if body else (None, None)


def record(found: Found, standard: str) -> dict[str, Any]:
    """A row of the table as everybody gets it."""
    name, prefecture = municipality(found.municipality_code)
    made: dict[str, Any] = {
        "_id": f"{found.resource_id}:{found.key}",
        "_edition": found.edition,
        "_municipality_code": found.municipality_code,
        "_municipality": name,
        "_prefecture": prefecture,
        "_dataset": found.package_id,
        "_resource": found.resource_id,
    }
    values = {**found.data, "latitude": found.lat, "longitude": found.lon}
    made.update((field.name, values.get(field.name)) for field in record_fields(standard))
    return made


def field(item: RecordField) -> dict[str, Any]:
    """A column as the answers describe it."""
    return {
        "name": item.name,
        "type": item.type,
        "title_ja": item.title_ja,
        "title_en": item.title_en,
        "editions": list(item.editions),
    }


def source(item: SourceInfo) -> dict[str, Any]:
    """A resource as the answers name it: whom to credit, under which licence."""
    return {
        "dataset": item.package_id,
        "dataset_name": item.name,
        "dataset_title": item.title or item.name,
        "resource": item.resource_id,
        "resource_name": item.resource_name,
        "organization": item.organization,
        "organization_title": item.organization_title or item.organization,
        "license_id": item.license_id,
        "edition": item.edition,
        "rows": item.rows,
        "modified": item.modified.isoformat(timespec="seconds"),
    }

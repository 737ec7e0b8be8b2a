"""What describes a dataset: the items of DCAT-GoJ and the field names of Japanese portals, as tables.

The tables are ``schemas/catalogue/*.csv``. ``dcat_goj`` says of each of the 80 items by which property of RDF it goes,
and where it comes from; a portal's table says which field of our form holds what the portal calls otherwise.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["PORTALS", "Item", "PortalField", "dcat_goj", "extra_fields", "filled", "portal_fields"]

PORTALS = ("egov", "tokyo", "bodik", "other")
"""e-Gov データポータル, 東京都オープンデータカタログ, BODIK ODCS, and names seen on no portal in particular."""

How = Literal["field", "setting", "extra", "computed", "not carried"]


@dataclass(frozen=True)
class Item:
    """An item of DCAT-GoJ: ``データセット`` ``対象地域`` is ``dct:spatial``, and comes from the field ``spatial``."""

    cls: str
    item: str
    level: Literal["required", "recommended", "optional"]
    property: str
    how: How
    source: tuple[str, ...]
    note_ja: str
    note_en: str


@dataclass(frozen=True)
class PortalField:
    """A name that a portal uses in its datasets, their extras or their resources, and our field (empty: none)."""

    record: Literal["dataset", "extra", "resource"]
    name: str
    label: str
    field: str
    note_ja: str
    note_en: str


@cache
def dcat_goj() -> tuple[Item, ...]:
    """The 80 items, in the order of DCAT-GoJ."""
    return tuple(_item(row) for row in _rows("dcat_goj"))


def _item(row: dict[str, Any]) -> Item:
    source = tuple(part.strip() for part in row.pop("source").split(";") if part.strip())
    return Item(cls=row.pop("class"), source=source, **row)


@cache
def portal_fields(portal: str) -> tuple[PortalField, ...]:
    """The table of one of ``PORTALS``."""
    return tuple(PortalField(**row) for row in _rows(portal))


@cache
def extra_fields() -> dict[str, str]:
    """The extras that hold on some Japanese portal what our form has a field for, and that field."""
    tables = (field for portal in PORTALS for field in portal_fields(portal))
    return {field.name: field.field for field in tables if field.record == "extra" and field.field}


def filled(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset with its empty fields filled from the extras in which portals keep the same."""
    found = dict(dataset)
    for extra in dataset.get("extras") or []:
        field = extra_fields().get(str(extra.get("key")))
        if field and not found.get(field) and isinstance(extra.get("value"), str):
            found[field] = extra["value"]
    return found


def _rows(name: str) -> list[dict[str, Any]]:
    text = (files("ckanext.tomoni_core.schemas") / "catalogue" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

"""What a standard, its columns, and a recognised header row are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Column", "ForeignKey", "Recognition", "Standard"]


@dataclass(frozen=True)
class Column:
    """One column of a standard.

    ``key`` is what the column means, shared by all standards and editions (``latitude``, ``start_time`` …).
    ``level`` is the standard's own mark: ``required`` (◎), ``recommended`` (○), ``optional``, or ``unknown`` where the
    mark could not be verified. ``nullable`` says that a blank cell is a value (災害種別_洪水: 1 or blank), so that a
    required column may hold blanks. ``aliases`` are other names seen for it, best known first.
    """

    name: str
    key: str
    type: str = "string"
    level: str = "unknown"
    name_en: str = ""
    description_ja: str = ""
    description_en: str = ""
    example: str = ""
    enum: tuple[str, ...] = ()
    pattern: str = ""
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    nullable: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the standard marks the column as required (◎)."""
        return self.level == "required"

    @property
    def recommended(self) -> bool:
        """Whether the standard marks the column as recommended (○)."""
        return self.level == "recommended"

    def constraints(self) -> dict[str, Any]:
        """The column's Table Schema constraints; ``required`` only where a blank cell is no value."""
        found = {
            "required": True if self.required and not self.nullable else None,
            "enum": list(self.enum) or None,
            "pattern": self.pattern or None,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        return {name: value for name, value in found.items() if value is not None}

    def field(self) -> dict[str, Any]:
        """The column as a field of a Table Schema."""
        found: dict[str, Any] = {"name": self.name, "type": self.type, "description": self.description_ja}
        if self.format:
            found["format"] = self.format
        if self.constraints():
            found["constraints"] = self.constraints()
        return found


@dataclass(frozen=True)
class ForeignKey:
    """Columns that name a row of another table: ``resource`` is that table's name in a data package."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]

    def descriptor(self) -> dict[str, Any]:
        """The relation as Table Schema writes it."""
        return {"fields": list(self.fields), "reference": {"resource": self.resource, "fields": list(self.reference)}}


@dataclass(frozen=True)
class Standard:
    """One edition of one municipal standard data set.

    ``verified`` says that the column names were read in the standard or in files that follow it; ``unverified`` lists
    in (ja, en) what is still not. A ``partial`` standard has columns besides those listed, or may have: what a file
    holds beyond them is no fault. A standard of which nothing could be verified has no columns at all. ``provisional``
    tells which of ``number`` and ``slug`` are this project's own guess. ``primary_key`` names what tells rows apart; it
    is not enforced by ``table_schema``, for the editions do not require it to be filled. ``foreign_keys`` are in
    ``data_package`` alone, since a table by itself cannot keep them.
    """

    slug: str
    edition: str
    number: str
    title_ja: str
    title_en: str
    verified: bool
    source: str
    source_en: str = ""
    description_ja: str = ""
    description_en: str = ""
    unverified: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    partial: bool = False
    provisional: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def id(self) -> str:
        """``slug@edition``, as in ``public_toilet@2026``."""
        return f"{self.slug}@{self.edition}"

    @property
    def whole(self) -> bool:
        """Whether every column of the standard is known, so that a column that is not listed is foreign to it."""
        return not self.partial

    def column(self, name: str) -> Column | None:
        """The column of that exact name."""
        return next((column for column in self.columns if column.name == name), None)

    def table_schema(self) -> dict[str, Any]:
        """The standard as a Frictionless Table Schema; a new dictionary at each call."""
        schema: dict[str, Any] = {
            "name": self.slug.replace("_", "-"),
            "title": self.title_ja,
            "fields": [column.field() for column in self.columns],
            "missingValues": [""],
        }
        return {**schema, "fieldsMatch": "partial"} if self.partial else schema

    def data_package(self) -> dict[str, Any]:
        """The standard's table and those it points to as a Frictionless Data Package, which holds the relations.

        Paths are examples: a municipality puts its code before them.
        """
        schema = {**self.table_schema(), "foreignKeys": [key.descriptor() for key in self.foreign_keys]}
        tables = [_table(self.slug, schema)]
        for key in self.foreign_keys:
            fields = [{"name": name, "type": "string"} for name in key.reference]
            tables.append(_table(key.resource, {"fields": fields, "missingValues": [""], "fieldsMatch": "partial"}))
        return {"name": self.slug.replace("_", "-"), "title": self.title_ja, "resources": tables}


def _table(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name.replace("_", "-"),
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": schema,
    }


@dataclass(frozen=True)
class Recognition:
    """That a header row follows a standard, and how well.

    ``columns`` maps the position in the header (0-based) to the standard's column; ``renamed`` holds those written
    otherwise than the standard writes them (position to text as written); ``extra`` the header cells that the standard
    does not have; ``missing`` the standard's columns that are absent.
    """

    standard: Standard
    confidence: float
    columns: dict[int, Column] = field(default_factory=dict)
    missing: tuple[Column, ...] = ()
    extra: dict[int, str] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)

"""A table's columns as the browser needs them, with what it can check by itself. No CKAN here."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.standards import Column, Standard

__all__ = ["columns", "require_columns"]

from ckanext.tomoni_schema.tables.content import TableError


def columns(standard: Standard, header: list[str]) -> list[dict[str, Any]]:
    """One description a column of ``header``: those of the standard, then the file's own."""
    own = [_described(column) for column in standard.columns]
    return own + [{"name": name, "own": True, "level": "optional", "type": "string"} for name in header[len(own) :]]


def require_columns(standard: Standard) -> Standard:
    """``standard`` itself.

    :raises TableError: its columns are not known, so that there is nothing to make a table or a template of
    """
    if standard.columns:
        return standard
    raise TableError(
        "no-columns",
        "「{title}」の項目は、まだ確かめられていません。",
        "The columns of “{title_en}” could not be verified yet.",
        "国の定義書を取り込むと、表とテンプレートを作れるようになります。",
        "Import the official definition book; then there are a table and a template.",
        title=standard.title_ja,
        title_en=standard.title_en,
    )


def _described(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "name_en": column.name_en,
        "key": column.key,
        "type": column.type,
        "format": column.format,
        "level": column.level,
        "nullable": column.nullable,
        "ja": column.description_ja,
        "en": column.description_en,
        "example": column.example,
        "aliases": list(column.aliases),
        **column.constraints(),
    }
    return {name: value for name, value in found.items() if value not in ("", None, [], False)}

"""Standards and bodies as the dictionaries that the actions answer. No CKAN here."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.codes import local_government_tree as tree
from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_core.standards import Column, Standard
from ckanext.tomoni_core.text import fold

__all__ = ["body", "body_in_list", "body_in_tree", "change", "column", "matches", "standard", "summary"]


def summary(item: Standard, editions: list[str]) -> dict[str, Any]:
    """What a list of standards shows of one."""
    return {
        "id": item.id,
        "slug": item.slug,
        "edition": item.edition,
        "editions": editions,
        "number": item.number,
        "title_ja": item.title_ja,
        "title_en": item.title_en,
        "description_ja": item.description_ja,
        "description_en": item.description_en,
        "verified": item.verified,
        "partial": item.partial,
        "provisional": list(item.provisional),
        "num_columns": len(item.columns),
    }


def standard(item: Standard, editions: list[str]) -> dict[str, Any]:
    """A whole standard with its columns and its Table Schema."""
    return {
        **summary(item, editions),
        "source_ja": item.source,
        "source_en": item.source_en,
        "unverified": [{"ja": ja, "en": en} for ja, en in item.unverified],
        "primary_key": list(item.primary_key),
        "foreign_keys": [each.descriptor() for each in item.foreign_keys],
        "columns": [column(each) for each in item.columns],
        "table_schema": item.table_schema(),
    }


def column(item: Column) -> dict[str, Any]:
    """One column of a standard."""
    return {
        "name": item.name,
        "name_en": item.name_en,
        "key": item.key,
        "type": item.type,
        "format": item.format,
        "level": item.level,
        "nullable": item.nullable,
        "description_ja": item.description_ja,
        "description_en": item.description_en,
        "example": item.example,
        "constraints": item.constraints(),
        "aliases": list(item.aliases),
    }


def body(item: Body) -> dict[str, Any]:
    """A local government."""
    return {
        "code": item.code,
        "name": item.name,
        "name_full": item.name_full,
        "kana": item.kana,
        "prefecture": item.prefecture,
        "kind": item.kind,
    }


def body_in_list(item: Body, counted: dict[str, int] | None) -> dict[str, Any]:
    """A local government with what is below it and, where they were counted, its datasets."""
    made = {**body(item), "num_children": len(tree.children(item.code))}
    if counted is not None:
        made["num_datasets"] = counted.get(item.code, 0)
    return made


def body_in_tree(item: Body, here: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """A local government with its neighbours in the tree and in time, and its organizations on the portal."""
    above = tree.parent(item)
    return {
        **body(item),
        "region_code": item.five,
        "parent": body(above) if above else None,
        "children": [body(below) for below in tree.children(item.code)],
        "predecessors": [_ended(before) for before in tree.predecessors(item)],
        "organizations": here.get(item.code, []),
        "ended": None,
    }


def change(item: tree.Change) -> dict[str, Any]:
    """A code that ended, as a local government of its time."""
    return {
        "code": item.code,
        "name": item.name,
        "name_full": item.prefecture + item.name,
        "prefecture": item.prefecture,
        "region_code": item.code[:5],
        "ended": {**_ended(item), "successors": [body(after) for after in tree.successors(item.code)]},
    }


def _ended(item: tree.Change) -> dict[str, Any]:
    return {"code": item.code, "name": item.name, "date": item.date, "kind": item.kind}


def matches(item: Standard, q: str) -> bool:
    """Whether every word of ``q`` is found in a standard's number, titles, slug, description or column names."""
    text = [item.number, item.slug, item.title_ja, item.title_en, item.description_ja, item.description_en]
    hay = fold(" ".join([*text, *(each.name for each in item.columns)]))
    return all(fold(word) in hay for word in q.split())

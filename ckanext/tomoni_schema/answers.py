"""Recognitions and conversions as the actions and pages answer them. No CKAN here."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.standards import Column, Recognition, Standard, registry
from ckanext.tomoni_core.standards.conversion import Conversion
from ckanext.tomoni_schema import dictize

__all__ = ["claim", "conversion", "recognition"]


def recognition(header: list[str]) -> dict[str, Any]:
    """Which standard and edition a header row follows, how sure, and how its columns differ; or that none is clear."""
    found = registry().recognise(header)
    if found is None:
        ja = "どの標準に沿っているか分かりません。標準の項目が足りないか、いくつかの標準に同じように当てはまります。"
        en = "No standard is clear: too few of its columns are there, or several standards fit alike."
        return {"recognised": False, "standard": None, "confidence": None, "message_ja": ja, "message_en": en}
    item = found.standard
    return {
        "recognised": True,
        "standard": dictize.summary(item, _editions(item)),
        "confidence": found.confidence,
        **_differences(header, found),
        "message_ja": f"「{item.title_ja}」の{item.edition}年版に沿っています。",
        "message_en": f"The header follows the {item.edition} edition of “{item.title_en}”.",
    }


def claim(header: list[str], item: Standard) -> dict[str, Any]:
    """How a header row that is said to follow ``item`` compares with it, and whether that can be so."""
    compared = registry().compare(header, item)
    return {
        "id": item.id,
        "follows": registry().may_follow(header, item.slug),
        "certain": item.whole,
        **_differences(header, compared),
        **_claim_message(header, item),
    }


def _claim_message(header: list[str], item: Standard) -> dict[str, str]:
    if not registry().may_follow(header, item.slug):
        ja = f"「{item.title_ja}」の項目とは認められません。missing（足りない）と extra（標準にない）を見てください。"
        en = f"These are not the columns of “{item.title_en}”: see what is missing and what is extra."
    elif item.whole:
        ja = f"「{item.title_ja}」の項目です。"
        en = f"These are columns of “{item.title_en}”."
    else:
        ja = f"「{item.title_ja}」の{item.edition}年版は項目のすべてが確かめられていないため、違うとは言えません。"
        en = f"Not all columns of “{item.title_en}” ({item.edition}) could be verified: nothing speaks against it."
    return {"message_ja": ja, "message_en": en}


def _editions(item: Standard) -> list[str]:
    return [each.edition for each in registry().editions(item.slug)]


def _differences(header: list[str], found: Recognition) -> dict[str, Any]:
    return {
        "columns": [
            {"position": i + 1, "written": header[i], "column": column.name, "key": column.key}
            for i, column in found.columns.items()
        ],
        "missing": [_named(column) for column in found.missing],
        "extra": [{"position": i + 1, "written": written} for i, written in found.extra.items()],
        "renamed": [
            {"position": i + 1, "written": written, "column": found.columns[i].name}
            for i, written in found.renamed.items()
        ],
    }


def _named(column: Column) -> dict[str, str]:
    return {"name": column.name, "level": column.level}


def conversion(made: Conversion) -> dict[str, Any]:
    """What was carried over, what was not, and what is still empty; without the rows."""
    return {
        "source": dictize.summary(made.source, _editions(made.source)),
        "target": dictize.summary(made.target, _editions(made.target)),
        "sheet": made.sheet,
        "num_rows": len(made.rows),
        "carried": [{"column": name, "from": list(written)} for name, written in made.carried.items()],
        "left": [
            {"position": each.position, "written": each.name, "filled": each.filled, "reason": each.reason}
            for each in made.left
        ],
        "empty": [_named(column) for column in made.empty],
        "num_formula_like": made.runs,
        "unverified": [{"ja": ja, "en": en} for ja, en in made.target.unverified],
    }

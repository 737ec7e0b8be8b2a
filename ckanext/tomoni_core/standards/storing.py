"""Imported definitions into a folder of standards: all of them or none."""

from __future__ import annotations

import re
from pathlib import Path

from ckanext.tomoni_core.errors import NotABook
from ckanext.tomoni_core.standards import loading
from ckanext.tomoni_core.standards.importing import Definition
from ckanext.tomoni_core.standards.writing import to_yaml

__all__ = ["check", "store"]

#: They become folder and file names, and parts of addresses.
_SLUG = re.compile(r"[a-z][a-z0-9_]{1,60}")
_EDITION = re.compile(r"[0-9]{4}[a-z0-9]{0,8}")


def check(definitions: list[Definition]) -> None:
    """Refuse definitions of which one cannot be stored.

    :raises NotABook: a sheet has a fault, its standard is not known, or two sheets are of one standard
    """
    seen: dict[str, str] = {}
    for each in definitions:
        for fault in each.sheet.faults[:1]:
            raise _refused(each, f"{fault.cell}：{fault.ja}", f"{fault.cell}: {fault.en}")
        if not _SLUG.fullmatch(each.slug):
            ja = "どの標準の定義か分かりません。「--as シート名=略称」で略称を指定してください"
            raise _refused(each, ja, "which standard it defines is not known: name its slug with --as SHEET=SLUG")
        if each.slug in seen:
            raise _refused(
                each, f"「{seen[each.slug]}」と同じ標準です", f"it defines the same standard as {seen[each.slug]}"
            )
        seen[each.slug] = each.sheet.name
        if not _EDITION.fullmatch(each.descriptor["edition"]):
            raise _refused(each, "版は「2027」のように年で指定してください", "give the edition as a year, such as 2027")
        loading.standard({**each.descriptor, "path": each.sheet.name}, {}, {})


def store(definitions: list[Definition], folder: Path) -> list[Path]:
    """Write ``<slug>/<edition>.yaml`` under ``folder`` for each definition; nothing is written when one is refused.

    :raises NotABook: as ``check``
    :raises OSError: the folder cannot be written to
    """
    check(definitions)
    texts = {
        folder / each.slug / f"{each.descriptor['edition']}.yaml": to_yaml(each.descriptor) for each in definitions
    }
    waiting: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_suffix(".yaml.new")
            waiting[path].write_text(text, encoding="utf-8")
        for path, new in waiting.items():
            new.replace(path)
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)
    return list(texts)


def _refused(definition: Definition, ja: str, en: str) -> NotABook:
    return NotABook(
        "sheet_refused",
        "シート「{sheet}」を取り込めません（{why_ja}）。何も書き込んでいません。",
        "The sheet “{sheet}” cannot be imported: {why_en}. Nothing was written.",
        "定義書を直すか、「--sheet」で取り込むシートだけを指定してください。",
        "Mend the book, or name the sheets to import with --sheet.",
        sheet=definition.sheet.name,
        why_ja=ja.rstrip("。"),
        why_en=en.rstrip("."),
    )

"""Code lists that are looked up and judge nothing: 日本標準産業分類, e-Stat's fields of statistics.

DCAT-GoJ asks for 分類 by 日本標準産業分類; the open data list of the municipal standard asks for the fields of e-Stat.
Sources are in ``data/README.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ckanext.tomoni_core.text import fold

__all__ = ["LISTS", "Entry", "entries", "find"]

LISTS = {
    "industries": (
        "日本標準産業分類（第14回改定、大分類・中分類）",
        "Japan Standard Industrial Classification, rev. 14",
    ),
    "estat_fields": ("e-Statの統計分野", "Fields of statistics of e-Stat"),
}
"""The lists, with their titles in Japanese and English."""


@dataclass(frozen=True)
class Entry:
    """A code with its name; ``parent`` is the code above it, ``note`` says what is not certain."""

    code: str
    ja: str
    en: str
    parent: str = ""
    note: str = ""


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """A list of ``LISTS``, in its own order. Raises KeyError for another name."""
    if name not in LISTS:
        raise KeyError(name)
    text = resources.files("ckanext.tomoni_core.codes").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return tuple(Entry(**row) for row in csv.DictReader(text.splitlines()))


def find(name: str, text: str) -> Entry | None:
    """The entry of a code or of a name in Japanese or English; ``，`` and ``、`` are the same."""
    key = _plain(text[:200])
    return next((e for e in entries(name) if key in (_plain(e.code), _plain(e.ja), _plain(e.en))), None)


def _plain(text: str) -> str:
    return fold(text.replace("，", "、").replace(",", "、"))

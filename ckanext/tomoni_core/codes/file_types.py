"""ファイル形式: what portals write (``CSV``, ``xlsx``, ``.geojson``), IANA's media type, and the EU's code."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["FileType", "all_types", "by_authority", "by_media_type", "find"]


@dataclass(frozen=True)
class FileType:
    """``CSV``, ``text/csv``; ``authority`` is its name in the EU's vocabulary of file types, where it has one."""

    code: str
    media_type: str
    authority: str
    extensions: tuple[str, ...]
    ja: str
    en: str


@cache
def all_types() -> tuple[FileType, ...]:
    """Every type of the list, the most usual first."""
    text = resources.files("ckanext.tomoni_core.codes").joinpath("data/file_types.csv").read_text(encoding="utf-8")
    return tuple(_type(row) for row in csv.DictReader(text.splitlines()))


def _type(row: dict[str, str]) -> FileType:
    extensions = tuple(row["extensions"].split())
    return FileType(row["code"], row["media_type"], row["authority"], extensions, row["ja"], row["en"])


@cache
def _by_name() -> dict[str, FileType]:
    return {name.lower(): item for item in all_types() for name in (*item.extensions, item.code)}


def find(text: str) -> FileType | None:
    """The type of a format or an extension, whatever its width and case; None when the list has no such."""
    return _by_name().get(unicodedata.normalize("NFKC", text[:100]).strip().lstrip(".").lower())


def by_media_type(text: str) -> FileType | None:
    """The type of a media type; parameters (``; charset=…``) do not matter."""
    bare = text.split(";")[0].strip().lower()
    return next((item for item in all_types() if bare and item.media_type == bare), None)


def by_authority(name: str) -> FileType | None:
    """The type that the EU's vocabulary calls ``name``."""
    return next((item for item in all_types() if name and item.authority == name), None)

"""The small YAML that says what a page of files holds: its licence, which links to take, how files make datasets. Pure.

It may come from a stranger's site. It is read as text, lists and objects only: no type, tag, anchor or alias is obeyed
(so that a code keeps its zeros, and no text of a few lines grows into gigabytes), and its size, depth and number of
parts are bounded. What is wrong is a ``NotADescription`` that says where, in two languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from ckanext.tomoni_core.errors import TomoniError, Undecodable
from ckanext.tomoni_core.reading.encoding import decode

__all__ = ["DATA_FILES", "LONGEST", "Dataset", "Description", "NotADescription", "parse", "read"]

LONGEST = 64 * 1024
MOST_PARTS = 5000
DEEPEST = 6
MOST_DATASETS, MOST_PATTERNS, MOST_PAGES = 1000, 200, 20
PATTERN_LIMIT = 200
GROUPS = ("heading", "name", "file")
_ENDINGS = "csv tsv xlsx xlsm xls ods json geojson jsonld xml rdf ttl zip kml kmz gml shp gpkg gtfs parquet"
DATA_FILES = tuple(f"*.{ending}" for ending in _ENDINGS.split(" "))
"""What is taken when a description does not say: files that can be worked with, no documents."""

_KEYS = ("title", "license", "organization", "pages", "hosts", "files", "leave", "group", "others", "datasets")
_DATASET_KEYS = ("id", "title", "files", "notes", "tags", "license", "frequency", "theme", "contact", "page")


class NotADescription(TomoniError):
    """A text that is no description of a page of files."""


@dataclass(frozen=True)
class Dataset:
    """One dataset that a description names: the patterns of its files, and what is said of it."""

    id: str
    title: str
    files: tuple[str, ...]
    notes: str = ""
    tags: tuple[str, ...] = ()
    license: str = ""
    frequency: str = ""
    theme: str = ""
    contact: str = ""
    page: str = ""


@dataclass(frozen=True)
class Description:
    """What to take from the pages, and how the files that no dataset names are grouped (not at all: ``others``)."""

    title: str = ""
    license: str = ""
    organization: str = ""
    pages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    files: tuple[str, ...] = DATA_FILES
    leave: tuple[str, ...] = ()
    group: str = "heading"
    others: bool = True
    datasets: tuple[Dataset, ...] = field(default=())


def read(body: bytes) -> Description:
    """Return the description in a file. Raises ``NotADescription``."""
    if len(body) > LONGEST:
        raise _wrong("", "長すぎます（64KBまで）", "it is longer than 64 KB")
    try:
        return parse(decode(body).text if body else "")
    except Undecodable as problem:
        raise _wrong("", "文字コードが分かりません", "its encoding is not known") from problem


def parse(text: str) -> Description:
    """Return the description in ``text``. Raises ``NotADescription``."""
    values = _plain(text)
    _known(values, _KEYS, "")
    datasets = values.get("datasets") or []
    if not isinstance(datasets, list) or len(datasets) > MOST_DATASETS:
        raise _wrong("datasets", f"「-」で始まる{MOST_DATASETS}件までの並びにしてください", "a list is expected")
    group = _text(values, "group", "") or "heading"
    if group not in GROUPS:
        raise _wrong("group", f"{'、'.join(GROUPS)} のどれかです", f"one of {', '.join(GROUPS)} is expected")
    made = Description(
        title=_text(values, "title", ""), license=_text(values, "license", ""),
        organization=_text(values, "organization", ""), pages=_texts(values, "pages", "", MOST_PAGES),
        hosts=tuple(host.lower() for host in _texts(values, "hosts", "", MOST_PAGES)),
        files=_texts(values, "files", "", MOST_PATTERNS) or DATA_FILES,
        leave=_texts(values, "leave", "", MOST_PATTERNS),
        group=group, others=_yes(values, "others"),
        datasets=tuple(_dataset(each, number) for number, each in enumerate(datasets, 1)),
    )  # fmt: skip
    _no_double(made.datasets)
    return made


def _plain(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise _wrong("", "長すぎます（64KBまで）", "it is longer than 64 KB")
    try:
        _check(text)
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it makes text, lists and objects only
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise _wrong("", f"{line}行目を YAML として読めません", f"line {line} is no YAML") from problem
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as problem:
        raise _wrong("", "YAML として読めません", "it is no YAML") from problem
    if values in ("", None):
        return {}
    if not isinstance(values, dict):
        raise _wrong("", "「項目: 値」の形で書いてください", "“key: value” lines are expected")
    return values


def _check(text: str) -> None:
    """Refuse what could grow or nest, before anything is made of it."""
    depth = 0
    for parts, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _wrong("", "「&」「*」による参照は使えません", "anchors and aliases are not allowed")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > DEEPEST or parts > MOST_PARTS:
            raise _wrong("", "項目が多すぎるか、深すぎます", "it has too many parts, or too deep ones")


def _dataset(values: Any, number: int) -> Dataset:
    where = f"datasets {number}: "
    if not isinstance(values, dict):
        raise _wrong(where.rstrip(": "), "「項目: 値」の形で書いてください", "“key: value” lines are expected")
    _known(values, _DATASET_KEYS, where)
    title, files = _text(values, "title", where), _texts(values, "files", where, MOST_PATTERNS)
    if not title or not files:
        missing = "title" if not title else "files"
        raise _wrong(where + missing, "書いてください", "it is missing")
    plain = {key: _text(values, key, where) for key in _DATASET_KEYS if key not in ("files", "tags", "title", "id")}
    tags = _texts(values, "tags", where, MOST_PATTERNS)
    return Dataset(id=_text(values, "id", where) or title, title=title, files=files, tags=tags, **plain)


def _no_double(datasets: tuple[Dataset, ...]) -> None:
    seen: set[str] = set()
    for each in datasets:
        if each.id in seen:
            raise _wrong(
                each.id, "同じタイトルのデータセットが2つあります。id で区別してください", "two have this title or id"
            )
        seen.add(each.id)


def _known(values: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in values:
        if key not in keys:
            raise _wrong(f"{where}{key}"[:100], f"使える項目は {'、'.join(keys)} です", f"known are {', '.join(keys)}")


def _text(values: dict[str, Any], key: str, where: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise _wrong(where + key, "文字で書いてください", "a text is expected")
    return value.strip()


def _texts(values: dict[str, Any], key: str, where: str, most: int) -> tuple[str, ...]:
    value = values.get(key, [])
    found = [value] if isinstance(value, str) and value.strip() else value or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _wrong(where + key, "文字か、文字の並びで書いてください", "a text or a list of texts is expected")
    if len(found) > most or any(len(each) > PATTERN_LIMIT for each in found):
        raise _wrong(
            where + key, f"{most}個まで、1つ{PATTERN_LIMIT}文字までです", "there are too many, or too long ones"
        )
    return tuple(each.strip() for each in found if each.strip())


def _yes(values: dict[str, Any], key: str) -> bool:
    value = _text(values, key, "").lower() or "true"
    if value not in ("true", "false", "yes", "no"):
        raise _wrong(key, "true か false を書いてください", "true or false is expected")
    return value in ("true", "yes")


def _wrong(where: str, ja: str, en: str) -> NotADescription:
    return NotADescription(
        "not_a_description",
        "ファイルの説明（YAML）{where}が正しくありません：{ja_reason}。",
        "The description of the files (YAML){where} is not right: {en_reason}.",
        where=f" {where} " if where else "",
        ja_reason=ja,
        en_reason=en,
    )

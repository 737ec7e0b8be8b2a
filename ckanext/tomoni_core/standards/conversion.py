"""A table of an older edition carried over to the newest edition that is known whole.

Columns move, cells stay as they are: a value is copied, never rewritten, so that nothing changes unseen. A column moves
where both editions give it the same meaning (``key``); 都道府県名 and 市区町村名 become 地方公共団体名, the one case in
which two cells make one. What has no place (バリアフリー情報, which became eighteen columns), what is no column of the
standard, and what the newer edition asks for and the file does not have, is all listed: ``left`` and ``empty``. Nothing
is converted to an edition that is known in part, for what it has no column for would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.tomoni_core.errors import NotConvertible
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.standards.model import Column, Recognition, Standard
from ckanext.tomoni_core.standards.registry import Registry
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_core.writing import csv_bytes

__all__ = ["Conversion", "Left", "column_map", "convert", "convert_first", "target_of", "to_csv"]

_JOINED = {"local_government_name": ("prefecture_name", "city_name")}
_RUNS = re.compile(r"^\s*(?:[=@]|[+-](?![\d.,]+$))")


@dataclass(frozen=True)
class Left:
    """A column that was not carried: its place (from 1), its text, how many of its cells say something, and why.

    ``reason``: ``no_place`` (the newer edition has no such column), ``own`` (no column of the standard), ``unnamed``
    (cells without a column name).
    """

    position: int
    name: str
    filled: int
    reason: str


@dataclass(frozen=True)
class Conversion:
    """A converted table. ``carried`` tells each filled column's texts in the file; ``runs`` counts cells that a
    spreadsheet would take for a formula: they are carried as they are."""

    source: Standard
    target: Standard
    sheet: str
    header: list[str]
    rows: list[list[str]]
    carried: dict[str, tuple[str, ...]]
    left: tuple[Left, ...]
    empty: tuple[Column, ...]
    runs: int


def target_of(standard: Standard, registry: Registry) -> Standard | None:
    """The newest edition known whole, when it is newer than ``standard`` and that is known whole too."""
    if not standard.whole:
        return None
    newer = (each for each in registry.editions(standard.slug) if each.edition > standard.edition)
    return next((each for each in newer if each.whole), None)


def column_map(source: Standard, target: Standard) -> dict[str, tuple[str, ...]]:
    """The columns of ``target`` that can be filled, each with the columns of ``source`` it is made of."""
    names = {column.key: column.name for column in source.columns}
    made = {column.name: _sources(column.key, names) for column in target.columns}
    return {name: found for name, found in made.items() if found}


def _sources(key: str, names: dict[str, str]) -> tuple[str, ...]:
    if key in names:
        return (names[key],)
    return tuple(names[part] for part in _JOINED.get(key, ()) if part in names)


def convert_first(tables: Sequence[Table], registry: Registry, *, keep: bool = False) -> Conversion:
    """Convert the first table of a file that follows a standard. Raises ``NotConvertible`` as ``convert`` does."""
    followed = next((table for table in tables if registry.recognise(table.header)), None)
    if followed is None:
        raise _not_recognised()
    return convert(followed, registry, keep=keep)


def convert(table: Table, registry: Registry, *, keep: bool = False) -> Conversion:
    """Carry ``table`` to the newest edition of the standard it follows.

    :param keep: put the columns that have no place after the others instead of leaving them out
    :raises NotConvertible: it follows no standard, is of the newest edition already, or that is not known whole
    """
    recognition = registry.recognise(table.header)
    if recognition is None:
        raise _not_recognised()
    target = target_of(recognition.standard, registry)
    if target is None:
        raise _no_target(recognition.standard, registry)
    places = _places(table.header, recognition, target)
    used = {position for found in places.values() for position in found}
    left = _left(table, recognition, used)
    kept = [each for each in left if each.reason != "unnamed" and each.filled] if keep else []
    order = [*(places.get(column.name, ()) for column in target.columns), *((each.position - 1,) for each in kept)]
    return Conversion(
        recognition.standard,
        target,
        table.sheet,
        [*(column.name for column in target.columns), *(each.name for each in kept)],
        [[_cell(row, positions) for positions in order] for row in table.rows],
        {name: tuple(table.header[i] for i in positions) for name, positions in places.items()},
        tuple(each for each in left if each not in kept),
        tuple(column for column in target.columns if column.name not in places),
        sum(1 for row in table.rows for cell in row if _RUNS.match(cell)),
    )


def to_csv(conversion: Conversion) -> bytes:
    """The converted table as the CSV file that municipalities publish."""
    return csv_bytes(conversion.header, conversion.rows)


def _places(header: list[str], recognition: Recognition, target: Standard) -> dict[str, tuple[int, ...]]:
    """Where in the file each column of ``target`` comes from, positions from 0."""
    at = {column.name: position for position, column in recognition.columns.items()}
    found: dict[str, tuple[int, ...]] = {}
    for name, sources in column_map(recognition.standard, target).items():
        positions = tuple(at[source] for source in sources if source in at)
        if positions:
            found[name] = positions
    # A file on its way to the newer edition has columns of it already, under their new names.
    newer = {fold(column.name): column.name for column in target.columns if column.name not in found}
    for position in recognition.extra:
        name = newer.pop(fold(header[position]), None)
        if name:
            found[name] = (position,)
    return found


def _cell(row: list[str], positions: tuple[int, ...]) -> str:
    cells = [row[position] for position in positions if position < len(row)]
    if len(cells) < 2:
        return "".join(cells)
    first, second = (cell.strip() for cell in cells)
    return second if second.startswith(first) else first + second


def _left(table: Table, recognition: Recognition, used: set[int]) -> list[Left]:
    width = max([len(table.header), *(len(row) for row in table.rows)])
    found: list[Left] = []
    for position in range(width):
        name = table.header[position] if position < len(table.header) else ""
        filled = sum(1 for row in table.rows if position < len(row) and row[position].strip())
        if position in used or not (filled or position in recognition.columns):
            continue
        reason = "no_place" if position in recognition.columns else "own" if name.strip() else "unnamed"
        found.append(Left(position + 1, name, filled, reason))
    return found


def _not_recognised() -> NotConvertible:
    return NotConvertible(
        "standard_not_recognised",
        "このファイルの項目名からは、どの標準に沿っているか分かりません。",
        "The column names of this file do not tell which standard it follows.",
        "標準のページの様式と項目名を比べてください。独自の表は変換できません。",
        "Compare the names with the template on the standard's page. A table of your own cannot be converted.",
    )


def _no_target(standard: Standard, registry: Registry) -> NotConvertible:
    newest = registry.editions(standard.slug)[0]
    told = {"title_ja": standard.title_ja, "title_en": standard.title_en, "edition": newest.edition}
    if newest.edition == standard.edition:
        return NotConvertible(
            "newest_edition_already",
            "このファイルは「{title_ja}」の{edition}年版（いちばん新しい版）に沿っています。",
            "This file follows the newest edition ({edition}) of “{title_en}”.",
            "変換する必要はありません。",
            "There is nothing to convert.",
            **told,
        )
    return NotConvertible(
        "newer_edition_not_known_whole",
        "「{title_ja}」の{edition}年版は、項目の一部しか確かめられていないため、変換できません。",
        "Only some columns of the {edition} edition of “{title_en}” could be verified: nothing is converted to it.",
        "デジタル庁の定義書を「ckan tomoni-schema import-book」で取り込むと、変換できるようになります。",
        "Import the Digital Agency's definition book with “ckan tomoni-schema import-book” first.",
        **told,
    )

"""A published file as a table to edit: in the standard's order and names, and nothing of it lost. No CKAN here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from ckanext.tomoni_core.reading import Table, read
from ckanext.tomoni_core.standards import Recognition, Standard, registry
from ckanext.tomoni_schema.tables import content
from ckanext.tomoni_schema.tables.content import TableError
from ckanext.tomoni_schema.template_files import EXPLAINING_SHEETS

__all__ = ["Opened", "digest", "open_file"]


@dataclass(frozen=True)
class Opened:
    """A file as a table; ``notes`` say in (ja, en) what will be different when it is published again."""

    standard: Standard
    header: list[str]
    rows: list[list[str]]
    notes: list[tuple[str, str]] = field(default_factory=list)


def digest(data: bytes) -> str:
    """What tells whether a file changed."""
    return hashlib.sha256(data).hexdigest()


def open_file(data: bytes, *, name: str = "", format: str = "") -> Opened:
    """The table of a file that follows a standard. The sheets by which our template explains itself are left out.

    :raises ReadingError: it is no table
    :raises TableError: it follows no standard, has several tables, or is too large
    """
    reading = read(data, name=name, format=format)
    explaining = _explaining([table.sheet for table in reading.tables])
    there = [table for table in reading.tables if table.sheet not in explaining]
    tables = [table for table in there if table.rows]
    found = [(table, made) for table in tables if (made := registry().recognise(table.header))]
    if not found:
        # An empty file of the standard: its header is all there is.
        found = [(table, made) for table in there if (made := registry().recognise(table.header))]
    if not found:
        raise _unrecognised()
    if len(tables) > 1:
        raise _several(len(tables))
    table, recognition = found[0]
    header, rows = _arranged(table, recognition)
    notes = [*_notes(table, recognition, reading.kind), *_without(explaining)]
    return Opened(recognition.standard, header, content.rows(rows, len(header)), notes)


def _arranged(table: Table, recognition: Recognition) -> tuple[list[str], list[list[str]]]:
    """The standard's columns, then those that only this file has; cells beyond the header get columns as well."""
    places = {column.name: position for position, column in recognition.columns.items()}
    order = [places.get(column.name) for column in recognition.standard.columns]
    width = max([len(table.header), *(len(row) for row in table.rows)], default=0)
    rest = [n for n in range(width) if n not in recognition.columns and _says_something(table, n)]
    header = [column.name for column in recognition.standard.columns]
    header += [table.header[n] if n < len(table.header) else "" for n in rest]
    rows = [[row[n] if n is not None and n < len(row) else "" for n in (*order, *rest)] for row in table.rows]
    return header, rows


def _says_something(table: Table, column: int) -> bool:
    named = column < len(table.header) and table.header[column].strip()
    return bool(named) or any(column < len(row) and row[column].strip() for row in table.rows)


def _notes(table: Table, recognition: Recognition, kind: str) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    if kind != "csv":
        notes.append((
            "公開すると、CSVファイルに置き換わります。", "Publishing replaces the file by a CSV file.",
        ))  # fmt: skip
    if table.header_row > 1:
        notes.append((
            f"表の上の{table.header_row - 1}行は、表に入りません。",
            f"The {table.header_row - 1} rows above the table are left out.",
        ))  # fmt: skip
    if recognition.renamed:
        pairs = [(written, recognition.columns[n].name) for n, written in sorted(recognition.renamed.items())]
        ja = "、".join(f"「{' '.join(written.split())}」→「{name}」" for written, name in pairs)
        en = ", ".join(f"“{' '.join(written.split())}” to “{name}”" for written, name in pairs)
        notes.append((f"項目名を標準に合わせました：{ja}", f"Columns were renamed to the standard's: {en}"))
    if recognition.missing and table.rows:
        names = [column.name for column in recognition.missing]
        notes.append((
            f"ファイルになかった項目を加えました：{'、'.join(names)}", f"Columns were added: {', '.join(names)}",
        ))  # fmt: skip
    return notes


def _explaining(sheets: list[str]) -> list[str]:
    """The sheets of our template that hold no data; a 選択肢 without our explanations is somebody's own table."""
    return [sheet for sheet in sheets if sheet in EXPLAINING_SHEETS] if EXPLAINING_SHEETS[0] in sheets else []


def _without(sheets: list[str]) -> list[tuple[str, str]]:
    if not sheets:
        return []
    ja, en = "、".join(f"「{sheet}」" for sheet in sheets), ", ".join(f"“{sheet}”" for sheet in sheets)
    return [
        (
            f"様式の説明のシート（{ja}）は、表に入りません。",
            f"The sheets that explain the template ({en}) are left out.",
        )
    ]


def _unrecognised() -> TableError:
    return TableError(
        "table-unrecognised",
        "このファイルは、どの自治体標準データセットの表なのか見分けられません。",
        "It cannot be told which municipal standard this file follows.",
        "標準のページの「表をブラウザーで作る」で新しい表を作り、Excelから項目名ごと貼り付けてください。",
        "Make a new table from the standard's page and paste the rows, with their header, from Excel.",
    )


def _several(count: int) -> TableError:
    return TableError(
        "table-several",
        "このファイルには表が{count}つあります。ブラウザーで直せるのは、表が1つのファイルです。",
        "This file holds {count} tables; only a file with one can be edited in the browser.",
        "表ごとにファイルを分けるか、Excelで直して登録し直してください。",
        "Make one file a table, or correct it in Excel and upload it again.",
        count=count,
    )

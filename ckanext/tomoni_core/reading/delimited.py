"""Text to records: comma unless another delimiter is certain, quotes as Excel writes them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from ckanext.tomoni_core.errors import Damaged, TooBig
from ckanext.tomoni_core.reading.long import LongRows
from ckanext.tomoni_core.reading.model import Limits, Note

__all__ = ["check_extent", "delimiter_of", "records", "swallowed", "too_big"]

_SAMPLE_RECORDS = 50
_SAMPLE_CHARACTERS = 200_000
_LINES_IN_ONE_CELL = 100

# Polygons in a cell are longer than the module's default of 131,072 characters. The module's limit is the process's,
# and other libraries raise it too, so that what came back is measured as well.
_LONGEST_CELL = 16 * 1024 * 1024
csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))


def delimiter_of(text: str, *, hint: str = "") -> str:
    """``,``, tab or ``;``. Another than the comma only when it splits every sampled line alike and the comma does not.

    Semicolons join several values in one cell by the municipal standards, so they need the strongest evidence.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if hint == "\t" and _regular(sample, "\t") > 0.5:
        return "\t"
    comma, tab = _regular(sample, ","), _regular(sample, "\t")
    # Tabs that split every line alike are no accident, even where cells hold commas.
    if tab == 1 or (tab > 0.8 and tab > comma):
        return "\t"
    if comma == 0 and _regular(sample, ";") == 1:
        return ";"
    return ","


def _regular(sample: str, delimiter: str) -> float:
    """The share of sampled records that have the commonest number of fields, 0 when that number is one."""
    try:
        rows = list(islice(_reader(sample, delimiter), _SAMPLE_RECORDS))
    except csv.Error:
        return 0.0
    rows = [row for row in rows[: -1 if len(rows) > 1 and len(sample) == _SAMPLE_CHARACTERS else None] if row]
    if not rows:
        return 0.0
    (width, count), *_ = Counter(map(len, rows)).most_common(1)
    return count / len(rows) if width > 1 else 0.0


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def records(text: str, delimiter: str, limits: Limits) -> tuple[list[list[str]], list[Note]]:
    """Every record as a list of cells, with notes about NULs and quotes that swallow lines.

    Raises ``TooBig`` over the bounds of rows and columns, ``Damaged`` when a quote never closes.
    """
    notes = []
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        ja, en = "NUL文字があったため取り除いて読みました。", "NUL characters were dropped."
        notes.append(Note("nul_characters", ja, en, row=row, value=str(text.count("\x00"))))
        text = text.replace("\x00", "")
    rows, cells = [], 0
    reader = _reader(text, delimiter)
    try:
        for row in reader:
            if any(len(cell) > _LONGEST_CELL for cell in row):
                raise _unclosed_quote(len(rows) + 1)
            rows.append(row)
            cells += len(row)
            check_extent(len(rows), len(row), limits, cells)
    except csv.Error as error:
        raise _unclosed_quote(len(rows) + 1) from error
    notes += swallowed(rows)
    return rows, notes


def check_extent(rows: int, columns: int, limits: Limits, cells: int | None = None) -> None:
    """Raise ``TooBig`` for a table over the bounds; ``cells`` when rows differ in length."""
    for slug, size, bound in (
        ("too_many_rows", rows, limits.max_rows),
        ("too_many_columns", columns, limits.max_columns),
        ("too_many_cells", rows * columns if cells is None else cells, limits.max_cells),
    ):
        if size > bound:
            raise too_big(slug, bound)


def too_big(slug: str, bound: int) -> TooBig:
    """The error for a table over one of its bounds."""
    unit_ja, unit_en = {
        "too_many_rows": ("行数", "rows"),
        "too_many_columns": ("列数", "columns"),
        "too_many_cells": ("セル数", "cells"),
        "too_many_bytes": ("バイト数", "bytes"),
        "too_many_sheets": ("シート数", "sheets"),
    }[slug]
    return TooBig(
        slug,
        "{unit_ja}が上限({bound})を超えています。",
        "There are more than {bound} {unit_en}.",
        "ファイルを分割してください。",
        "Split the file.",
        bound=f"{bound:,}",
        unit_ja=unit_ja,
        unit_en=unit_en,
    )


def _unclosed_quote(row: int) -> Damaged:
    return Damaged(
        "unclosed_quote",
        '{row}行目の引用符(")が閉じられていません。',
        "A quote opened in row {row} never closes.",
        'セルの中の引用符は二重("")に書いてください。',
        'Write quotes inside a cell twice ("").',
        row=row,
    )


def swallowed(rows: Iterable[list[str]]) -> list[Note]:
    """Notes of the cells that hold so many lines that a quote may have been left open."""
    if isinstance(rows, LongRows):
        found = rows.with_lines(_LINES_IN_ONE_CELL)
    else:
        found = (
            (number, column, cell)
            for number, row in enumerate(rows, 1)
            for column, cell in enumerate(row, 1)
            if cell.count("\n") > _LINES_IN_ONE_CELL
        )
    notes = []
    for row, column, cell in found:
        lines = cell.count("\n") + 1
        ja = f'1つのセルに{lines}行が入っています。引用符(")の閉じ忘れがないか確認してください。'
        notes.append(
            Note("swallowed_lines", ja, f"One cell holds {lines} lines: is a quote left open?", row, column, cell[:50])
        )
    return notes

"""Mend a file: pure, no CKAN. The original is never touched; what comes out is CSV, one file a table.

Mends on cells run until none has anything to say, so that mending a mended file changes nothing; those on the
structure (titles, blank rows) come last, once, when every other mend has spoken of the rows by their place in the file.
"""

from __future__ import annotations

from collections.abc import Collection

from ckanext.tomoni_core.reading import Limits, read
from ckanext.tomoni_quality.check import LIMITS
from ckanext.tomoni_quality.progress import MENDING, READING, Steps, Tell, silent
from ckanext.tomoni_quality.repair import output
from ckanext.tomoni_quality.repair.mends import Mend, all_mends
from ckanext.tomoni_quality.repair.model import Change, Drop, Edit, Leave, Left, MendedTable, Move, Moved, Repair
from ckanext.tomoni_quality.repair.sheet import Sheet

__all__ = ["repair"]

#: From this order on mends speak of the structure, below the first of the file as Excel keeps it.
CELLS, STRUCTURE = 20, 90
_MOST_PASSES = 5


def repair(
    data: bytes,
    name: str = "",
    format: str = "",
    *,
    organization_code: str | None = None,
    off: Collection[str] = (),
    bom: bool = True,
    limits: Limits = LIMITS,
    progress: Tell = silent,
) -> Repair:
    """Mend what needs no judgement.

    :param data: the whole file
    :param name: its name, for the reader
    :param format: what its publisher says it is (``CSV``)
    :param organization_code: 全国地方公共団体コード of the publisher
    :param off: slugs of mends that are not wanted
    :param bom: whether UTF-8 gets a BOM, which Excel needs
    :param limits: how large a file may be
    :param progress: is told how far it is: reading, then each mend on each table
    :raises errors.ReadingError: the file cannot be read
    """
    progress(READING, 0, 0)
    reading = read(data, name=name, format=format, limits=limits)
    found = Repair(name, reading.kind, reading.encoding, "")
    wanted = [mend for mend in all_mends() if mend.SLUG not in off]
    steps = Steps(progress, MENDING, len(reading.tables) * len(wanted))
    for table in reading.tables:
        _mend_table(found, Sheet(reading, table, organization_code), wanted, steps)
    recode = any(change.mend == "encoding" for change in found.changes)
    found.written = "utf-8" if recode or not reading.encoding else reading.encoding
    for table in found.tables:
        table.data, found.written = output.csv_file(table.rows, found.written, bom=bom)
    return found


def _mend_table(found: Repair, sheet: Sheet, wanted: list[Mend], steps: Steps) -> None:
    table = sheet.table
    first = {}
    for mend in (mend for mend in wanted if mend.ORDER < CELLS):
        _run(found, sheet, mend, first)
        steps.step()
    for again in range(_MOST_PASSES):
        spoken = False
        for mend in (mend for mend in wanted if CELLS <= mend.ORDER < STRUCTURE):
            spoken |= _run(found, sheet, mend, first)
            # The further passes are short, and nobody knows how many there will be.
            if not again:
                steps.step()
        if not spoken:
            break
    for mend in (mend for mend in wanted if mend.ORDER >= STRUCTURE):
        _run(found, sheet, mend, first)
        steps.step()
    # A cell that two mends touched is told once: as it was in the file, as it is now.
    found.changes += first.values()
    found.left = list(dict.fromkeys(found.left))
    numbers, rows = zip(*sheet.numbered(), strict=True)
    columns = [n for n in range(1, len(table.header) + 1) if n not in sheet.gone_columns]
    header = [table.header[n - 1] for n in columns]
    found.tables.append(MendedTable(table.sheet, list(rows), header, list(numbers), columns))


def _run(found: Repair, sheet: Sheet, mend: Mend, first: dict[tuple[int | None, int | None], Change]) -> bool:
    """Let one mend speak and do what it says; whether a cell changed."""
    changed = False
    name = sheet.table.sheet
    for word in list(mend.mend(sheet)):
        if isinstance(word, Edit):
            changed |= _edit(sheet, mend.SLUG, word, first)
        elif isinstance(word, Move):
            _move(found, sheet, word)
        elif isinstance(word, Drop):
            (sheet.gone_rows if word.row else sheet.gone_columns).add(word.row or word.column or 0)
            found.dropped += 1
        elif isinstance(word, Leave):
            left = Left(mend.SLUG, name, word.row, word.column, word.value, word.reason.ja, word.reason.en)
            found.left.append(left)
    return changed


def _edit(sheet: Sheet, slug: str, edit: Edit, first: dict[tuple[int | None, int | None], Change]) -> bool:
    key = (edit.row, edit.column)
    before, told = edit.before, first.get(key)
    if edit.row and edit.column:
        was = sheet.set(edit.row, edit.column, edit.after)
        if was is None and before is None:
            return False
        before = before if before is not None else was
    first[key] = Change(
        told.mend if told else slug, sheet.table.sheet, edit.row, edit.column,
        told.before if told else before or "", edit.after,
    )  # fmt: skip
    return True


def _move(found: Repair, sheet: Sheet, word: Move) -> None:
    table = sheet.table
    above = word.row < table.header_row
    row = table.above[word.row - 1] if above else table.between[word.row - table.header_row - 1]
    sheet.gone_rows.add(word.row)
    found.moved += [Moved(table.sheet, word.row, n, value) for n, value in enumerate(row, 1) if value.strip()]

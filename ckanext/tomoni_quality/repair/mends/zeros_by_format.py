"""Leading zeros that only Excel's number format shows, written as text: 1101 shown as 011011 becomes 011011."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "zeros-by-format"
ORDER = 3
TITLE = Text("表示形式の先頭の 0 を値に入れる", "Leading zeros of a number format into the value")
WHAT = Text(
    "Excel の表示形式（000000 など）だけで付いている先頭の 0 を、値として書きます。",
    "Zeros that only Excel's number format (000000) shows are written into the value.",
)


MENDS: list[Example] = []
LEAVES = [Example(workbook({"一覧": [["コード", "人数"], ["011011", 1], [5, 2]]}), name="a.xlsx")]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each number that its format shows with zeros."""
    for note in sheet.table.notes:
        cells = sheet.row(note.row or 0)
        if note.slug == "zeros_by_format" and cells and note.value and (note.column or 0) <= len(cells):
            yield Edit(note.row, note.column, note.value, str(int(note.value)))

"""Cells set off by colour, weight, slant, underline or size. 機械可読性ルール L1-11: a difference is written out.

Whether the format means something a person must judge; a struck-out value always does: see ``struck-through``.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Note, Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "format-as-meaning"
SEVERITY = "info"
TITLE = Text("一部のセルだけ、色や太字、文字の大きさが違います", "Some cells of a column have a format of their own")
WHY = Text(
    "色や太字、文字の大きさに意味があっても、プログラムには読めず、CSV にすると消えます。",
    "If colour, weight or size means something, programs cannot read it, and it is lost in a CSV.",
)
FIX = Text(
    "意味があるなら、「区分」などの列に文字で書いてください。飾りだけなら、そのままでかまいません。",
    "If it means something write it into a column; if it is decoration leave it.",
)
_ROWS = {"一覧": [["名称", "人数"], ["甲", 1], ["乙", 2], ["丙", 3]]}
GOOD = [
    Example(workbook(_ROWS), name="a.xlsx"),
    Example(workbook(_ROWS, filled=("A1", "B1")), name="a.xlsx"),
    Example(workbook(_ROWS, filled=("A2", "A3", "A4")), name="a.xlsx"),
]
BAD = [
    Example(workbook(_ROWS, filled=("A3",), bold=("B4",)), name="a.xlsx", at=((3, 1), (4, 2))),
    Example(workbook(_ROWS, fonts={"A3": {"size": 8}, "B3": {"i": True}}), name="a.xlsx", at=((3, 1), (3, 2))),
]
_NAMES = {
    "fill": ("塗りつぶし", "fill"),
    "color": ("文字の色", "colour"),
    "bold": ("太字", "bold"),
    "italic": ("斜体", "italics"),
    "underline": ("下線", "underlined"),
    "size": ("文字の大きさ", "size of letters"),
}
#: What Excel gives a link by itself.
_OF_LINKS = {"color", "underline", "size"}


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each filled cell whose format is another than that of the rest of its column, and how."""
    for note in table.notes:
        marks = [mark for said in (note.value or "").split() if (mark := said.rstrip("0123456789.")) in _NAMES]
        if note.slug == "marked_by_format" and marks and not (set(marks) <= _OF_LINKS and _is_link(table, note)):
            ja, en = ("・".join(names) for names in zip(*(_NAMES[mark] for mark in marks), strict=True))
            yield Hit(note.row, note.column, text=Text(ja, en.replace("・", ", ")))


def _is_link(table: Table, note: Note) -> bool:
    """Whether the cell is a link: Excel colours and underlines it by itself."""
    value = table.rows[(note.row or 0) - table.first_data_row][(note.column or 0) - 1]
    return "://" in value or "@" in value

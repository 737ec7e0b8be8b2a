"""The header again among the data. 機械可読性ルール L1-03: data are not torn apart."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import normalise_header
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "repeated-header"
SEVERITY = "error"
TITLE = Text("データの途中に、項目名の行がもう一度あります", "The header stands again among the data")
WHY = Text(
    "ページごとに繰り返した項目名の行は、1 件のデータとして数えられます。",
    "A header repeated for each printed page is counted as a record.",
)
FIX = Text(
    "2 回目からの項目名の行を削除してください。印刷のたびに出したいときは「印刷タイトル」を使います。",
    "Delete every header after the first; to print it on each page use “Print titles”.",
)
GOOD = [Example("名称,住所\n市役所,中央町1\n名称未定,東町2\n")]
BAD = [Example("名称,住所\n市役所,中央町1\n名称,住所\n図書館,東町2\n", at=((3, None),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every row that says what the header says, two cells at least."""
    names = [normalise_header(name) for name in table.header]
    if sum(1 for name in names if name) < 2:
        return
    first = next(position for position, name in enumerate(names) if name)
    for index, row in enumerate(table.rows):
        if first < len(row) and normalise_header(row[first]) == names[first] and _is(row, names):
            yield Hit(table.first_data_row + index, None, row[first].strip())


def _is(row: list[str], names: list[str]) -> bool:
    return [normalise_header(cell) for cell in row] == names

"""A newline inside a column name. 統計表の統一ルール 1-5: no newlines for looks."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "header-newline"
SEVERITY = "warning"
TITLE = Text("項目名の中に改行があります", "A column name contains a line break")
WHY = Text(
    "改行のある項目名は、標準の項目名と一致せず、行の区切りとまちがえて読まれることもあります。",
    "Such a name does not match the standard's, and may be read as the end of the row.",
)
FIX = Text("項目名の中の改行を消してください。", "Remove the line break from the name.")
GOOD = [Example("都道府県コード又は市区町村コード,名称\n372013,市役所\n")]
BAD = [
    Example(
        '"都道府県コード又は\n市区町村コード",名称\n372013,市役所\n',
        at=((1, 1),),
        suggestions=("都道府県コード又は市区町村コード",),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each name with a line break, and the name without."""
    for number, name in enumerate(table.header, 1):
        if "\n" in name.strip() or "\r" in name.strip():
            yield Hit(table.header_row, number, name, "".join(part.strip() for part in name.splitlines()))

"""Labels left blank for "same as above". 機械可読性ルール L2-02; whether a blank means that, a person must judge."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example, is_blank, value_at

SLUG = "omitted-labels"
SEVERITY = "info"
TITLE = Text("上の行と同じ見出しが省略されているかもしれません", "Labels may be left out where they repeat")
WHY = Text(
    "左端の列が、まとまりの最初の行にだけ書かれています。並べ替えると、どのまとまりの行か分からなくなります。",
    "The leftmost column is filled only on the first row of each group: sorted, nobody knows the group of a row.",
)
FIX = Text(
    "すべての行に見出しを書いてください。もともと値がない空欄であれば、そのままでかまいません。",
    "Write the label into every row. If the blanks really have no value, leave them.",
)
GOOD = [
    Example("地区,年,人数\n中央,2023,12\n中央,2024,13\n東,2023,5\n"),
    Example("通称,名称,人数\nあおば,甲,1\n,乙,2\nみどり,丙,3\n,丁,4\n,戊,5\nそら,己,1\nうみ,庚,2\nやま,辛,3\n"),
]
BAD = [
    Example(
        "地区,年,人数\n中央,2023,12\n,2024,13\n,2025,14\n東,2023,5\n,2024,6\n,2025,7\n",
        at=((3, 1), (4, 1), (6, 1), (7, 1)),
        suggestions=("中央", "中央", "東", "東"),
    )
]
#: A group has a label and one blank at least, so that half of the rows are blank.
_SHARE = 0.5
_GROUPS = 2


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each blank in a leftmost column of words that is filled once a group of rows, on top, with its likely label."""
    rows = [(index, row) for index, row in enumerate(table.rows) if not is_blank(row)]
    if len(table.header) < 2 or not rows or not value_at(rows[0][1], 0) or context.is_of_standard(0):
        return
    labels = context.values(table, 0)
    blanks = [(index, row) for index, row in rows if not value_at(row, 0)]
    words = not any(_numbers.NUMBER.fullmatch(_numbers.plain(label)) for label in labels)
    if len(labels) < _GROUPS or len(blanks) < _SHARE * len(rows) or not words or set(labels.values()) != {1}:
        return
    if any(not value_at(row, 0) and not value_at(row, 1) for _, row in rows):
        return
    label = ""
    for index, row in rows:
        label = value_at(row, 0) or label
        if not value_at(row, 0):
            yield Hit(table.first_data_row + index, 1, None, label)

"""Labels left blank for "same as above". 機械可読性ルール L2-02; whether a blank means that, a person must judge."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example

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
    grid = context.grid(table)
    if len(table.header) < 2 or context.is_of_standard(0):
        return
    said, blank = grid.filled(0), ~grid.filled(0) & ~grid.blank_rows
    rows, labels = (said | blank).arg_true(), grid.stripped(0).filter(said)
    if not len(rows) or not said[rows[0]] or len(labels) < _GROUPS or blank.sum() < _SHARE * len(rows):
        return
    if not labels.is_unique().all() or not _are_words(labels) or (blank & ~grid.filled(1)).any():
        return
    label = ""
    for place, value in zip(rows, grid.stripped(0).gather(rows), strict=True):
        label = value or label
        if not value:
            yield Hit(table.first_data_row + place, 1, None, label)


def _are_words(labels: pl.Series) -> bool:
    return not any(_numbers.NUMBER.fullmatch(_numbers.plain(label)) for label in labels)

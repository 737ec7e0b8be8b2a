"""Several choices in one cell. 機械可読性ルール L1-07: one datum a cell; a person must judge whether it is two."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, matching

SLUG = "lists-in-cell"
SEVERITY = "info"
TITLE = Text("1 つのセルに複数の値が入っているかもしれません", "One cell may hold several values")
WHY = Text(
    "同じ列でほかのセルには 1 つずつ入っている値が、このセルには並んでいます。",
    "The cell lines up values that stand alone in other cells of the column.",
)
FIX = Text(
    "値ごとに列（有・無など）か行を分けてください。1 つの値であれば、そのままでかまいません。",
    "Give each value a column (yes, no) or a row of its own. If it is one value, leave it.",
)
GOOD = [Example("名称,対象\n甲,乳児、幼児\n乙,小学生、中学生\n"), Example("名称,住所\n甲,中央町、東町\n乙,中央町\n")]
BAD = [Example("名称,設備\n甲,水道\n乙,電気\n丙,水道、電気\n丁,水道\n", at=((4, 2),))]
_SEPARATOR = re.compile(r"[、，,・/／;；\n]")
_MOST = 50


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell whose every part stands alone elsewhere in a column of few values."""
    for column in range(len(table.header)):
        if context.is_of_standard(column) or column in context.kinds:
            continue
        alone = context.grid(table).few(column, _MOST)
        if alone:
            for cell in matching(table, context, column, lambda value, alone=alone: _is_list(value, alone)):
                yield Hit(cell.row, cell.column, cell.value.strip())


def _is_list(value: str, alone: Collection[str]) -> bool:
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    return len(parts) > 1 and all(part and part in alone for part in parts)

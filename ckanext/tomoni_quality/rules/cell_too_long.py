"""A cell that Excel cuts off: it holds 32,767 characters."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "cell-too-long"
SEVERITY = "warning"
TITLE = Text("1 つのセルが長すぎます", "A cell is too long")
WHY = Text(
    "Excel のセルに入るのは 32,767 文字までで、残りは失われます。"
    "引用符の閉じ忘れで、何行もが一つのセルになっていることもあります。",
    "Excel keeps 32,767 characters of a cell and loses the rest. A quote that was not closed may have made one cell of "
    "many lines.",
)
FIX = Text(
    '引用符（"）の閉じ忘れがないか確かめ、長い文章は別のファイルにして URL を書いてください。',
    "Look for a quote that is not closed; put a long text into a file of its own and give its address.",
)
#: Specifications of Excel: the total number of characters that a cell can contain.
LONGEST = 32_767
GOOD = [Example(f"名称,説明\n甲,{'あ' * 1000}\n")]
BAD = [
    Example(f"名称,説明\n甲,{'あ' * (LONGEST + 1)}\n", at=((2, 2),)),
    Example(f"名称\n{'x' * 40_000}\n乙\n", at=((2, 1),)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each such cell, with how long it is."""
    grid = context.grid(table)
    for column in range(grid.width):
        # A character takes a byte at least: nearly no column has to be counted by characters.
        places = (grid.raw(column).str.len_bytes() > LONGEST).arg_true()
        for place, value in zip(places, grid.raw(column).gather(places), strict=True):
            if len(value) > LONGEST:
                text = Text(f"{len(value):,} 文字あります。", f"It has {len(value):,} characters.")
                yield Hit(grid.first + place, column + 1, value, text=text)

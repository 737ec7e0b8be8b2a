"""One choice written in two ways. 機械可読性ルール L2-04: choices are standardised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "choice-variants"
SEVERITY = "warning"
TITLE = Text("同じ選択肢が、ちがう書き方で入っています", "One choice is written in several ways")
WHY = Text(
    "「ごみ」と「ゴミ」、「Ａ」と「A」は別の値として数えられ、集計が分かれます。",
    "ごみ and ゴミ, Ａ and A are counted as two values.",
)
FIX = Text("書き方を 1 つにそろえてください。", "Write the choice in one way.")
GOOD = [
    Example("名称,区分\n" + "".join(f"甲{i},{'あり' if i % 2 else 'なし'}\n" for i in range(12))),
    Example("名称,備考\n甲,ごみ\n乙,ゴミ\n"),
]
BAD = [
    Example(
        "名称,分別\n" + "".join(f"甲{i},{'資源ごみ' if i % 2 else '粗大'}\n" for i in range(12)) + "乙,資源ゴミ\n",
        at=((14, 2),),
        suggestions=("資源ごみ",),
    )
]
#: Few values that repeat make a choice; a name or an address does not.
MOST = 30
_REPEATED = 4


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell of a column of choices that is but another spelling of a commoner one, and that one."""
    for column in range(len(table.header)):
        grid = context.grid(table)
        values = None if column in context.kinds else grid.few(column, MOST)
        if not values or not is_choice(values):
            continue
        instead = _variants(values)
        for cell in grid.find(column, instead.__contains__, stripped=True):
            yield Hit(cell.row, cell.column, cell.value, instead[cell.value])


def is_choice(values: Counter[str]) -> bool:
    """Whether a column of these values (with their counts) offers a choice: few of them, each there often."""
    return 1 < len(values) <= MOST and values.total() >= _REPEATED * len(values)


def commonest_first(values: Counter[str]) -> list[str]:
    """The values by how often they are there, equals in the order of their letters: however they were counted."""
    return sorted(values, key=lambda value: (-values[value], value))


def _variants(values: Counter[str]) -> dict[str, str]:
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for value in commonest_first(values):
        key = fold(value)
        if key and key in first:
            found[value] = first[key]
        elif key:
            first[key] = value
    return found

"""Numbers of which nobody can say what they count. 機械可読性ルール L3-04: the unit is stated; a person must judge."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._units import needs_unit, says_unit

SLUG = "unit-unclear"
SEVERITY = "info"
TITLE = Text("数値の単位が項目名から分かりません", "The name of the column does not tell the unit")
WHY = Text(
    "単位が分からない数値は、ほかのデータと合わせて使えません。",
    "Numbers without a unit cannot be used with other data.",
)
FIX = Text(
    "単位があれば項目名に「（人）」のように書いてください。単位のない番号や指数であれば、そのままでかまいません。",
    "If there is a unit write it into the name; a serial number or an index has none.",
)
GOOD = [
    Example("名称,人数,面積（m2）\n甲,1,2\n乙,3,4\n丙,5,6\n"),
    Example("名称,面積\n甲,12.5\n乙,3.1\n丙,8\n"),
]
BAD = [Example("名称,実績,目標\n甲,12,1\n乙,3,2\n丙,8,3\n", at=((1, None),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit that names the columns of numbers whose names tell no unit, where no column has the units."""
    if any("単位" in clean(name) for name in table.header):
        return
    names = [(column, table.header[column].strip()) for column in _numbers.columns(table, context)]
    unclear = [name for column, name in names if name and not _is_clear(name, column, context)]
    if unclear:
        yield Hit(table.header_row, None, "、".join(unclear))


def _is_clear(name: str, column: int, context: Context) -> bool:
    return needs_unit(name) or says_unit(name) or context.is_of_standard(column)

"""Something measured, and nobody says in what. 機械可読性ルール L3-04: the unit is stated."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._units import needs_unit, says_unit

SLUG = "unit-missing"
SEVERITY = "info"
TITLE = Text("数値の単位が書かれていません", "The unit of the numbers is not stated")
WHY = Text(
    "「面積」が㎡なのかhaなのか分からなければ、ほかのデータと合わせて使えません。",
    "Unless it is known whether an area is in m² or ha it cannot be used with other data.",
)
FIX = Text(
    "項目名に「面積（m2）」のように単位を書くか、「単位」の列を作ってください。",
    "Write the unit into the name, as in 面積（m2）, or make a column 単位.",
)
GOOD = [
    Example("名称,面積（m2）,人数\n甲,12.5,3\n乙,3.1,4\n丙,8,5\n"),
    Example("名称,面積,単位\n甲,12.5,m2\n乙,3.1,m2\n丙,8,m2\n"),
    Example("名称,番地\n甲,12\n乙,3\n丙,8\n"),
]
BAD = [Example("名称,面積\n甲,12.5\n乙,3.1\n丙,8\n", at=((1, 2),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each column of numbers whose name speaks of something measured and of no unit, where no column has the units."""
    if any("単位" in clean(name) for name in table.header):
        return
    for column in _numbers.columns(table, context):
        name = table.header[column]
        if needs_unit(name) and not says_unit(name) and not context.is_of_standard(column):
            yield Hit(table.header_row, column + 1, name)

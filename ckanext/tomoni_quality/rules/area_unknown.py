"""Names of prefectures or municipalities that are in no list. 機械可読性ルール L3-06; a person must judge."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, matching
from ckanext.tomoni_quality.rules.area_names import full_name, named_areas

SLUG = "area-unknown"
SEVERITY = "info"
TITLE = Text("今の一覧にない都道府県名・市区町村名です", "A prefecture or municipality that is in no list")
WHY = Text(
    "合併でなくなった市町村や書きまちがいの名称は、ほかのデータや地図とつながりません。",
    "Municipalities that were merged, and names misspelt, cannot be joined with other data or a map.",
)
FIX = Text(
    "名称を確かめてください。「合計」などの集計の行は、データの表から分けます。",
    "See whether the name is right; rows of totals do not belong into the table.",
)
GOOD = [Example("市区町村名,件数\n高松市,1\n東京都千代田区,2\n,3\n")]
BAD = [Example("市区町村名,件数\n高松市,1\n牟礼町村,2\n合計,3\n", at=((3, 1), (4, 1)))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each name that is neither in the list nor one of it cut short."""
    for column, ends in named_areas(table):
        for cell in matching(table, context, column, lambda value, ends=ends: _is_unknown(value, ends)):
            yield Hit(cell.row, cell.column, cell.value.strip())


def _is_unknown(value: str, ends: str) -> bool:
    return full_name(value, ends) is None and not local_government.candidates(clean(value))

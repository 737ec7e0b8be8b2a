"""The same table with other columns than last year's. 機械可読性ルール L3-07: the form is stable from year to year."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.dataset import Dataset, Neighbour
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "form-changed"
SEVERITY = "warning"
TITLE = Text("ほかの年の同じ表と、項目が大きく違います", "The columns are not those of the same table of other years")
WHY = Text(
    "年ごとに項目が変わると、つなげて比べることができません。",
    "If the columns change from year to year the tables cannot be joined and compared.",
)
FIX = Text(
    "項目名をそろえてください。変える必要があったときは、変更の内容を説明欄に書きます。",
    "Use the same names; where a change was needed, write into the description what changed.",
)
GOOD = [
    Example(
        "地区,人口,世帯数\n中央,12,5\n",
        dataset=Dataset("人口 2024年", neighbours=(Neighbour("人口 2023年", header=("地区", "人口", "世帯数")),)),
    ),
    Example(
        "地区,人口\n中央,12\n", dataset=Dataset("人口 2024年", neighbours=(Neighbour("世帯 2023年", header=("名称",)),))
    ),
]
BAD = [
    Example(
        "地区,人口,世帯数\n中央,12,5\n",
        dataset=Dataset("人口 令和6年", neighbours=(Neighbour("人口 令和5年", header=("町名", "男", "女", "世帯数")),)),
        at=((1, None),),
    )
]
#: Of the names of both tables, how many both must have.
_ALIKE = 0.6


def series(context: Context) -> tuple[Neighbour, ...]:
    """The same table of other years, as far as it was read."""
    return context.dataset.series if context.dataset else ()


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit for each other year whose columns are much different, with what is gone and what is new."""
    if not context.is_first(table):
        return
    own = {fold(name): name.strip() for name in table.header if fold(name)}
    for other in series(context):
        theirs = {fold(name): name.strip() for name in other.header if fold(name)}
        both = own.keys() | theirs.keys()
        if both and len(own.keys() & theirs.keys()) < _ALIKE * len(both):
            yield Hit(table.header_row, None, other.name, text=_difference(own, theirs))


def _difference(own: dict[str, str], theirs: dict[str, str]) -> Text:
    gone = "、".join(name for key, name in theirs.items() if key not in own)[:200] or "-"
    new = "、".join(name for key, name in own.items() if key not in theirs)[:200] or "-"
    return Text(f"この表にない項目：{gone}／この表だけの項目：{new}", f"Not here: {gone}; only here: {new}")

"""Latitude and longitude put where they belong, when every row says that they are swapped."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules._places import places

SLUG = "swapped-coordinates"
ORDER = 41
TITLE = Text("入れ替わった緯度と経度を戻す", "Swapped latitude and longitude")
WHAT = Text(
    "緯度と経度が、値のあるすべての行で入れ替わっているときだけ、戻します。一部の行だけのときは直しません。",
    "Latitude and longitude change places only when every row that has them is swapped. A part of the rows is left.",
)
MENDS = [
    Example(
        "名称,緯度,経度\n公園,139.78604,36.28414\n空地,,\n",
        ((2, 2, "139.78604", "36.28414"), (2, 3, "36.28414", "139.78604")),
    )
]
LEAVES = [
    Example("名称,緯度,経度\n公園,139.78604,36.28414\n広場,36.285612,139.784017\n", left=1),
    Example("名称,緯度,経度\n公園,139.78604,36.28414\n広場,139.784017,\n", left=1),
    Example("名称,緯度,経度\n市役所,34.342787,134.046574\n"),
]
_SOME = Text(
    "入れ替わっていない行もあるので、行ごとに確かめてください。", "Other rows are not swapped: see to each of them."
)


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """Both cells of each row, or the first swapped row as one to look at."""
    filled = [place for place in places(sheet.table, sheet.context) if any(place.texts)]
    swapped = [place for place in filled if not place.in_japan and place.in_japan_when_swapped]
    if not swapped:
        return
    if len(swapped) < len(filled):
        yield Leave(swapped[0].row, swapped[0].columns[0], ", ".join(swapped[0].texts), _SOME)
        return
    for place in swapped:
        for column, value in zip(place.columns, reversed(place.texts), strict=True):
            yield Edit(place.row, column, value)

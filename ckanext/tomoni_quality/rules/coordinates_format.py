"""Coordinates in degrees, minutes and seconds, in full-width digits, or with 北緯 and 度. DS-444: decimal degrees."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import coordinates
from ckanext.tomoni_core.codes.problem import Problem
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve
from ckanext.tomoni_quality.rules._codes import problems
from ckanext.tomoni_quality.rules._places import WITHIN_JAPAN

SLUG = "coordinates-format"
SEVERITY = "error"
TITLE = Text("緯度・経度が十進法の度で書かれていません", "Coordinates are not written in decimal degrees")
WHY = Text(
    "「34度20分」や「北緯34.34」は、地図のプログラムで読めません。",
    "Map programs do not read 34度20分 or 北緯34.34.",
)
FIX = Text(
    "十進法の度（例：34.342787）を半角数字で書いてください。",
    "Write decimal degrees (34.342787) in half-width digits.",
)
GOOD = [Example("名称,緯度,経度\n市役所,34.342787,134.046574\n不明,0,0\n入替,134.046574,34.342787\n")]
BAD = [
    Example(
        "名称,緯度,経度\n庁舎,34度20分34.0秒,東経134.046574度\n",
        at=((2, 2), (2, 3)),
        suggestions=("34.342778", "134.046574"),
    ),
    Example("名称,緯度,経度\n庁舎,３４．３４２７８９,134.046574\n", at=((2, 2),), suggestions=("34.342789",)),
]
OTHER_RULES = ("outside_japan", "not_a_number")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each coordinate whose place is plain and whose writing is not."""
    return problems(table, context, ("latitude", "longitude"), _writing, Sieve(fine=WITHIN_JAPAN))


def _writing(value: str) -> Problem | None:
    problem = coordinates.problem(value)
    return None if problem is None or problem.slug in OTHER_RULES else problem

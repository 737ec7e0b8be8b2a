"""A place outside Japan, 0 included, or coordinates that are no numbers. How they are written has a rule of its own."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._places import Place, doubtful_places

SLUG = "coordinates-outside"
SEVERITY = "error"
TITLE = Text("緯度・経度が日本の外を指しています", "The coordinates are outside Japan")
WHY = Text(
    "位置が分からないときに 0 を入れると、地図ではアフリカ沖の点になります。",
    "A 0 for an unknown place is a point off Africa on a map.",
)
FIX = Text(
    "位置を確かめて入力し直してください（例：34.342787、134.046574）。分からないときは空欄にします。",
    "Enter the place again (34.342787, 134.046574); leave the cells empty when the place is unknown.",
)
GOOD = [Example("名称,緯度,経度\n市役所,34.342787,134.046574\n不明,,\n入替,134.046574,34.342787\n")]
BAD = [
    Example("名称,緯度,経度\n不明,0,0\n海外,51.5,-0.12\n", at=((2, 2), (3, 2))),
    Example("名称,緯度,経度\n庁舎,中央,東\n", at=((2, 2),)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each row with both coordinates, neither in Japan nor swapped, at the latitude."""
    for place in doubtful_places(table, context):
        if all(place.texts) and not place.in_japan and not place.in_japan_when_swapped:
            yield Hit(place.row, place.columns[0], ", ".join(place.texts), text=_say(place))


def _say(place: Place) -> Text | None:
    if None in place.numbers:
        return Text("緯度・経度が数値ではありません。", "The coordinates are no numbers.")
    if place.numbers == (0.0, 0.0):
        return Text("位置が分からないときは 0 でなく空欄にします。", "Leave the cells empty, not 0, when unknown.")
    return None

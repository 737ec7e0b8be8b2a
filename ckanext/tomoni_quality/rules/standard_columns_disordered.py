"""The standard's columns in another order."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _standards
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "standard-columns-disordered"
SEVERITY = "info"
TITLE = Text("項目の順番が標準と違います", "The columns are not in the order of the standard")
WHY = Text(
    "列の位置で読むプログラムや、ほかの自治体の表とのつなぎ合わせで取りちがえが起きます。",
    "What reads columns by their place, or pastes tables together, takes one column for another.",
)
FIX = Text("標準のひな形と同じ順番に並べ替えてください。", "Put the columns into the order of the template.")
_FULL = _standards.header()
_SWAPPED = [*_FULL[:4], _FULL[5], _FULL[4], *_FULL[6:]]
GOOD = [Example(_standards.table(_FULL)), Example(_standards.table([n for n in _FULL if n != "方書"]))]
BAD = [Example(_standards.table(_SWAPPED), at=((1, 6),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each column that stands after one that should follow it; nothing where the order could not be verified."""
    if context.recognition is None or not context.recognition.standard.verified:
        return
    order = {column.name: number for number, column in enumerate(context.recognition.standard.columns)}
    furthest = -1
    for number, column in sorted(context.recognition.columns.items()):
        place = order.get(column.name, furthest)
        if place < furthest:
            yield Hit(table.header_row, number + 1, table.header[number])
        furthest = max(furthest, place)

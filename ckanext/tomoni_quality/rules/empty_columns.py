"""Columns without a name and without a value. 機械可読性ルール L1-03: no blank columns within a table."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "empty-columns"
SEVERITY = "warning"
TITLE = Text("名前も値もない、空の列があります", "The table has empty columns without a name")
WHY = Text(
    "Excel で値だけを消した列は、CSV に保存すると空の列として残ります。",
    "Columns whose cells were only cleared in Excel stay in the CSV as empty ones.",
)
FIX = Text(
    "Excel で空の列を選び、「削除」してから保存し直してください（値を消すだけでは残ります）。",
    "Select the empty columns in Excel, delete them (clearing is not enough) and save again.",
)
GOOD = [Example("名称,住所\n市役所,中央町1\n"), Example("名称,住所,備考\n市役所,中央町1,\n")]
BAD = [Example("名称,住所,,\n市役所,中央町1,,\n図書館,東町2,,\n", at=((1, None),))]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit that counts the empty columns and says where they stand."""
    empty = [
        number
        for number, name in enumerate(table.header)
        if not name.strip() and not context.grid(table).filled(number).any()
    ]
    if empty:
        places = [number + 1 for number in empty]
        yield Hit(
            table.header_row,
            text=Text(
                f"空の列が {len(places)} 列あります（{_spans(places, '〜')} 列目）。",
                f"{len(places)} empty columns (number {_spans(places, '-')}).",
            ),
        )


def _spans(numbers: list[int], dash: str) -> str:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}{dash}{b}" for a, b in spans)

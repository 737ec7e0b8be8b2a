"""Rows before the header, or between header and data.

機械可読性ルール L3-01: the header on the first row, data from the next.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "preamble"
SEVERITY = "warning"
TITLE = Text("項目名の行の前後に、表題や説明の行があります", "Rows that are no data stand around the header row")
WHY = Text(
    "プログラムは 1 行目を項目名として読みます。表題や注記があると、その行が項目名になってしまいます。",
    "Programs take the first row for the header; a title there becomes the names of the columns.",
)
FIX = Text(
    "1 行目を項目名にし、表題や説明はデータセットの説明欄に書いてください。",
    "Make the header the first row and move the title and notes to the description of the dataset.",
)
GOOD = [Example("名称,住所,電話番号\n市役所,中央町1,087-839-2011\n")]
BAD = [
    Example(
        "公共施設一覧,,\n令和6年4月1日現在,,\n名称,住所,電話番号\n市役所,中央町1,087-839-2011\n図書館,東町2,087-861-4501\n",
        at=((1, None),),
    ),
    Example(
        "#LINK,,\n#lang,ja,\n#property,name,address\n#object_type_xsd,string,string\n1,市役所,中央町1\n2,図書館,東町2\n",
        at=((1, None), (4, None)),
    ),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """How many rows stand before the header, and between header and data."""
    if table.header_row > 1:
        count = table.header_row - 1
        yield Hit(
            1,
            text=Text(
                f"項目名は {table.header_row} 行目にあります（前に {count} 行）。",
                f"The header is on row {table.header_row}, after {count} other rows.",
            ),
        )
    between = table.first_data_row - table.header_row - 1
    if between:
        yield Hit(
            table.header_row + 1,
            text=Text(
                f"項目名とデータの間に、データでない行が {between} 行あります。",
                f"{between} rows that are no data stand between header and data.",
            ),
        )

"""Years or months side by side. 機械可読性ルール L3-09: long form, a row an observation.

A table of a municipal standard has the standard's columns, whatever their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "wide-form"
SEVERITY = "info"
TITLE = Text("年や月が列に並ぶ横持ちの表です", "Years or months stand side by side (wide form)")
WHY = Text(
    "年や月が増えるたびに列が増えるので、プログラムを書き直さないと読めません。",
    "Each new year or month adds a column, and programs must be rewritten.",
)
FIX = Text(
    "「年」「月」と「値」の列を作り、1 つの値を 1 行にした縦持ちの表も公開してください。",
    "Publish the long form too: a column 年 or 月, a column for the value, a row for each value.",
)
GOOD = [
    Example("地区,年,人数\n中央,2023,12\n中央,2024,13\n"),
    Example("名称,2023年改修,電話\n甲,有,1\n"),
]
BAD = [
    Example("地区,2022年,2023年,2024年\n中央,12,13,14\n東,5,6,7\n", at=((1, 2),)),
    Example("地区,4月,5月,6月\n中央,12,13,14\n", at=((1, 2),)),
    Example("地区,令和4年度,令和5年度,令和6年度\n中央,12,13,14\n", at=((1, 2),)),
]
_LEAST = 3
_YEAR = re.compile(r"(?:(?:19|20)[0-9]{2}|(?:昭和|平成|令和|[SHR])(?:元|[0-9]{1,2}))(?:年度?)?")
_MONTH = re.compile(r"(?:1[0-2]|[1-9])月")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit at the first of three or more columns that are named by nothing but years, or nothing but months."""
    for pattern in (_YEAR, _MONTH):
        found = [
            number
            for number, name in enumerate(table.header, 1)
            if pattern.fullmatch(nfkc(name).strip()) and not context.is_of_standard(number - 1)
        ]
        if len(found) >= _LEAST:
            names = [table.header[number - 1].strip() for number in found]
            text = Text(
                f"{names[0]}〜{names[-1]}の {len(found)} 列", f"{len(found)} columns, {names[0]} to {names[-1]}"
            )
            yield Hit(table.header_row, found[0], names[0], text=text)

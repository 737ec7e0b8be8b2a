"""Columns that count the same. 機械可読性ルール L3-09: long form; a person must judge whether they are one observation.

``wide-form`` knows years and months side by side. 男, 女, 計 or 0～4歳, 5～9歳 may be categories that belong into rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules import _numbers, wide_form
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._units import is_scale, last_word

SLUG = "wide-form-unclear"
SEVERITY = "info"
TITLE = Text("同じものを数えた列が並んでいるかもしれません", "Columns side by side may count the same")
WHY = Text(
    "区分（男・女、年齢など）が列に並ぶ横持ちの表は、区分が増えるたびにプログラムを書き直すことになります。",
    "Where categories (men and women, ages) are columns, programs must be rewritten for each new one.",
)
FIX = Text(
    "同じものを区分ごとに数えた列であれば、「区分」と「値」の列を作り、縦持ちの表も公開してください。別のものであれば、そのままでかまいません。",
    "If they count the same by category publish the long form too: a column for the category, one for the value.",
)
GOOD = [
    Example("名称,面積（m2）,定員（人）,駐車台数\n甲,12,3,1\n乙,8,4,2\n丙,3,4,3\n"),
    Example("地区,性別,人口\n中央,男,12\n中央,女,13\n東,男,8\n東,女,9\n"),
]
BAD = [
    Example("地区,男,女,総数\n中央,12,13,25\n東,8,9,17\n西,3,4,7\n", at=((1, 2),)),
    Example("地区,人口（男）,人口（女）,人口（計）\n中央,12,13,25\n東,8,9,17\n西,3,4,7\n", at=((1, 2),)),
    Example("地区,0～4歳,5～9歳,10～14歳\n中央,12,13,25\n東,8,9,17\n西,3,4,7\n", at=((1, 2),)),
]
_LEAST = 3


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit at the first of three or more columns of numbers, side by side, whose names do not tell them apart."""
    if next(iter(wide_form.check(table, context)), None) is not None:
        return
    for run in _runs(table, context):
        if len(run) >= _LEAST:
            names = [table.header[column].strip() for column in run]
            text = Text(f"{names[0]}〜{names[-1]}の {len(run)} 列", f"{len(run)} columns, {names[0]} to {names[-1]}")
            yield Hit(table.header_row, run[0] + 1, names[0], text=text)
            return


def _runs(table: Table, context: Context) -> Iterator[list[int]]:
    """Columns of numbers, side by side, that measure the same or do not say what they measure."""
    run: list[int] = []
    measured = ""
    for column in _numbers.columns(table, context):
        name = table.header[column]
        if context.is_of_standard(column) or column in context.kinds or is_scale(name):
            continue
        word = last_word(name)
        if not run or column != run[-1] + 1 or (word and measured and word != measured):
            yield run
            run, measured = [], ""
        run.append(column)
        measured = measured or word
    yield run

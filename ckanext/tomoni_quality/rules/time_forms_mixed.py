"""2024年4月 beside 2024/5. 機械可読性ルール L3-05: times are written in a standard form.

``date-format`` judges the columns that are known to hold dates and ``era-years`` the years of an era; here any other
column of times is looked at: whether it has one form, and whether that is one machines know (ISO 8601).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Grid
from ckanext.tomoni_quality.rules._grid import one_of

SLUG = "time-forms-mixed"
SEVERITY = "warning"
TITLE = Text("日付や年月の書き方がそろっていません", "Times are not written in one form")
WHY = Text(
    "「2024年4月」「2024/5」「R5.4.1」が混ざると、並べ替えや期間での絞り込みができません。",
    "With 2024年4月, 2024/5 and R5.4.1 side by side nobody can sort or filter by time.",
)
FIX = Text(
    "西暦で「2024-05-01」、年月だけなら「2024-05」の形にそろえてください。",
    "Write 2024-05-01, or 2024-05 where there is no day, in Western years.",
)
GOOD = [
    Example("年月,件数\n2024-04,3\n2024-05,4\n2024-06,5\n"),
    Example("年月,件数\n2024年4月,3\n2024年5月,4\n2024年12月,5\n"),
    Example("名称,品番\n甲,20-1\n乙,3/4\n丙,12.5.1\n"),
]
BAD = [
    Example("年月,件数\n2024年4月,3\n2024年5月,4\n2024/6,5\n", at=((4, 1),)),
    Example("名称,更新\n甲,2024-04-01\n乙,2024-04-02\n丙,R5.4.1\n丁,令和5年4月1日\n", at=((4, 2), (5, 2))),
]
_ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHR]\.?)"
_TAIL = r"(?:年\s*[0-9]{1,2}(?:月\s*(?:[0-9]{1,2}日)?)?|[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?)"
_TIME = re.compile(rf"(?:(?:18|19|20)[0-9]{{2}}|{_ERA}\s*(?:元|[0-9]{{1,2}})){_TAIL}")
_MIXED_WITH = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?")
#: Whole dates (Rust's regular expression).
_WHOLE = r"\A(?:18|19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\z"
_HEAD = 200
_SHARE = 0.8
_LEAST = 3


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell of a column of times that is not written in the column's commonest form."""
    grid = context.grid(table)
    for column in range(len(table.header)):
        if column in context.kinds or context.is_of_standard(column):
            continue
        forms = _forms_of_times(grid, column)
        if len(forms) > 1:
            usual = max(forms, key=lambda form: (forms[form], form))
            for cell in grid.find(column, lambda value, usual=usual: _form(value) not in (usual, ""), stripped=True):
                yield Hit(cell.row, cell.column, cell.value)


def _forms(values: pl.Series) -> Counter[str]:
    """How often each form is there. Whole dates, mostly all there is, are counted without being looked at singly."""
    whole = values.str.contains(_WHOLE)
    found = Counter({_form("2000-01-01"): int(whole.sum())} if whole.any() else {})
    for value, count in values.filter(~whole).value_counts(name="count").iter_rows():
        found[_form(value)] += count
    return found


def _forms_of_times(grid: Grid, column: int) -> Counter[str]:
    """The forms of a column most of which are times; of any other column none."""
    letters = [letter for letter in grid.characters(column) if set(nfkc(letter)) & set("年/-.")]
    if not letters or not any(map(str.isdecimal, grid.characters(column))):
        return Counter()
    filled = grid.stripped(column).filter(grid.filled(column))
    head = filled.filter(filled.str.contains(one_of(letters))).head(_HEAD)
    if sum(bool(_form(value)) for value in head) < _SHARE * max(head.len(), 1):
        return Counter()
    forms = _forms(filled)
    return forms if forms.total() - forms[""] >= max(_LEAST, _SHARE * filled.len()) else Counter()


@lru_cache(maxsize=4096)
def _form(value: str) -> str:
    """How a time is written, its digits left out (a month of one digit or two is one form); empty for anything else."""
    plain = nfkc(value).strip()
    if _MIXED_WITH.fullmatch(plain):
        return "compact"
    if not _TIME.fullmatch(plain):
        return ""
    era = re.match(_ERA, plain)
    kind = "era" if era and len(era[0].rstrip(".")) > 1 else "letter" if era else "western"
    return kind + re.sub(r"[0-9元\s]+", "", plain[era.end() :] if era else plain)

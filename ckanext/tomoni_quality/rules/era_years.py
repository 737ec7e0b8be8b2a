"""Years of a Japanese era alone. 機械可読性ルール L3-05: the Western year, or both.

``date-format`` speaks of columns of dates; here it is years in other columns (年度, 時点) and in the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve, matching

SLUG = "era-years"
SEVERITY = "warning"
TITLE = Text("年が和暦だけで書かれています", "Years are written in the Japanese era only")
WHY = Text(
    "「平成31年」と「令和元年」は同じ年です。和暦だけでは、並べ替えも年数の計算もできません。",
    "平成31年 and 令和元年 are one year: eras can be neither sorted nor subtracted.",
)
FIX = Text(
    "西暦で書くか、「2024年度（令和6年度）」のように西暦を併記してください。",
    "Write the Western year, or both as in 2024年度（令和6年度）.",
)
GOOD = [
    Example("年度,件数\n2023年度,12\n2024年度（令和6年度）,13\n"),
    Example("名称,備考\n平成通り会館,令和5年に改修した。\n"),
]
BAD = [
    Example("年度,件数\n令和5年度,12\nR6,13\n", at=((2, 1), (3, 1)), suggestions=("2023年度", "2024")),
    Example("地区,平成31年,令和2年度人口\n中央,12,13\n", at=((1, 2), (1, 3)), suggestions=("2019年", "2020年度人口")),
]
_ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHR]\.?(?=[0-9元]))\s*(?:元|[0-9]{1,2})"
_YEAR = re.compile(rf"({_ERA})\s*(年度?)?(?:\s*[0-9]{{1,2}}月(?:\s*[0-9]{{1,2}}日)?)?")
_IN_NAME = re.compile(r"((?:明治|大正|昭和|平成|令和)\s*(?:元|[0-9]{1,2}))\s*(年度?)")
_BARE = re.compile(r"([HR]\.?[0-9]{1,2})(年度?)?")
_WEST = re.compile(r"(?:18|19|20)[0-9]{2}")
_TIME = re.compile(r"年|時点|期間|時期")
_SIEVE = Sieve(letters=lambda letter: bool(set(nfkc(letter)) & set("明大昭平令MTSHR")))


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each such year, with the Western one."""
    for number, name in enumerate(table.header, 1):
        if not context.is_of_standard(number - 1) and _in_name(name):
            yield Hit(table.header_row, number, name, western(name))
    for column, name in enumerate(table.header):
        if context.kinds.get(column) != "date" and _TIME.search(name):
            for cell in matching(table, context, column, _is_era, _SIEVE):
                yield Hit(cell.row, cell.column, cell.value.strip(), western(cell.value))


def _in_name(name: str) -> bool:
    plain = nfkc(name)
    return not _WEST.search(plain) and bool(_IN_NAME.search(plain) or _BARE.fullmatch(plain.strip()))


def _is_era(value: str) -> bool:
    return bool(_YEAR.fullmatch(nfkc(value).strip()))


def western(text: str) -> str | None:
    """The text with its first era year in Western years; None where there is no such year (令和70年 is one)."""
    plain = nfkc(text).strip()
    match = _IN_NAME.search(plain) or _YEAR.match(plain)
    parsed = wareki.parse(match[1].replace(" ", "") + "年") if match else None
    return None if match is None or parsed is None else plain[: match.start(1)] + parsed.iso[:4] + plain[match.end(1) :]

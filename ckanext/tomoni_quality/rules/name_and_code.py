"""A local government code beside the name of another body. 全国地方公共団体コード: the list tells which is whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "name-and-code"
SEVERITY = "error"
TITLE = Text("団体コードと団体名が合いません", "Code and name are of different bodies")
WHY = Text(
    "コードで集計した結果と、名前で集計した結果がちがってしまいます。ほかの団体のひな形を写したときに起こります。",
    "Counted by code and counted by name the figures differ. It comes of copying another body's template.",
)
FIX = Text(
    "全国地方公共団体コードの一覧で確かめ、まちがっているほうを直してください。",
    "Look the body up in the list of local government codes and correct the one that is wrong.",
)
GOOD = [
    Example(
        "全国地方公共団体コード,地方公共団体名,名称\n372013,香川県高松市,甲\n131016,千代田区,乙\n,高松市,丙\n372013,,丁\n"
    ),
    Example("都道府県コード又は市区町村コード,都道府県名,市区町村名\n370002,香川県,高松市\n372013,香川県,高松市\n"),
    Example("全国地方公共団体コード,市区町村名\n132063,府中市\n372013,みらい市\n"),
]
BAD = [
    Example(
        "全国地方公共団体コード,地方公共団体名,名称\n372013,小山市,甲\n092088,小山市,乙\n",
        at=((2, 1),),
        suggestions=("092088",),
    ),
    Example("都道府県コード又は市区町村コード,都道府県名,市区町村名\n372013,東京都,高松市\n", at=((2, 1),)),
    Example("全国地方公共団体コード,市区町村名\n342084,府中市\n372013,府中市\n", at=((3, 1),), suggestions=(None,)),
]
_PREFECTURE = re.compile(r"都道府県名?|県名|prefName|pref", re.IGNORECASE)
_BODY = re.compile(r"地方公共団体名|団体名|市区?町村名?|自治体名|cityName|city", re.IGNORECASE)


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each code of the list that is not that of the body named beside it, nor of its prefecture, nor of its ward."""
    grid = context.grid(table)
    for column in context.columns("code", "located_code"):
        for other in _named(table, column):
            for place, (code, name) in grid.find_rows((column, other), lambda pair: _disagree(*pair)):
                text = Text(f"「{code}」は{_whose(code)}のコードです。", f"{code} is the code of {_whose(code)}.")
                yield Hit(grid.first + place, column + 1, f"{code} {name}", _only_code(name), text, also=(other + 1,))


def _named(table: Table, column: int) -> Iterator[int]:
    """The columns of names that go with a column of codes: those with the same words before the underscore."""
    beginning = clean(table.header[column]).rpartition("_")[0]
    for other, name in enumerate(table.header):
        before, _, last = clean(name).rpartition("_")
        if before == beginning and (_PREFECTURE.fullmatch(last) or _BODY.fullmatch(last)):
            yield other


def _disagree(code: str, name: str) -> bool:
    body, named = local_government.find(code), local_government.candidates(name) if name else ()
    return body is not None and bool(named) and not any(_go_together(body, each) for each in named)


def _go_together(one: Body, other: Body) -> bool:
    if "prefecture" in (one.kind, other.kind):
        return one.prefecture == other.prefecture or one.code[:2] == other.code[:2]
    return local_government.municipality_of(one) == local_government.municipality_of(other)


def _whose(code: str) -> str:
    body = local_government.find(code)
    return body.name_full if body else code


def _only_code(name: str) -> str | None:
    body = local_government.find_by_name(name)
    return body.code if body else None

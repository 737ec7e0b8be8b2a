"""全国地方公共団体コード: zeros that were lost, width, ``.0`` and commas, where the check digit proves the code."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.problem import plain
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, by_kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "local-government-codes"
ORDER = 35
TITLE = Text("全国地方公共団体コードの 0 を補う", "Restore zeros of local government codes")
WHAT = Text(
    "「11002」を「011002」にします。検査数字が合い、ほかの読み方がないときだけです。検査数字のない「37201」、合わないコードは直しません。",
    "11002 becomes 011002, only where the check digit fits and no other code is meant. 37201, without a check digit, "
    "and codes that do not fit are left.",
)
MENDS = [
    Example(
        "全国地方公共団体コード,名称\n11002,市役所\n３７２０１３,支所\n372013.0,分室\n",
        ((2, 1, "11002", "011002"), (3, 1, "３７２０１３", "372013"), (4, 1, "372013.0", "372013")),
    )
]
LEAVES = [
    Example("全国地方公共団体コード,名称\n37201,市役所\n372014,支所\n12203,分室\n高松市,本庁\n3.72E+05,分館\n"),
    Example("管理番号,名称\n11002,市役所\n"),
]


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each code that is proven."""
    return by_kind(sheet, ("code", "located_code"), _proven)


def _proven(value: str) -> str | None:
    problem = local_government.problem(value.strip())
    code = problem.suggestion if problem else value.strip()
    if not code or not local_government.is_valid(code):
        return None
    digits = plain(value).replace(",", "").replace(" ", "").removesuffix(".0")
    return code if digits.zfill(6) == code else None

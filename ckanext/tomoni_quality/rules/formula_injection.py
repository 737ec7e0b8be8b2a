"""Cells a spreadsheet would run (OWASP: CSV injection). Signed numbers and telephone numbers are left in peace."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.writing import FORMULA_STARTS
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "formula-injection"
SEVERITY = "warning"
TITLE = Text(
    "表計算ソフトが数式として実行するおそれのあるセルがあります", "A spreadsheet might run these cells as formulas"
)
WHY = Text(
    "「=」「+」「@」などで始まるセルは、Excel で開いた人のところで数式や命令として働くことがあります。",
    "A cell that begins with =, + or @ may act as a formula or command when the file is opened in Excel.",
)
FIX = Text(
    "先頭の記号を取り除くか、文章の途中に移してください。",
    "Remove the leading character, or move it into the sentence.",
)
GOOD = [Example("名称,増減,電話番号\n甲,-3,+81 87-839-2011\n乙,+5,\n丙,-,－\n丁,—,@\n")]
BAD = [
    Example('名称,備考\n甲,"=HYPERLINK(""http://example.com"",""詳細"")"\n乙,@SUM(1+1)\n', at=((2, 2), (3, 2))),
    Example("名称,備考\n甲,+1+cmd|' /C calc'!A0\n乙,-1+1|x\n", at=((2, 2), (3, 2))),
]
HARMLESS = re.compile(r"[+-]?[\d,.\s()%/-]*|[-+=@]+|-\s*[^\x00-\x7f].*|[-+@]\s*\w[^()|!]*", re.DOTALL)
_SIEVE = Sieve(letters="".join(FORMULA_STARTS).__contains__, pattern=rf"\A[{re.escape(''.join(FORMULA_STARTS))}]")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every cell that begins as a formula does and goes on as one."""
    for cell in context.grid(table).find_all(_is_formula, _SIEVE):
        yield Hit(cell.row, cell.column, cell.value)


def _is_formula(value: str) -> bool:
    return value.startswith(FORMULA_STARTS) and not HARMLESS.fullmatch(value)

"""同上, 〃 and the like for "same as above". 機械可読性ルール L2-02: no omitted values."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "ditto-marks"
SEVERITY = "error"
TITLE = Text("「同上」「〃」で値が省略されています", "Values are left out with “same as above” marks")
WHY = Text(
    "並べ替えや抽出をすると「同上」が指していた行が分からなくなります。",
    "Sorted or filtered, nobody knows which row the mark pointed to.",
)
FIX = Text("すべての行に値を書いてください。", "Write the value into every row.")
GOOD = [Example("地区,名称\n中央,甲\n中央,乙\n"), Example("名称,説明\n同上橋,同上とは関係ない\n")]
BAD = [Example("地区,名称\n中央,甲\n同上,乙\n〃,丙\n", at=((3, 1), (4, 1)))]
MARK = re.compile(r"\s*(?:同上|同じ|仝|々|〃|″|\"|”|〻|同　?左|上に同じ)\s*")
_SIEVE = Sieve(letters='同仝々〃″"”〻上'.__contains__, pattern=r"\A(?s:.){1,7}\z")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every cell that holds such a mark and nothing else."""
    for cell in context.grid(table).find_all(_is_mark, _SIEVE):
        yield Hit(cell.row, cell.column, cell.value.strip())


def _is_mark(value: str) -> bool:
    return len(value) < 8 and MARK.fullmatch(value) is not None

"""More than one sheet with data in a workbook. 機械可読性ルール L1-02: one table a file."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

SLUG = "several-sheets"
SEVERITY = "warning"
TITLE = Text("データの入ったシートが複数あります", "The workbook has several sheets with data")
WHY = Text(
    "多くのプログラムは最初のシートしか読みません。ほかのシートのデータは使われないままになります。",
    "Many programs read the first sheet only; what is on the others is never used.",
)
FIX = Text(
    "シートごとに別のファイル（できれば CSV）に分けてください。記入例のシートは消してください。",
    "Make one file (a CSV if you can) of each sheet, and delete sheets that are only an example.",
)
GOOD = [Example(workbook({"一覧": [["名称", "住所"], ["市役所", "中央町1"]]}), name="a.xlsx")]
BAD = [
    Example(
        workbook({"一覧": [["名称", "住所"], ["市役所", "中央町1"]], "記入例": [["名称", "住所"], ["例", "例"]]}),
        name="a.xlsx",
        at=((None, None),),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit for the file, naming the sheets."""
    tables = context.reading.tables
    if context.is_first(table) and len({other.sheet for other in tables}) > 1:
        yield Hit(value="、".join(dict.fromkeys(other.sheet for other in tables)))

"""The publisher's code in the file is not the code of the organization that publishes it."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "other-organizations-code"
SEVERITY = "warning"
TITLE = Text(
    "公開している団体とはちがう団体のコードです", "The code is not that of the organization that publishes the data"
)
WHY = Text(
    "公開者のコード欄に、ほかの自治体のコードが入っています。ひな形の記入例のままになっていることがあります。",
    "The publisher's code belongs to another municipality; often it was left over from an example.",
)
FIX = Text(
    "自団体のコードに直してください。施設の所在地のコードは「所在地_全国地方公共団体コード」に書きます。",
    "Write your own code; the code of where a facility stands goes into 所在地_全国地方公共団体コード.",
)
GOOD = [
    Example("全国地方公共団体コード,名称\n372013,市役所\n", organization_code="372013"),
    Example("全国地方公共団体コード,名称\n131016,市役所\n"),
]
BAD = [
    Example(
        "全国地方公共団体コード,名称\n372013,市役所\n011002,記入例\n",
        organization_code="372013",
        at=((3, 1),),
        suggestions=("372013",),
    )
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every valid code of another body; wards of the organization's city and its prefecture's are its own."""
    own = context.organization_code
    if not own or not local_government.is_valid(own):
        return
    for column in context.columns("code"):
        for cell in context.grid(table).find(column, lambda value: _is_others(value, own), stripped=True):
            yield Hit(cell.row, cell.column, cell.value, own)


def _is_others(code: str, own: str) -> bool:
    return local_government.is_valid(code) and not _belongs(code, own)


def _belongs(code: str, own: str) -> bool:
    if code == own or (own[2:5] == "000" and code[:2] == own[:2]):
        return True
    body = local_government.find(code)
    return body is not None and local_government.municipality_of(body).code == own

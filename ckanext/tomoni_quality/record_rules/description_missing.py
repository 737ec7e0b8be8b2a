"""No description, or one that says no more than the title."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.audit.facts import text
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "description-missing"
SEVERITY = "warning"
TITLE = Text("データセットの説明がありません", "The dataset has no description")
WHY = Text(
    "何のデータで、いつの、どこまでのものかが分からないと、探した人は使えるか判断できません。",
    "Who finds the data cannot tell whether it is of use: what it is, of when, how complete.",
)
FIX = Text(
    "何の一覧か、いつ時点か、作り方、使うときの注意を、2〜3文で書いてください。",
    "Say in two or three sentences what it lists, as of when, how it was made, and what to mind.",
)
GOOD = [Example({"title": "公衆トイレ", "notes": "市が管理する公衆トイレの一覧です。毎年4月に更新します。"})]
BAD = [
    Example({"title": "公衆トイレ", "notes": ""}, at=(None,)),
    Example({"title": "公衆トイレ"}, at=(None,)),
    Example({"title": "公衆トイレ", "notes": "「公衆トイレ」のデータです。"}, at=(None,)),
    Example({"title": "公衆トイレ一覧", "notes": "公衆トイレ一覧"}, at=(None,)),
]
#: What is left of a description without the title that says nothing: 「…」のデータです。
_EMPTY = "「」『』のデータでです。.、 \n\r\t"


def check(record: Record) -> Iterator[Remark]:
    """The dataset."""
    written = text(record.facts.dataset.get("notes"))
    title = nfkc(text(record.facts.dataset.get("title")))
    rest = nfkc(written).replace(title, "") if title else nfkc(written)
    if not rest.strip(_EMPTY):
        yield Remark(value=written)

"""Not said how often it is updated."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "update-frequency-missing"
SEVERITY = "info"
TITLE = Text("更新頻度が書かれていません", "The update frequency is not given")
WHY = Text(
    "次にいつ新しくなるかが分からないと、アプリやサービスで使い続けられません。",
    "An app cannot rely on data of which nobody knows when it will be renewed.",
)
FIX = Text(
    "更新頻度（年次、月次、随時など）を選んでください。更新しないデータは、そう書いてください。",
    "Choose the update frequency (yearly, monthly, as needed …), or say that it is not updated.",
)
GOOD = [Example({"frequency_of_update": "随時"}), Example({"extras": [{"key": "更新頻度", "value": "月次"}]})]
BAD = [Example({"title": "公衆トイレ"}, at=(None,))]


def check(record: Record) -> Iterator[Remark]:
    """The dataset."""
    if not record.facts.any_of("frequency_of_update", "frequency"):
        yield Remark()

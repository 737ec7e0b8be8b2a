"""Older than the dataset itself promises."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit import freshness
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "update-overdue"
SEVERITY = "warning"
TITLE = Text("更新頻度で約束した時期を過ぎています", "It is older than its update frequency promises")
WHY = Text(
    "古いままのデータは、使う人を誤らせます。更新頻度の半分（少なくとも1週間）の遅れまでは待ちます。",
    "Data that is out of date misleads. Half an interval, and a week at least, is waited for.",
)
FIX = Text(
    "新しいデータを公開するか、更新しないときは更新頻度を実際に合わせて直してください。",
    "Publish newer data, or set the update frequency to what it really is.",
)
GOOD = [
    Example({"frequency_of_update": "年次", "last_modified_date": "2025-04-01"}),
    Example({"frequency_of_update": "随時", "last_modified_date": "2015-04-01"}),
]
BAD = [Example({"frequency_of_update": "月次", "last_modified_date": "2025-12-01"}, at=(None,))]


def check(record: Record) -> Iterator[Remark]:
    """The dataset."""
    found = freshness.measure(record.facts, record.today)
    if found["state"] == "late":
        days, updated = found["age_days"], found["updated"]
        yield Remark(
            value=found["frequency"],
            text=Text(f"最終更新は {updated}（{days:,} 日前）です。", f"Last updated on {updated}, {days:,} days ago."),
        )

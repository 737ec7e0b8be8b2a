"""No licence: nobody may use what nobody has allowed to be used."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit.facts import license_of
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "licence-missing"
SEVERITY = "error"
TITLE = Text("ライセンスがありません", "There is no licence")
WHY = Text(
    "ライセンスのないデータは、二次利用してよいか分からないため、オープンデータとは言えません。",
    "Without a licence nobody knows whether the data may be used again: it is not open data.",
)
FIX = Text(
    "データセットのライセンスを選んでください（迷うときは CC BY 4.0 か公共データ利用規約 PDL1.0）。",
    "Choose the licence of the dataset (when in doubt, CC BY 4.0 or the Public Data License 1.0).",
)
_FILE = {"id": "a", "url": "https://example.jp/a.csv"}
GOOD = [
    Example({"license_id": "CC-BY-4.0", "resources": [_FILE]}),
    Example({"resources": [{**_FILE, "license_id": "PDL1.0"}]}),
]
BAD = [
    Example({"resources": [_FILE]}, at=(None,)),
    Example({"license_id": "notspecified", "resources": [_FILE]}, at=(None,)),
    Example({"license_id": ""}, at=(None,)),
    Example({"resources": [{**_FILE, "license_id": "CC-BY-4.0"}, {**_FILE, "id": "b"}]}, at=("b",)),
]


def check(record: Record) -> Iterator[Remark]:
    """The dataset where no file has one, else each file that has none."""
    without = [
        str(resource.get("id"))
        for resource in record.facts.resources
        if license_of(record.facts.dataset, resource) is None
    ]
    if len(without) < len(record.facts.resources):
        yield from map(Remark, without)
    elif license_of(record.facts.dataset, {}) is None:
        yield Remark()

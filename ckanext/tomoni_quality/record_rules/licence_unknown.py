"""A licence that is in no list: a reader has to find out what it allows."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit.facts import license_of
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "licence-unknown"
SEVERITY = "info"
TITLE = Text("一覧にないライセンスです", "The licence is in no list")
WHY = Text(
    "一覧にないライセンスは、使う人が一つずつ条件を読まなければならず、機械では集められません。",
    "What a licence out of no list allows, each user has to find out; a program cannot.",
)
FIX = Text(
    "同じ条件のライセンスが一覧にあれば、それを選んでください。なければ利用規約の URL を書いてください。",
    "Choose the listed licence of the same terms; where there is none, give the address of the terms.",
)
GOOD = [Example({"license_id": "CC-BY-4.0"}), Example({"license_id": ""})]
BAD = [
    Example({"license_id": "our-own"}, at=(None,)),
    Example({"license_id": "CC-BY-4.0", "resources": [{"id": "a", "license_id": "our-own"}]}, at=("a",)),
]


def check(record: Record) -> Iterator[Remark]:
    """The dataset, and each file with a licence of its own."""
    places = [(None, {}), *((str(file.get("id")), file) for file in record.facts.resources if file.get("license_id"))]
    for id, file in places:
        found = license_of(record.facts.dataset, file)
        if found and found.open is None:
            yield Remark(id, found.id)

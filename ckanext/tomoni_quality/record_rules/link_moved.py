"""The file has another address for good."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit.facts import text
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Known, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "link-moved"
SEVERITY = "warning"
TITLE = Text("ファイルの URL が変わっています", "The file has moved for good")
WHY = Text(
    "転送がいつまで続くかは分かりません。転送がなくなると、リンク切れになります。",
    "Nobody knows how long the redirect will be kept; without it the link is dead.",
)
FIX = Text("新しい URL に直してください。", "Give the new address.")
_FILE = {"id": "a", "url": "http://example.jp/a.csv"}
_NEW = "https://example.jp/new/a.csv"
GOOD = [Example({"resources": [_FILE]}, known={"a": Known(link="alive")})]
BAD = [Example({"resources": [_FILE]}, at=("a",), known={"a": Known(link="alive", moved_to=_NEW)})]


def check(record: Record) -> Iterator[Remark]:
    """Each file."""
    for resource, known in record.files():
        if known.moved_to:
            yield Remark(str(resource.get("id")), text(resource.get("url")), known.moved_to)

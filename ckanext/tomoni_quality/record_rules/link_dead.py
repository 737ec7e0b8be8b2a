"""The file is not where the dataset says."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit.facts import text
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Known, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "link-dead"
SEVERITY = "error"
TITLE = Text("リンクが切れています", "The link is dead")
WHY = Text(
    "ファイルを取得できません。サーバーに「ない」と言われたときと、長く応答がないときだけを、リンク切れとします"
    "（拒否されただけでは、切れたとは言えません）。",
    "The file cannot be had. A link is called dead only when the server says so or has not answered for long; to be "
    "turned away is not death.",
)
FIX = Text(
    "新しい URL に直すか、ファイルをこのポータルに置いてください。公開をやめたデータは、その旨を説明に書いてください。",
    "Give the new address or upload the file; of data that is not published any more, say so in the description.",
)
_FILE = {"id": "a", "url": "https://example.jp/a.csv"}
GOOD = [
    Example({"resources": [_FILE]}, known={"a": Known(link="alive")}),
    Example({"resources": [_FILE]}, known={"a": Known(link="doubtful")}),
    Example({"resources": [_FILE]}),
]
BAD = [Example({"resources": [_FILE, {**_FILE, "id": "b"}]}, at=("b",), known={"b": Known(link="dead")})]


def check(record: Record) -> Iterator[Remark]:
    """Each file."""
    for resource, known in record.files():
        if known.link == "dead":
            yield Remark(str(resource.get("id")), text(resource.get("url")))

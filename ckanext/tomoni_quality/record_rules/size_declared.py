"""The size a resource says it has is far from the one it has."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.tomoni_quality.audit.facts import text
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Known, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "size-declared"
SEVERITY = "info"
TITLE = Text("ファイルサイズの欄が、実際と違います", "The size is not the one that is stated")
WHY = Text(
    "ファイルが差し替わったか、途中までしか取得できていないかもしれません。1割までの違いは、丸めたものとみなします。",
    "The file may have been replaced, or cut off. A difference of a tenth is taken for rounding.",
)
FIX = Text(
    "ファイルが正しいか確かめ、サイズの欄を直すか空にしてください。",
    "Check the file, and correct the field or empty it.",
)
GOOD = [
    Example({"resources": [{"id": "a", "size": 1000}]}, known={"a": Known(size=1024)}),
    Example({"resources": [{"id": "a", "size": "1.2 MB"}]}, known={"a": Known(size=10)}),
    Example({"resources": [{"id": "a"}]}, known={"a": Known(size=10)}),
    Example({"resources": [{"id": "a", "size": 1000}]}),
]
BAD = [Example({"resources": [{"id": "a", "size": "1000"}]}, at=("a",), known={"a": Known(size=5000)})]


def check(record: Record) -> Iterator[Remark]:
    """Each file that says one and was read."""
    for resource, known in record.files():
        stated = text(resource.get("size"))
        if stated.isdecimal() and int(stated) and known.size and abs(int(stated) - known.size) * 10 > known.size:
            yield Remark(str(resource.get("id")), stated, str(known.size))

"""The encoding a resource says it has is not the one it has."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.audit.facts import text
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.record_rules._base import Example, Known, Record
from ckanext.tomoni_quality.record_rules._remark import Remark

SLUG = "encoding-declared"
SEVERITY = "warning"
TITLE = Text("文字コードの欄が、実際と違います", "The encoding is not the one that is stated")
WHY = Text(
    "書かれた文字コードで読むと文字化けします。ファイル全体を読めた文字コードと比べています。",
    "Read as stated, it comes out garbled. It is compared with the encoding that the whole file can be read in.",
)
FIX = Text("文字コードの欄を実際に合わせるか、空にしてください。", "Correct the field, or leave it empty.")
_FILE = {"id": "a", "encoding": "UTF-8（BOM付き）"}
GOOD = [
    Example({"resources": [_FILE]}, known={"a": Known("utf-8-sig")}),
    Example({"resources": [{"id": "a", "encoding": "Shift_JIS"}]}, known={"a": Known("cp932")}),
    Example({"resources": [{"id": "a", "encoding": "不明"}]}, known={"a": Known("cp932")}),
    Example({"resources": [_FILE]}, known={"a": Known(None)}),
    Example({"resources": [_FILE]}),
]
BAD = [
    Example({"resources": [_FILE]}, at=("a",), known={"a": Known("cp932")}),
    Example({"resources": [{"id": "a", "encoding": "SJIS"}]}, at=("a",), known={"a": Known("utf-8")}),
]
_FAMILIES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift_JIS", "shift_jis": "Shift_JIS",
    "shift_jisx0213": "Shift_JIS", "shift_jis_2004": "Shift_JIS", "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JP", "euc_jisx0213": "EUC-JP", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}  # fmt: skip
_UNKNOWN_TO_PYTHON = {"windows-31j": "cp932", "ms-932": "cp932", "x-sjis": "cp932"}
_BOM = re.compile(r"[ _-]*(?:with )?bom$")
_NAME = re.compile(r"[a-z0-9][a-z0-9_. -]*")


def family(name: str) -> str | None:
    """Which encoding a name means, with or without a mark at the beginning: ``UTF-8``; None when nobody knows."""
    found = _NAME.match(nfkc(name).strip().lower())
    plain = _BOM.sub("", found[0].strip()) if found else ""
    try:
        return _FAMILIES.get(codecs.lookup(_UNKNOWN_TO_PYTHON.get(plain, plain)).name)
    except LookupError:
        return None


def check(record: Record) -> Iterator[Remark]:
    """Each file that says one and was read."""
    for resource, known in record.files():
        stated = text(resource.get("encoding"))
        said, real = family(stated), family(known.encoding or "")
        if said and real and said != real:
            yield Remark(str(resource.get("id")), stated, real)

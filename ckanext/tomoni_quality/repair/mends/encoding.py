"""Shift_JIS, EUC-JP, UTF-16 to UTF-8, which every program reads. Left alone where the reader itself is in doubt."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example
from ckanext.tomoni_quality.repair.model import Edit, Leave
from ckanext.tomoni_quality.repair.sheet import Sheet
from ckanext.tomoni_quality.rules import encoding_not_utf8

SLUG = "encoding"
ORDER = 1
TITLE = Text("文字コードを UTF-8 にする", "Encoding to UTF-8")
WHAT = Text(
    "Shift_JIS などのファイルを UTF-8 で書き直します。文字は変わりません。",
    "A file in Shift_JIS or another encoding is written in UTF-8; no character changes.",
)
_CP932 = "名称,住所\n髙松市役所,番町１\n".encode("cp932")
_DOUBTFUL = "あいう,えお\nかきく,けこ\n".encode("euc_jp")
MENDS = [Example(_CP932, ((None, None, "Shift_JIS（CP932）", "UTF-8"),))]
LEAVES = [
    Example("名称,住所\n市役所,番町１\n"),
    Example("名称\n市役所\n".encode("utf-8-sig")),
    Example(_DOUBTFUL, left=1),
]


def mend(sheet: Sheet) -> Iterable[Edit | Leave]:
    """One word for the file."""
    reading = sheet.reading
    doubt = next((note for note in reading.notes if note.slug == "encoding_doubtful"), None)
    for hit in encoding_not_utf8.check(sheet.table, sheet.context):
        if doubt:
            yield Leave(None, None, hit.value or "", Text(doubt.ja, doubt.en))
        else:
            yield Edit(None, None, "UTF-8", hit.value)

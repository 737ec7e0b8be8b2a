"""A CSV or TSV file in another encoding than UTF-8. GIF 461 文字環境導入実践ガイドブック: exchange data in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "encoding-not-utf8"
SEVERITY = "warning"
TITLE = Text("文字コードが UTF-8 ではありません", "The encoding is not UTF-8")
WHY = Text(
    "Shift_JIS（CP932）や UTF-16 のファイルは、プログラムやスマートフォンで文字化けすることがあります。",
    "Files in Shift_JIS (CP932) or UTF-16 turn into garbage in many programs and on phones.",
)
FIX = Text(
    "Excel では「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。",
    "In Excel choose “Save as”, then “CSV UTF-8 (Comma delimited)”.",
)
GOOD = [Example("名称,住所\n市役所,中央町1\n"), Example("名称,住所\n市役所,中央町1\n".encode("utf-8-sig"))]
BAD = [
    Example("名称,住所\n髙松市役所,番町１－８－15\n".encode("cp932"), at=((None, None),)),
    Example("名称,住所\n市役所,中央町1\n".encode("utf-16"), at=((None, None),)),
]
NAMES = {"cp932": "Shift_JIS（CP932）", "euc_jp": "EUC-JP", "euc-jp": "EUC-JP"}


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit for the file."""
    encoding = (context.reading.encoding or "").lower()
    if context.is_first(table) and encoding and not encoding.replace("_", "-").startswith("utf-8"):
        yield Hit(value=NAMES.get(encoding, encoding.upper()))

"""The version of the method, and what each changed. Every record carries it: figures of two are not compared."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HISTORY", "METHOD_VERSION", "SHAPES", "Version"]

#: Whose SHACL shapes the RDF is judged by; raised with the file of :mod:`.shacl`, so that what was kept is judged anew.
SHAPES = "DCAT-AP 3.0.1"


@dataclass(frozen=True)
class Version:
    """A version of the method, the day it came in, and what it changed."""

    number: str
    day: str
    ja: str
    en: str


#: Newest first. Raised whenever the same dataset and files would give another record.
HISTORY = (
    Version(
        "1.3",
        "2026-11-27",
        "機械可読性の判定を広げた。すべての値に単位や桁区切りのある列を数値の列として調べ（L2-01）、"
        "書き方のそろわない年月も調べる（L3-05）。"
        "空行なしで続く表（L1-02）、記号だけの項目名（L1-05）、並んだ値や注の印（L1-07）、"
        "文字の大きさ（L1-11）、同じ意味かもしれない選択肢（L2-04）、区分が並ぶ列（L3-09）を要確認として示す。",
        "Readability is judged more widely: columns whose every value has a unit or commas are numbers (L2-01), times "
        "in mixed forms (L3-05); tables that follow without a blank row (L1-02), names that are codes (L1-05), lists "
        "and marks of notes (L1-07), sizes of letters (L1-11), choices that may be one (L2-04) and categories as "
        "columns (L3-09) are shown for review.",
    ),
    Version(
        "1.2",
        "2026-11-27",
        "MQA の「DCAT-AP に適合する」（30 点）を、このポータルが公開する RDF と DCAT-AP 3.0.1 の SHACL で測る。",
        "MQA’s DCAT-AP compliance (30 points) is measured: the RDF that this portal publishes, by DCAT-AP 3.0.1’s "
        "SHACL shapes.",
    ),
    Version(
        "1.1",
        "2026-11-26",
        "検査で取得しないファイル（PDF など）の所在も、アドレスに問い合わせて測る。",
        "Addresses of files that no check fetches (PDF and the like) are asked too.",
    ),
    Version("1.0", "2026-11-26", "最初の版。", "The first version."),
)
METHOD_VERSION = HISTORY[0].number

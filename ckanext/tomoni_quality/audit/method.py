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


#: Newest first. Raised whenever the same dataset and reports would give another record.
HISTORY = (
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

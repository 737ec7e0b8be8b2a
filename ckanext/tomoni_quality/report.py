"""What one check of one file found: plain data that is stored, shown, printed and given by the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ckanext.tomoni_core.writing import harmless
from ckanext.tomoni_quality import scoring
from ckanext.tomoni_quality.finding import SEVERITIES, Finding
from ckanext.tomoni_quality.readability import Judgement, LevelScore, level_scores

#: Raised whenever rules or scoring change what a report says, so that old reports can be told from new ones.
ENGINE_VERSION = "4"

Status = Literal["ok", "failed"]


@dataclass
class Sheet:
    """What was read of one table: where its header is, its first names, and which standard it follows."""

    sheet: str
    header_row: int
    rows: int
    columns: int
    standard: str | None = None
    edition: str | None = None
    confidence: float | None = None
    header: list[str] = field(default_factory=list)


@dataclass
class Report:
    """The whole answer of :func:`ckanext.tomoni_quality.check.check`."""

    status: Status
    name: str = ""
    kind: str = ""
    encoding: str | None = None
    size: int = 0
    content_hash: str = ""
    standard: str | None = None
    edition: str | None = None
    score: int | None = None
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    engine: str = ENGINE_VERSION

    @property
    def level(self) -> scoring.Level:
        """``good``, ``fair``, ``poor`` or ``unchecked``."""
        return scoring.level(self.score)

    @property
    def counts(self) -> dict[str, int]:
        """How many places of each severity."""
        return {s: sum(f.count for f in self.findings if f.severity == s) for s in SEVERITIES}

    @property
    def levels(self) -> list[LevelScore]:
        """The score of each level of machine readability."""
        return level_scores(self.judgements)

    @property
    def rows(self) -> int:
        """Data rows of all sheets."""
        return sum(sheet.rows for sheet in self.sheets)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        # A stored report is compared with a new one: lists, as JSON gives them back.
        judgements = [{**asdict(judgement), "findings": list(judgement.findings)} for judgement in self.judgements]
        levels = [asdict(level) for level in self.levels]
        own = {"level": self.level, "counts": self.counts, "judgements": judgements, "readability": levels}
        return {**asdict(self), **own}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The report that :meth:`as_dict` made; what a newer engine added is left out."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["sheets"] = [Sheet(**sheet) for sheet in data.get("sheets", [])]
        known["judgements"] = [
            Judgement(**{**judgement, "findings": tuple(judgement["findings"])})
            for judgement in data.get("judgements") or []
        ]
        known["findings"] = [Finding.from_dict(finding) for finding in data.get("findings", [])]
        return cls(**known)


COLUMNS = {
    "ja": ["重要度", "規則", "シート", "行", "列番号", "列", "値", "候補", "内容", "直し方"],
    "en": [
        "severity",
        "rule",
        "sheet",
        "row",
        "column_number",
        "column",
        "value",
        "suggestion",
        "message",
        "how_to_fix",
    ],
}
_LEFT = {
    True: "ほかに {left:,} か所あります（tomoni-check --format csv ですべてを一覧にできます）。",
    False: "{left:,} more places (tomoni-check --format csv lists all).",
}
SEVERITY_NAMES = {"ja": {"error": "エラー", "warning": "注意", "info": "情報"}}


def lines(report: Report, lang: str) -> Iterator[list[str]]:
    """The findings, a line a place, in the columns of ``COLUMNS``; the values are a stranger's.

    The last line of a finding says how many of its places are not in the report.
    """
    names = SEVERITY_NAMES.get(lang, {})
    for finding in report.findings:
        message, fix = (finding.ja, finding.fix_ja) if lang == "ja" else (finding.en, finding.fix_en)
        for sample in finding.samples:
            own = (sample.ja if lang == "ja" else sample.en) or message
            yield [
                names.get(finding.severity, finding.severity), finding.slug, finding.sheet, str(sample.row or ""),
                str(finding.column_number or ""), finding.column or "", sample.value or "", sample.suggestion or "",
                own, fix,
            ]  # fmt: skip
        left = finding.count - len(finding.samples)
        if left > 0:
            rest = _LEFT[lang == "ja"].format(left=left)
            yield [
                names.get(finding.severity, finding.severity), finding.slug, finding.sheet, "",
                str(finding.column_number or ""), finding.column or "", "", "", rest, fix,
            ]  # fmt: skip


def as_csv(report: Report, lang: str = "ja") -> bytes:
    """The findings as CSV (UTF-8 with BOM, for Excel), one line a place.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it: the values are a stranger's.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS["ja" if lang == "ja" else "en"])
    for row in lines(report, lang):
        writer.writerow(map(harmless, row))
    return out.getvalue().encode("utf-8-sig")

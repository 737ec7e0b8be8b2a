"""A finding is data: a stable slug, where it is, what was there, what to do, in Japanese and English.

Rules yield :class:`Hit` (one place); :func:`group` folds thousands of hits of one rule in one column into one
:class:`Finding` with a count and the first samples, so that a report stays readable and bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

#: How many places of one finding a report keeps; the count is always the whole number.
SAMPLES = 50
#: A value longer than this is cut in the report: a cell may hold megabytes.
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Text:
    """The same sentence in Japanese and English."""

    ja: str
    en: str


@dataclass(frozen=True)
class Hit:
    """One place where a rule found something: row and column count from 1 as in the file, None means no single one.

    ``also`` names further columns of the row that the finding explains, so that their cells are not told twice.
    """

    row: int | None = None
    column: int | None = None
    value: str | None = None
    suggestion: str | None = None
    text: Text | None = None
    severity: Severity | None = None
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the first places of a finding."""

    row: int | None
    value: str | None
    suggestion: str | None = None
    ja: str = ""
    en: str = ""


@dataclass
class Finding:
    """What a rule found in one column (or in the sheet, or the file) of one table."""

    slug: str
    severity: Severity
    ja: str
    en: str
    fix_ja: str
    fix_en: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    column_number: int | None = None
    value: str | None = None
    suggestion: str | None = None
    count: int = 1
    samples: list[Sample] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        """The finding that :meth:`as_dict` made."""
        return cls(**{**data, "samples": [Sample(**sample) for sample in data.get("samples", [])]})


def shorten(value: str | None) -> str | None:
    """``value`` cut to what a report keeps."""
    if value is None or len(value) <= LONGEST_VALUE:
        return value
    return value[: LONGEST_VALUE - 1] + "…"


def group(
    hits: Iterable[Hit],
    *,
    slug: str,
    severity: Severity,
    title: Text,
    fix: Text,
    sheet: str = "",
    header: list[str] | None = None,
    samples: int = SAMPLES,
) -> list[Finding]:
    """Fold ``hits`` of one rule into one finding a column and severity, in the order they first appear."""
    found: dict[tuple[int | None, Severity], Finding] = {}
    for hit in hits:
        grade = hit.severity or severity
        finding = found.get((hit.column, grade))
        if finding is None:
            finding = found[hit.column, grade] = Finding(
                slug, grade, title.ja, title.en, fix.ja, fix.en, sheet, hit.row, column_name(header, hit.column),
                hit.column, shorten(hit.value), shorten(hit.suggestion), 0,
            )  # fmt: skip
        finding.count += 1
        if len(finding.samples) < samples:
            own = hit.text or Text("", "")
            finding.samples.append(Sample(hit.row, shorten(hit.value), shorten(hit.suggestion), own.ja, own.en))
    return list(found.values())


def column_name(header: list[str] | None, number: int | None) -> str | None:
    """The header of the 1-based column ``number``, None when it has none."""
    if not header or not number or number > len(header):
        return None
    return shorten(" ".join(header[number - 1].split())) or None

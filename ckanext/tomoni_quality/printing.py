"""A report as a person reads it: plain text for a terminal, Markdown for a page or the summary of a CI job. No CKAN."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from typing import Literal

from ckanext.tomoni_quality.finding import Finding, Sample
from ckanext.tomoni_quality.report import SEVERITY_NAMES, Report

Language = Literal["ja", "en"]

#: How many places of a finding are shown; a report as CSV or JSON has them all.
SHOWN = 5
LOST = "\N{REPLACEMENT CHARACTER}"
_LEVELS = {
    "ja": {"good": "良好", "fair": "小さな指摘あり", "poor": "直す必要あり", "unchecked": "検査できません"},
    "en": {"good": "good", "fair": "minor findings", "poor": "needs repair", "unchecked": "not checked"},
}
_WORDS = {
    "ja": {
        "score": "点", "standard": "標準", "none": "見分けられません", "readability": "機械可読性",
        "nothing": "指摘はありません。", "more": "ほか {count} か所", "fix": "直し方", "place": "場所", "value": "値",
        "message": "内容", "severity": "重要度", "places": "{count} か所", "level": "レベル{level}",
        "review": "要確認 {count}",
    },
    "en": {
        "score": "points", "standard": "standard", "none": "none recognised", "readability": "machine readability",
        "nothing": "No findings.", "more": "{count} more", "fix": "How to fix",
        "place": "Place", "value": "Value", "message": "Message", "severity": "Severity", "places": "{count} places",
        "level": "level {level}", "review": "{count} to review",
    },
}  # fmt: skip


def as_text(report: Report, lang: Language) -> Iterator[str]:
    """The lines of a report for a terminal."""
    yield headline(report, lang)
    yield f"  {readability(report, lang)}"
    if not report.findings:
        yield f"  {_WORDS[lang]['nothing']}"
    for finding in report.findings:
        yield from _finding(finding, lang)


def headline(report: Report, lang: Language) -> str:
    """File, kind, encoding, score and standard in one line."""
    words = _WORDS[lang]
    standard = f"{report.standard}@{report.edition}" if report.standard else words["none"]
    score = "-" if report.score is None else f"{report.score} {words['score']}"
    kind = " ".join(part for part in (report.kind.upper(), report.encoding) if part)
    level = _LEVELS[lang][report.level]
    return f"{plain(report.name)}  {kind}  {score} ({level})  {words['standard']}: {standard}"


def readability(report: Report, lang: Language) -> str:
    """The scores of the three levels of machine readability."""
    words = _WORDS[lang]
    levels = []
    for level in report.levels:
        review = f" ({words['review'].format(count=level.to_review)})" if level.to_review else ""
        score = "-" if level.score is None else level.score
        levels.append(f"{words['level'].format(level=level.level)} {score}{review}")
    return f"{words['readability']}: " + ", ".join(levels)


def _finding(finding: Finding, lang: Language) -> Iterator[str]:
    words = _WORDS[lang]
    message, fix = said(finding, lang)
    name = SEVERITY_NAMES.get(lang, {}).get(finding.severity, finding.severity)
    where = " ".join(plain(part) for part in (finding.sheet, finding.column or "") if part)
    count = f" ({words['places'].format(count=finding.count)})" if finding.count > 1 else ""
    yield f"  {name} [{finding.slug}] {where}{': ' if where else ''}{message}{count}"
    shown = [line for sample in finding.samples[:SHOWN] if (line := sample_line(sample, lang))]
    yield from (f"    {line}" for line in shown)
    if shown and finding.count > SHOWN:
        yield f"    {words['more'].format(count=finding.count - SHOWN)}"
    yield f"    → {fix}"


def said(finding: Finding, lang: Language) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    return (finding.ja, finding.fix_ja) if lang == "ja" else (finding.en, finding.fix_en)


def sample_line(sample: Sample, lang: Language) -> str:
    """One place: its row, value, suggestion, and what is said of it alone."""
    own = sample.ja if lang == "ja" else sample.en
    row = "" if not sample.row else f"{sample.row} 行目" if lang == "ja" else f"row {sample.row}"
    suggestion = f" → {plain(sample.suggestion)}" if sample.suggestion else ""
    text = f"{plain(sample.value or '')}{suggestion} {own}".strip()
    return ": ".join(part for part in (row, text) if part)


def plain(text: str) -> str:
    """A stranger's text without what a terminal would obey: escape sequences, line breaks, direction marks."""
    shown = (char if char.isprintable() or unicodedata.category(char) == "Zs" else LOST for char in text)
    return "".join(shown)


def as_markdown(report: Report, lang: Language) -> Iterator[str]:
    """The lines of a report as a section of Markdown: a headline, the levels, a table of the findings."""
    words = _WORDS[lang]
    yield f"### {_escaped(headline(report, lang))}"
    yield ""
    yield readability(report, lang)
    yield ""
    if not report.findings:
        yield words["nothing"]
        yield ""
        return
    yield f"| {words['severity']} | {words['place']} | {words['message']} | {words['value']} | {words['fix']} |"
    yield "|---|---|---|---|---|"
    for finding in report.findings:
        yield _table_row(finding, lang)
    yield ""


def _table_row(finding: Finding, lang: Language) -> str:
    words = _WORDS[lang]
    message, fix = said(finding, lang)
    name = SEVERITY_NAMES.get(lang, {}).get(finding.severity, finding.severity)
    count = f" ({words['places'].format(count=finding.count)})" if finding.count > 1 else ""
    place = " ".join(part for part in (finding.sheet, finding.column or "") if part)
    samples = [line for sample in finding.samples[:SHOWN] if (line := sample_line(sample, lang))]
    cells = [name, place, f"{message}{count} `{finding.slug}`", "\n".join(samples), fix]
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one cell of a table."""
    lines = (html.escape(plain(line), quote=False) for line in text.split("\n"))
    escaped = "<br>".join(lines)
    for char in "\\|*_[]#!~":
        escaped = escaped.replace(char, f"\\{char}")
    return escaped

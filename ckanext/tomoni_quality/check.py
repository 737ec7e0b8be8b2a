"""Check a file: pure, no CKAN, the same for the job, the command line and the tests."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.reading import FORMATS, Limits, Reading, Table, read
from ckanext.tomoni_core.standards import Recognition, registry
from ckanext.tomoni_quality import columns, conformity, readability, reader_notes, rules, scoring
from ckanext.tomoni_quality.dataset import Dataset
from ckanext.tomoni_quality.finding import SAMPLES, SEVERITIES, Finding, Sample, Severity, shorten
from ckanext.tomoni_quality.progress import CHECKING, READING, Steps, Tell, silent
from ckanext.tomoni_quality.report import Report, Sheet
from ckanext.tomoni_quality.rules._base import Context
from ckanext.tomoni_quality.table_schema import TableSchema, parse

__all__ = ["FORMATS", "broken", "check", "check_file", "failed"]

log = logging.getLogger(__name__)

#: Every note of the reader is wanted: findings are counted, not cut.
LIMITS = Limits(max_notes=1_000_000)
#: How many names of columns a report keeps of a table.
MOST_NAMES = 200


@dataclass(frozen=True)
class Known:
    """What is known of a file besides its bytes."""

    organization_code: str | None = None
    declared_standard: str | None = None
    dataset: Dataset | None = None
    table_schema: TableSchema | None = None


def check(
    data: bytes,
    name: str = "",
    format: str = "",
    organization_code: str | None = None,
    declared_standard: str | None = None,
    samples: int = SAMPLES,
    dataset: Dataset | None = None,
    table_schema: str | bytes | dict[str, Any] | None = None,
    keep: Callable[[Reading], None] = lambda _reading: None,
    progress: Tell = silent,
) -> Report:
    """Read ``data`` and run every rule on it; what was read is given to ``keep``.

    :param data: the whole file
    :param name: its name, for the reader and the report
    :param format: what its publisher says it is (``CSV``)
    :param organization_code: 全国地方公共団体コード of the publisher
    :param declared_standard: slug of the standard it is said to follow
    :param samples: how many places of each finding to keep
    :param dataset: the dataset the file is of, where it is known: some requirements speak of it
    :param table_schema: the Table Schema that comes with it; a wrong one is a finding of the file
    :param progress: is told how far it is: reading, then each rule on each table
    :returns: a report; a file that cannot be read gives one with ``status="failed"`` and score 0, a sound one that
        holds no table ``status="failed"`` and no score
    """
    digest = hashlib.sha256(data).hexdigest()
    progress(READING, 0, 0)
    try:
        reading = read(data, name=name, format=format, limits=LIMITS)
    except errors.NoTable as problem:
        report = failed(problem, name=name, fetched=False, severity="info")
        report.size, report.content_hash = len(data), digest
        return report
    except errors.ReadingError as problem:
        report = failed(problem, name=name, fetched=True)
        report.size, report.content_hash = len(data), digest
        report.judgements = readability.unreadable()
        return report
    keep(reading)
    report = Report("ok", name, reading.kind, reading.encoding, len(data), digest)
    own = _own_schema(report, table_schema)
    _look(report, reading, Known(organization_code, declared_standard, dataset, own), samples, progress)
    report.findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    report.score = scoring.score(report.findings, report.rows)
    return report


def _own_schema(report: Report, given: str | bytes | dict[str, Any] | None) -> TableSchema | None:
    if not given:
        return None
    try:
        return parse(given)
    except errors.TomoniError as problem:
        report.findings += failed(problem, name="", fetched=False, severity="warning").findings
        return None


def check_file(
    path: Path,
    organization_code: str | None = None,
    declared_standard: str | None = None,
    table_schema: bytes | None = None,
    samples: int = SAMPLES,
) -> Report:
    """:func:`check` the file at ``path``; whatever is wrong with it, or with the check, is a report that says so."""
    try:
        return check(
            path.read_bytes(), path.name, "", organization_code, declared_standard, samples, table_schema=table_schema
        )
    except OSError as problem:
        error = errors.TomoniError(
            "file-unreadable",
            f"ファイルを開けません（{problem.strerror}）。",
            f"The file cannot be opened ({problem.strerror}).",
            "ファイルがあるか、読む権限があるか、ほかのソフトで開いていないかを確かめてください。",
            "See whether it is there, may be read, and is not open elsewhere.",
        )
        return failed(error, name=path.name, fetched=False)
    except Exception:
        log.exception("The check of %s broke", path)
        return failed(broken(), name=path.name, fetched=False)


def broken() -> errors.TomoniError:
    """A fault of the check itself, which must not look like a clean file."""
    return errors.TomoniError(
        "check-broken",
        "検査プログラムの中で問題が起き、検査を終えられませんでした。",
        "The check itself broke and could not be finished.",
        "もう一度検査しても同じ結果になるときは、ポータルの管理者に知らせてください。",
        "If checking again gives the same result, tell the administrator of the portal.",
    )


def failed(problem: errors.TomoniError, *, name: str, fetched: bool, severity: Severity = "error") -> Report:
    """The report of a file that could not be had (no score) or, ``fetched``, not be read (score 0)."""
    finding = Finding(
        problem.slug, severity, problem.ja, problem.en, problem.hint_ja, problem.hint_en, samples=[Sample(None, None)]
    )
    return Report("failed", name, score=0 if fetched else None, findings=[finding])


def recognise(table: Table) -> Recognition | None:
    """The standard a table follows by its header; None when it follows none."""
    return registry().recognise(table.header)


def _look(report: Report, reading: Reading, known: Known, samples: int, progress: Tell) -> None:
    report.findings += reader_notes.findings(reading.notes)
    parts = reading.parts or [reading]
    # Beside the rules, the standard is a step of each table.
    steps = Steps(progress, CHECKING, sum(len(part.tables) for part in parts) * (len(rules.all_rules()) + 1))
    for part in parts:
        _look_at_part(report, part, known, samples, steps)


def _look_at_part(report: Report, reading: Reading, known: Known, samples: int, steps: Steps) -> None:
    recognitions = [recognise(table) for table in reading.tables]
    standards = frozenset(r.standard.slug for r in recognitions if r)
    contexts: list[Context] = []
    for table, recognition in zip(reading.tables, recognitions, strict=True):
        context = Context(
            reading, recognition, columns.kinds(table.header, recognition), known.organization_code,
            known.declared_standard, standards, known.dataset,
        )  # fmt: skip
        contexts.append(context)
        found = rules.run(table, context, samples, steps.step)
        report.findings += found.findings
        report.findings += reader_notes.findings(table.notes, sheet=table.sheet, header=table.header, samples=samples)
        spoken_of = found.cells | reader_notes.cells(table.notes)
        if known.table_schema:
            by_schema, cells = known.table_schema.check(table, context.grid(table), spoken_of, samples)
            report.findings += by_schema
            spoken_of |= cells
        if recognition:
            report.findings += conformity.check(table, recognition, context.grid(table), spoken_of, samples)
        steps.step()
        report.sheets.append(_sheet(table, recognition))
    for table, context in zip(reading.tables, contexts, strict=True):
        report.judgements += readability.judge(table, context, report.findings)
    first = next((r for r in recognitions if r), None)
    if first and not report.standard:
        report.standard, report.edition = first.standard.slug, first.standard.edition


def _sheet(table: Table, recognition: Recognition | None) -> Sheet:
    header = [shorten(" ".join(name.split())) or "" for name in table.header[:MOST_NAMES]]
    sheet = Sheet(table.sheet, table.header_row, len(table.rows), len(table.header), header=header)
    if recognition:
        sheet.standard, sheet.edition = recognition.standard.slug, recognition.standard.edition
        sheet.confidence = round(recognition.confidence, 3)
    return sheet

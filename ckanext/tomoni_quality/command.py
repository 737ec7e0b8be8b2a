"""``tomoni-check``: the portal's checks on files of one's own, for an officer's folder or a CI job. No CKAN.

Exit code 0: nothing at or above ``--fail-on``; 1: something was found; 2: a file cannot be read, or the call is wrong.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.writing import harmless
from ckanext.tomoni_quality import printing
from ckanext.tomoni_quality.check import FORMATS, check_file
from ckanext.tomoni_quality.finding import SAMPLES, SEVERITIES
from ckanext.tomoni_quality.report import COLUMNS, Report, lines
from ckanext.tomoni_quality.table_schema import parse

__all__ = ["main"]

_FOUND, _UNREADABLE = 1, 2
#: A report for people shows some places of a finding; the table has a line for each.
_EVERY_PLACE = 1 << 62
_SUMMARY = {
    "ja": "{files} ファイル: エラー {error}、注意 {warning}、情報 {info}、読めないファイル {failed}",
    "en": "{files} files: {error} errors, {warning} warnings, {info} notes, {failed} unreadable",
}


def _code(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    wrong = local_government.problem(value) if value else None
    if wrong:
        raise click.BadParameter(f"{wrong.ja} / {wrong.en}")
    return value


def _standard(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value and not registry().editions(value):
        raise click.BadParameter(f"そのような標準はありません / no such standard: {value}")
    return value


def _schema(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> bytes | None:
    if value is None:
        return None
    text = value.read_bytes()
    try:
        parse(text)
    except TomoniError as problem:
        raise click.BadParameter(f"{problem.ja} / {problem.en}") from problem
    return text


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="Language of the report."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv", "markdown"]), default="text", show_default=True,
    help="Form of the report.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file.")
@click.option("--code", callback=_code, help="全国地方公共団体コード of the publisher, six digits.")
@click.option("--standard", callback=_standard, help="Slug of the standard the files are said to follow.")
@click.option(
    "--schema", "table_schema", callback=_schema, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table Schema (JSON) that the files are checked against too.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True,
    help="Exit with 1 from this severity on.",
)  # fmt: skip
@click.version_option(package_name="ckanext-tomoni", prog_name="tomoni-check")
def main(
    paths: tuple[Path, ...],
    lang: str,
    form: str,
    output: Path | None,
    code: str | None,
    standard: str | None,
    table_schema: bytes | None,
    fail_on: str,
) -> None:
    """表を公開する前に検査します。Check tables (files, or folders of them) before they are published."""
    files = list(tables(paths))
    if not files:
        raise click.UsageError(f"表のファイルがありません / no tables here: {', '.join(map(str, paths))}")
    most = _EVERY_PLACE if form == "csv" else SAMPLES
    with click.progressbar(files, file=sys.stderr, hidden=len(files) < 2) as shown:
        reports = [check_file(path, code, standard, table_schema, most) for path in shown]
    language = cast(printing.Language, lang)
    text = _WRITERS[form](files, reports, language)
    if output:
        output.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8", newline="")
    else:
        click.echo(text, nl=False)
    sys.exit(exit_code(reports, fail_on))


def tables(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Each file named, and each table within the folders named; hidden files and Excel's lock files are passed over."""
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if _is_table(each))
        else:
            yield path


def _is_table(path: Path) -> bool:
    return path.suffix.lstrip(".").upper() in FORMATS and not path.name.startswith((".", "~$")) and path.is_file()


def exit_code(reports: list[Report], fail_on: str) -> int:
    """What the shell is told."""
    if any(report.status == "failed" for report in reports):
        return _UNREADABLE
    if fail_on == "never":
        return 0
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return _FOUND if any(report.counts[severity] for report in reports for severity in grave) else 0


def _counted(reports: list[Report]) -> dict[str, int]:
    counts = {severity: sum(report.counts[severity] for report in reports) for severity in SEVERITIES}
    return {"files": len(reports), **counts, "failed": sum(report.status == "failed" for report in reports)}


def _text(_files: list[Path], reports: list[Report], lang: printing.Language) -> str:
    parts = ["\n".join(printing.as_text(report, lang)) for report in reports]
    return "\n\n".join([*parts, _SUMMARY[lang].format(**_counted(reports))]) + "\n"


def _markdown(_files: list[Path], reports: list[Report], lang: printing.Language) -> str:
    written = [_SUMMARY[lang].format(**_counted(reports)), ""]
    for report in reports:
        written += printing.as_markdown(report, lang)
    return "\n".join(written) + "\n"


def _json(files: list[Path], reports: list[Report], _lang: printing.Language) -> str:
    told = [{"path": str(path), **report.as_dict()} for path, report in zip(files, reports, strict=True)]
    return json.dumps({"summary": _counted(reports), "files": told}, ensure_ascii=False, indent=2) + "\n"


def _csv(files: list[Path], reports: list[Report], lang: printing.Language) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["ファイル" if lang == "ja" else "file", *COLUMNS[lang]])
    for path, report in zip(files, reports, strict=True):
        writer.writerows([harmless(cell) for cell in (str(path), *line)] for line in lines(report, lang))
    return out.getvalue()


_WRITERS = {"text": _text, "json": _json, "csv": _csv, "markdown": _markdown}

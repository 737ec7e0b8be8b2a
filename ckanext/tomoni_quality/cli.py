"""``ckan tomoni-quality``: check a file or a resource, or queue what was never checked."""

from __future__ import annotations

import json
from pathlib import Path

import click
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality import jobs, queueing
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.finding import Finding
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.repair_command import repair_target
from ckanext.tomoni_quality.report import Report, as_csv

__all__ = ["tomoni_quality"]

MARKS = {"error": "red", "warning": "yellow", "info": "blue"}
SHOWN = 5


@click.group("tomoni-quality")
def tomoni_quality() -> None:
    """Check tables: encoding, header, standard, codes, places, dates."""


@tomoni_quality.command("check")
@click.argument("target")
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", help="Language of the findings.")
@click.option("--code", help="Six-digit local government code of the publisher (files only).")
@click.option("--standard", help="Slug of the standard the file is said to follow (files only).")
@click.option("--output", type=click.Choice(["text", "json", "csv"]), default="text", help="Form of the report.")
def check_target(target: str, lang: str, code: str | None, standard: str | None, output: str) -> None:
    """Check a FILE, or the resource with this id (its report is stored). Exits with 1 when there are errors."""
    path = Path(target)
    report = check(path.read_bytes(), path.name, "", code, standard) if path.is_file() else _resource(target)
    if output == "json":
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    elif output == "csv":
        click.echo(as_csv(report, lang).decode("utf-8-sig"), nl=False)
    else:
        _print(report, lang)
    raise SystemExit(1 if report.counts["error"] else 0)


def _resource(resource_id: str) -> Report:
    if model.Resource.get(resource_id) is None:
        raise click.ClickException(f"{resource_id}: no such file and no such resource")
    jobs.check_resource(resource_id)
    context = {"ignore_auth": True}
    stored = tk.get_action("tomoni_quality_report_show")(context, {"resource_id": resource_id})  # pyright: ignore[reportArgumentType]
    if "status" not in stored:
        raise click.ClickException("only CSV, TSV and XLSX resources are checked")
    return Report.from_dict(stored)


def _print(report: Report, lang: str) -> None:
    standard = f"{report.standard}@{report.edition}" if report.standard else "-"
    score = "-" if report.score is None else report.score
    click.secho(
        f"{report.name}  {report.kind} {report.encoding or ''}  {standard}  {score} ({report.level})", bold=True
    )
    for finding in report.findings:
        _print_finding(finding, lang)


def _print_finding(finding: Finding, lang: str) -> None:
    message, fix = (finding.ja, finding.fix_ja) if lang == "ja" else (finding.en, finding.fix_en)
    where = " ".join(part for part in (finding.sheet, finding.column or "") if part)
    click.secho(f"{finding.severity}: {finding.slug}", fg=MARKS[finding.severity], nl=False)
    click.echo(f"  {where}  {message} ×{finding.count}")
    for sample in finding.samples[:SHOWN]:
        own = sample.ja if lang == "ja" else sample.en
        suggestion = f" → {sample.suggestion}" if sample.suggestion else ""
        row = f"{sample.row}: " if sample.row else ""
        if row or sample.value or own:
            click.echo(f"    {row}{sample.value or ''}{suggestion} {own}")
    click.echo(f"    {fix}")


@tomoni_quality.command("sweep")
@click.option("--all", "everything", is_flag=True, help="Also what was checked already.")
def sweep(everything: bool) -> None:
    """Queue a check of every CSV, TSV and XLSX resource that was not checked since it changed.

    The reports of purged resources are deleted.
    """
    QualityReport.forget_orphans()
    model.Session.commit()
    ids = [row[0] for row in model.Session.query(model.Package.id).filter_by(state="active").order_by(model.Package.id)]
    total = 0
    with click.progressbar(ids) as packages:
        for package_id in packages:
            queued = (
                queueing.enqueue(queueing.resources_of(package_id))
                if everything
                else queueing.enqueue_changed(package_id)
            )
            total += len(queued)
    click.echo(f"{total} checks queued")


tomoni_quality.add_command(repair_target)

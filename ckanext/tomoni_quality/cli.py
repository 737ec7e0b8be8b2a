"""``ckan tomoni-quality``: check a file or a resource, or queue what was never checked."""

from __future__ import annotations

import json
from pathlib import Path

import click
from ckan import model
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import audit_run, every_place, jobs, notices, printing, queueing, trials
from ckanext.tomoni_quality.audit_model import AuditRow
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.finding import SAMPLES
from ckanext.tomoni_quality.linking.cli import links
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.notice_model import QualityNotice
from ckanext.tomoni_quality.repair_command import repair_target
from ckanext.tomoni_quality.report import Report, as_csv

__all__ = ["tomoni_quality"]


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
    most = every_place.MOST if output == "csv" else SAMPLES
    report = check(path.read_bytes(), path.name, "", code, standard, most) if path.is_file() else _resource(target)
    if output == "csv" and not path.is_file():
        newest = QualityReport.newest(target)
        report = every_place.of(target, newest.id if newest else "") or report
    if output == "json":
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    elif output == "csv":
        click.echo(as_csv(report, lang).decode("utf-8-sig"), nl=False)
    else:
        for line in printing.as_text(report, "ja" if lang == "ja" else "en"):
            click.echo(line)
    raise SystemExit(1 if report.counts["error"] else 0)


def _resource(resource_id: str) -> Report:
    if model.Resource.get(resource_id) is None:
        raise click.ClickException(f"{resource_id}: no such file and no such resource")
    jobs.check_resource(resource_id)
    context = {"ignore_auth": True}
    stored = tk.get_action("tomoni_quality_report_show")(context, {"resource_id": resource_id})  # pyright: ignore[reportArgumentType]
    if "status" not in stored:
        raise click.ClickException("only tables are checked: CSV, TSV, Excel, ODS, JSON, GeoJSON and ZIP")
    return Report.from_dict(stored)


@tomoni_quality.command("sweep")
@click.option("--all", "everything", is_flag=True, help="Also what was checked already.")
@click.option("--remote", is_flag=True, help="Also ask other servers whether their files have changed.")
def sweep(everything: bool, remote: bool) -> None:
    """Queue a check of every table that was not checked since it changed.

    A file that another server has may change without anybody telling the portal: with --remote those not asked for
    since recheck_days are asked for again, and checked where the server does not say that they are as they were.

    The reports of purged resources are deleted, and the files and reports of checks before publishing whose time is
    over; who could not be told that a resource became worse is told.
    """
    trials.sweep()
    every_place.sweep()
    QualityReport.forget_orphans()
    model.Session.commit()
    total = 0
    ids = [row[0] for row in model.Session.query(model.Package.id).filter_by(state="active").order_by(model.Package.id)]
    try:
        with click.progressbar(ids) as packages:
            for package_id in packages:
                queued = (
                    queueing.enqueue(queueing.resources_of(package_id))
                    if everything
                    else queueing.enqueue_changed(package_id)
                )
                total += len(queued) + len(queueing.enqueue_remote(package_id) if remote else ())
    except RedisError as problem:
        raise click.ClickException(
            f"the job queue does not answer, start Redis and sweep again: {problem}"
        ) from problem
    click.echo(f"{total} checks queued")
    QualityNotice.forget_old()
    model.Session.commit()
    told = notices.deliver()
    if told.sent or told.failed:
        click.echo(f"{told.sent} notices sent, {told.failed} to be tried again")


@tomoni_quality.command("audit")
@click.option("--resume", is_flag=True, help="Pass over what was measured this month already.")
@click.pass_context
def take_audit(ctx: click.Context, resume: bool) -> None:
    """Measure every dataset and keep the record of this month; the figures of /quality/audit are made of them.

    Run again in the same month, it takes the records anew. Exits with 1 when a dataset could not be measured.
    """
    AuditRow.forget_purged()
    model.Session.commit()
    ids = audit_run.waiting(resume=resume)
    failed = []
    # What is published has words in it, and words want to know for which request they are translated.
    app = ctx.meta["flask_app"]
    with app.test_request_context(), click.progressbar(audit_run.audit(ids), length=len(ids)) as outcomes:
        failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        click.secho(f"{outcome.package_id}: {outcome.error}", fg="red", err=True)
    click.echo(f"{len(ids) - len(failed)} datasets measured, {len(failed)} failed")
    raise SystemExit(1 if failed else 0)


tomoni_quality.add_command(repair_target)
tomoni_quality.add_command(links)

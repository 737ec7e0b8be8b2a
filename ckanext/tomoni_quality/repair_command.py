"""``ckan tomoni-quality repair``: mend a file or a resource's file on the command line; the original is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import jobs, source
from ckanext.tomoni_quality.repair import MendedTable, Repair, all_mends, repair, slugs

__all__ = ["repair_target"]

SHOWN = 20


@click.command("repair")
@click.argument("target")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write the CSV (a folder for several sheets).")
@click.option("--off", multiple=True, type=click.Choice(slugs()), help="A mend that is not wanted; may be repeated.")
@click.option("--no-bom", is_flag=True, help="Write UTF-8 without a BOM.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", help="Language of the titles.")
def repair_target(target: str, output: Path | None, off: tuple[str, ...], no_bom: bool, force: bool, lang: str) -> None:
    """Mend a FILE, or the file of the resource with this id, of what needs no judgement.

    Without --output only what would change is printed. The original is never written.
    """
    path = Path(target)
    try:
        found = _file(path, off, not no_bom) if path.is_file() else _resource(target, off, not no_bom)
    except errors.TomoniError as problem:
        raise click.ClickException(problem.message(lang)) from problem
    _print(found, lang)
    if output:
        _write(found, output, path if path.is_file() else None, force)


def _file(path: Path, off: tuple[str, ...], bom: bool) -> Repair:
    return repair(path.read_bytes(), path.name, off=off, bom=bom)


def _resource(resource_id: str, off: tuple[str, ...], bom: bool) -> Repair:
    context: Any = {"ignore_auth": True}
    try:
        resource = tk.get_action("resource_show")(context, {"id": resource_id})
    except tk.ObjectNotFound as problem:
        raise click.ClickException(f"{resource_id}: no such file and no such resource") from problem
    package = tk.get_action("package_show")({"ignore_auth": True}, {"id": resource["package_id"]})
    name, code = source.file_name(resource), jobs.organization_code(package)
    return repair(source.load(resource), name, resource.get("format") or "", organization_code=code, off=off, bom=bom)


def _print(found: Repair, lang: str) -> None:
    titles = {mend.SLUG: mend.TITLE for mend in all_mends()}
    for slug, count in found.counts.items():
        click.secho(f"{slug}: {getattr(titles[slug], lang)} ×{count}", bold=True)
    for change in found.changes[:SHOWN]:
        place = f"{change.row}:{change.column}" if change.row else "-"
        click.echo(f"  {change.sheet} {place}  {change.before!r} → {change.after!r}".replace("  ", " ", 1))
    if len(found.changes) > SHOWN:
        click.echo(f"  … {len(found.changes) - SHOWN}")
    for cell in found.moved[:SHOWN]:
        click.echo(f"  {cell.sheet} {cell.row}:{cell.column}  {cell.value!r} → description".replace("  ", " ", 1))
    for left in found.left[:SHOWN]:
        click.secho(f"? {left.mend}: {left.sheet} {left.row or ''} {left.value} {getattr(left, lang)}", fg="yellow")


def _write(found: Repair, output: Path, original: Path | None, force: bool) -> None:
    several = len(found.tables) > 1
    if several:
        output.mkdir(parents=True, exist_ok=True)
    for number, table in enumerate(found.tables, 1):
        place = output / _name(table, number) if several else output
        if original and place.exists() and place.samefile(original):
            raise click.ClickException("the original is not overwritten: choose another name")
        if place.exists() and not force:
            raise click.ClickException(f"{place} is there already (--force overwrites it)")
        place.write_bytes(table.data)
        click.echo(str(place))


def _name(table: MendedTable, number: int) -> str:
    """A name that no sheet can lead out of the folder by."""
    safe = "".join(c if c.isalnum() or c in "-_ " else "_" for c in table.sheet)[:60].strip()
    return f"{number:02}_{safe or 'sheet'}.csv"

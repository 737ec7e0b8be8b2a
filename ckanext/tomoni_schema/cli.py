"""``ckan tomoni-schema``: the standards on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import dictize, registry_commands, template_files
from ckanext.tomoni_schema.list_cli import import_open_data_list, open_data_list
from ckanext.tomoni_schema.records import upkeep

__all__ = ["get_commands"]


def get_commands() -> list[click.Command]:
    """The command group of this plugin."""
    return [tomoni_schema]


@click.group(name="tomoni-schema", short_help="自治体標準データセット / municipal standards")
def tomoni_schema() -> None:
    """自治体標準データセットの一覧、内容、テンプレート / municipal standards, their columns and templates."""


@tomoni_schema.command(name="list")
@click.option("--edition", help="版（2021、2026） / edition")
def list_(edition: str | None) -> None:
    """標準の一覧 / list the standards."""
    for item in registry().all():
        if edition in (None, item.edition):
            mark = "" if item.verified else "（一部未確認 / partly unverified）"
            mark = mark if item.columns else "（未確認 / not verified）"
            click.echo(f"{item.number}  {item.id:28} {item.title_ja} ({len(item.columns)}){mark}")


@tomoni_schema.command()
@click.argument("ident", metavar="SLUG[@EDITION]")
def show(ident: str) -> None:
    """標準の内容をJSONで表示 / show a standard as JSON."""
    item = _find(ident)
    editions = [each.edition for each in registry().editions(item.slug)]
    click.echo(json.dumps(dictize.standard(item, editions), ensure_ascii=False, indent=2))


@tomoni_schema.command()
@click.argument("ident", metavar="SLUG[@EDITION]")
@click.option("--format", "kind", type=click.Choice(sorted(template_files.FORMATS)), default="csv", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="出力先のファイル / where to write")
def template(ident: str, kind: str, output: Path | None) -> None:
    """空のテンプレートを書き出す / write the empty file to fill in."""
    try:
        made = template_files.make(_find(ident), kind)
    except TomoniError as error:
        raise registry_commands.failure(error) from error
    path = output or Path(made.name)
    path.write_bytes(made.content)
    click.echo(str(path))


@tomoni_schema.group()
def records() -> None:
    """自治体をまたぐ行の表 / the table of the rows of every municipality."""


@records.command()
def status() -> None:
    """標準ごとのファイルと行の数 / files and rows of each standard."""
    for slug, files, rows in upkeep.totals():
        click.echo(f"{slug:28} {files:6,} {rows:12,}")


@records.command()
def rebuild() -> None:
    """表を作り直す：消えたファイルの行を消し、すべてのファイルの検査を待ち行列に入れる / converge after a crash.

    Rows of files that are gone are deleted, the others are placed by their organizations, and a check of every file is
    queued: each check makes the table hold that file's rows. Running it twice does no harm.
    """
    click.echo(f"{upkeep.forget_gone()} files gone, {upkeep.place_everything()} rows moved")
    queued = sum(upkeep.queue_checks())
    click.echo(f"{queued} checks queued")


tomoni_schema.add_command(open_data_list)
tomoni_schema.add_command(import_open_data_list)
tomoni_schema.add_command(registry_commands.convert)
tomoni_schema.add_command(registry_commands.import_book)


def _find(ident: str) -> Standard:
    item = registry().get(ident)
    if item is None:
        known = ", ".join(each.id for each in registry().all())
        raise click.ClickException(f"「{ident}」という標準はありません / no such standard. {known}")
    return item

"""``ckan tomoni-schema open-data-list`` and ``import-open-data-list``: the list on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.open_data_list.layout import EDITIONS, SLUG, layout
from ckanext.tomoni_schema.open_data_list import stock
from ckanext.tomoni_schema.open_data_list.imports import begin, queue_apply
from ckanext.tomoni_schema.open_data_list.model import ListImport
from ckanext.tomoni_schema.open_data_list.rows import rows_of
from ckanext.tomoni_schema.open_data_list.writing import csv_chunks, write_xlsx

__all__ = ["import_open_data_list", "open_data_list"]


@click.command()
@click.option("--organization", help="組織。省くとすべて / whose list; all when left out")
@click.option("--edition", type=click.Choice(EDITIONS), default=EDITIONS[0], show_default=True, help="版 / edition")
@click.option("--include-private", is_flag=True, help="非公開のデータセットも / private datasets too")
@click.option("--output", type=click.Path(path_type=Path), help="出力先（.csv、.xlsx） / where to write")
def open_data_list(organization: str | None, edition: str, include_private: bool, output: Path | None) -> None:
    """オープンデータ一覧を書き出す / write the open data list."""
    group = _organization(organization) if organization else None
    user = _site_user() if include_private else ""
    made = layout(edition)
    path = output or Path(f"{stock.place_of(group.id).code or group.name}_{SLUG}.csv" if group else f"{SLUG}.csv")
    rows = _rows(user, group.id if group else None, edition, private=include_private)
    if path.suffix == ".xlsx":
        write_xlsx(path, made.standard.title_ja, made.columns, rows)
    else:
        with path.open("wb") as file:
            file.writelines(csv_chunks(made.columns, rows))
    click.echo(str(path))


def _rows(user: str, organization_id: str | None, edition: str, *, private: bool) -> Iterator[list[str]]:
    for place, _, dataset in stock.datasets(user, organization_id, private=private):
        yield from rows_of(dataset, place, layout(edition))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", required=True, help="取り込み先の組織 / whose datasets they are")
@click.option("--user", help="だれとして取り込むか。省くとサイトの管理者 / as whom; the site user when left out")
@click.option("--private", is_flag=True, help="新しいデータセットを非公開に / new datasets are private")
@click.option("--clear", is_flag=True, help="空欄の項目を消す / empty cells clear the field")
@click.option("--apply", "go_on", is_flag=True, help="確認だけでなく、取り込む / import, not only check")
def import_open_data_list(
    file: Path, organization: str, user: str | None, private: bool, clear: bool, go_on: bool
) -> None:
    """オープンデータ一覧を確認し、取り込む / check an open data list, and import it."""
    group = _organization(organization)
    name = user or _site_user()
    options = {"private": private, "clear": clear}
    try:
        row = begin(group.id, name, file.name, file.read_bytes(), options, at_once=True)
        if go_on and row.state == "checked":
            row = queue_apply(row, name, at_once=True)
    except tk.ValidationError as error:
        raise click.ClickException(str(error.error_dict)) from error
    _tell(row)


def _tell(row: ListImport) -> None:
    if row.state == "failed":
        error = row.summary["error"]
        raise click.ClickException(f"{error['ja']}{error['hint_ja']} / {error['en']} {error['hint_en']}")
    for item in row.items:
        click.echo(f"{item.get('outcome') or item['action']}\t{item['name']}\t{item['title']}")
        for change in item["changes"]:
            click.echo(f"\t{change['column']}\t{change['file']}\t{change['old']!r} → {change['new']!r}")
        for problem in item["problems"]:
            where = problem["cell"] or problem["row"] or ""
            click.echo(f"\t{problem['level']}\t{where}\t{problem['ja']}{problem['hint_ja']} / {problem['en']}")
    counted = row.summary["outcomes"] or row.summary["actions"]
    click.echo(" ".join(f"{name}={number}" for name, number in sorted(counted.items())))


def _organization(name: str) -> Any:
    group = model.Group.get(name)
    if group is None or not group.is_organization:
        raise click.ClickException(f"「{name}」という組織はありません / no such organization")
    return group


def _site_user() -> str:
    return tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

"""The commands of ``ckan tomoni-schema`` that make definitions out of a book and tables out of older ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import loading, registry
from ckanext.tomoni_core.standards.book import Book, read_book
from ckanext.tomoni_core.standards.conversion import Conversion, convert_first, to_csv
from ckanext.tomoni_core.standards.differences import Change, changes
from ckanext.tomoni_core.standards.importing import Definition, definitions
from ckanext.tomoni_core.standards.storing import store

__all__ = ["convert", "failure", "import_book"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_REASONS = {
    "no_place": "移す先がありません / no place in the newer edition",
    "own": "標準にない項目です / no column of the standard",
    "unnamed": "項目名がありません / no column name",
}
_SHOWN = 60


def failure(error: TomoniError) -> click.ClickException:
    """The error for the terminal, in both languages."""
    return click.ClickException(f"{error.message('ja')}\n{error.message('en')}")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--output", type=click.Path(path_type=Path), help="出力先（なければ 略称_版.csv） / where to write")
@click.option("--keep", is_flag=True, help="移す先のない列を末尾に残す / keep columns without a place at the end")
@click.option("--force", is_flag=True, help="出力先があれば上書きする / overwrite the output")
def convert(file: Path, output: Path | None, keep: bool, force: bool) -> None:
    """2021年版のファイルを現行版のCSVに変換 / convert a file of 2021 to the current edition."""
    try:
        made = convert_first(read(file.read_bytes(), name=file.name).tables, registry(), keep=keep)
    except TomoniError as error:
        raise failure(error) from error
    path = output or Path(f"{made.target.slug}_{made.target.edition}.csv")
    if path.exists() and (not force or path.samefile(file)):
        raise click.ClickException(f"{path} があります。--output か --force を / the output exists already")
    path.write_bytes(to_csv(made))
    _tell_conversion(made)
    click.echo(str(path))


def _tell_conversion(made: Conversion) -> None:
    click.echo(f"{made.source.id} → {made.target.id}（{len(made.rows)}行 / rows）")
    for each in made.left:
        name = each.name or f"#{each.position}"
        click.echo(f"  移せない / left out  「{name}」 {each.filled}: {_REASONS[each.reason]}")
    for column in made.empty:
        click.echo(f"  空のまま / empty     「{column.name}」 {column.level}")
    if made.runs:
        click.echo(f"  数式に見えるセル / cells like a formula: {made.runs}")


@click.command(name="import-book")
@click.argument("book", type=_FILE)
@click.option("--edition", required=True, help="版の名前（2027 など） / what the edition is called")
@click.option("--sheet", "wanted", multiple=True, help="取り込むシート（いくつでも） / a sheet to import, repeatable")
@click.option("--as", "named", multiple=True, metavar="SHEET=SLUG", help="シートの標準の略称 / a sheet's slug")
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False), help="書き込む先 / where to write")
def import_book(book: Path, edition: str, wanted: tuple[str, ...], named: tuple[str, ...], folder: Path | None) -> None:
    """定義書（Excel）を取り込む。--write がなければ違いを見せるだけ / import a definition book; shows the diff only."""
    try:
        found = _chosen(read_book(book.read_bytes(), book.name), wanted)
        made = definitions(found, edition, loading.descriptors(), book.name, dict(map(_pair, named)))
        _tell_definitions(found, made)
        written = store(made, folder) if folder else []
    except TomoniError as error:
        raise failure(error) from error
    except OSError as error:
        raise click.ClickException(f"書き込めません。何も書き込んでいません / nothing was written: {error}") from error
    for path in written:
        click.echo(str(path))
    if not folder:
        click.echo("まだ書き込んでいません。書き込むには --write フォルダー / nothing written: use --write FOLDER")


def _pair(text: str) -> tuple[str, str]:
    sheet, _, slug = text.rpartition("=")
    if not sheet:
        raise click.BadParameter(f"「シート名=略称」と書いてください / write SHEET=SLUG: {text}", param_hint="--as")
    return sheet, slug


def _chosen(book: Book, wanted: tuple[str, ...]) -> Book:
    known = [sheet.name for sheet in book.sheets]
    for name in wanted:
        if name not in known:
            raise click.ClickException(f"「{name}」は定義のシートではありません / no definition sheet. {known}")
    return replace(book, sheets=tuple(sheet for sheet in book.sheets if not wanted or sheet.name in wanted))


def _tell_definitions(book: Book, made: Iterable[Definition]) -> None:
    for name in book.others:
        click.echo(f"- {name}: 定義のシートではありません / no definition")
    for each in made:
        title, slug = each.descriptor["title"], each.slug or "略称が分かりません / slug not known"
        click.echo(
            f"{each.descriptor['number'] or '--'} {title} [{slug}@{each.descriptor['edition']}] ← {each.sheet.name}"
        )
        for fault in each.sheet.faults:
            click.echo(f"  ! {fault.cell} {fault.ja} / {fault.en}")
        for change in changes(each.present, each.descriptor):
            click.echo(f"  {_line(change)}")
        for note in each.descriptor["unverified"]:
            click.echo(f"  ? {note['ja']} / {note['en']}")


def _line(change: Change) -> str:
    if change.kind in ("added", "removed"):
        sign, word = ("+", "追加 / added") if change.kind == "added" else ("-", "削除 / removed")
        return f"{sign} {word}  {change.column}"
    if change.kind == "order":
        return "~ 列の順番が変わります / the order of the columns changes"
    if change.kind == "new":
        return f"+ 新しい標準（{change.after}項目） / a new standard"
    before, after = _short(change.before), _short(change.after)
    return f"~ {change.column or '標準 / standard'}  {change.what}: {before} → {after}"


def _short(value: Any) -> str:
    text = " ".join(str("" if value is None else value).split())
    return (text[:_SHOWN] + "…") if len(text) > _SHOWN else text or "–"

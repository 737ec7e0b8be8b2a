"""The rules of machine readability over a long CSV, beside the validation of its Table Schema, in one run.

The files are those of ``bench/quality.py``: ten columns, one file clean, one with one per cent of its cells bad. Each
part is timed in a process of its own on the same bytes: reading, the schema by the engine, the rules that the thirty
requirements rest on with their judgements, every rule, and the whole check as a visitor gets it. The thirty should cost
no more than twice the schema.

``python bench/rules.py [ROWS] [ROUNDS]``: 100,000 rows and 3 rounds by default.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import quality

PARTS = ("read", "schema", "thirty", "rules", "check")


def run(part: str, path: Path) -> tuple[float, int]:
    """How long one part takes, and by how many bytes it raises the peak; what it stands on is made before."""
    from frictionless import Schema

    from ckanext.tomoni_core.reading import Limits, read
    from ckanext.tomoni_quality import check, columns, engine, readability, rules
    from ckanext.tomoni_quality.rules._base import Context

    data = path.read_bytes()
    check.LIMITS = limits = Limits(max_notes=1_000_000, max_bytes=1 << 32)
    check.check(data[:20_000].rpartition(b"\n")[0])
    reading = read(data, limits=limits) if part in ("rules", "thirty") else None
    spoken = {slug for each in readability.REQUIREMENTS for slug in (*each.failed_by, *each.doubted_by)}
    wanted = [rule for rule in rules.all_rules() if part != "thirty" or rule.SLUG in spoken]
    held = _whole(path) if part == "schema" else None
    before, started = _peak(), time.perf_counter()
    if reading:
        table = reading.tables[0]
        context = Context(reading, None, columns.kinds(table.header, None))
        rules.all_rules = lambda: tuple(wanted)
        readability.judge(table, context, rules.run(table, context).findings)
    elif held:
        engine.validate(held, Schema.from_descriptor(quality.SCHEMA), limit_errors=0)
    elif part == "read":
        read(data, limits=limits)
    else:
        check.check(data)
    return time.perf_counter() - started, _peak() - before


def _whole(path: Path) -> Any:
    import polars as pl

    from ckanext.tomoni_quality import engine
    from ckanext.tomoni_quality.engine import parts

    read = list(parts.by_records(lambda: path.open("rb"), ","))
    return engine.Columns(read[0].labels, pl.concat([part.frame for part in read]))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def apart(part: str, path: Path) -> tuple[float, int]:
    """:func:`run` in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--run", part, path], capture_output=True, text=True, check=True)
    return tuple(json.loads(done.stdout))


def main(rows: int, rounds: int) -> None:
    """Print the seconds of each part, the ratio of the thirty to the schema and the peak memory of the whole check."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"{rows:,} rows, 10 columns, best of {rounds}\n")
        print(
            f"{'file':<8}{'size':>10}"
            + "".join(f"{part:>10}" for part in PARTS)
            + f"{'thirty/schema':>15}{'memory/file':>13}"
        )
        for title, share in (("clean", 0), ("bad", quality.BAD_SHARE)):
            path = Path(folder) / f"{title}.csv"
            quality.write(path, rows, share)
            found = {part: min(apart(part, path) for _ in range(rounds)) for part in PARTS}
            size = path.stat().st_size
            times = "".join(f"{found[part][0]:>8.2f} s" for part in PARTS)
            ratio, memory = found["thirty"][0] / found["schema"][0], found["check"][1] / size
            print(f"{title:<8}{size / 1e6:>7.1f} MB{times}{ratio:>15.2f}{memory:>13.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], Path(sys.argv[3]))))
    else:
        sizes = [int(text) for text in sys.argv[1:]] or [100_000]
        main(sizes[0], sizes[1] if len(sizes) > 1 else 3)

"""Coverage-guided fuzzing of the reader: ``make fuzz`` (``SECONDS=600`` for longer). It ends at the first finding.

A finding is an exception that is no ``ReadingError``, two gigabytes of memory, or half a minute for one input;
libFuzzer writes that input to a file ``crash-…`` and says how to run it again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ckanext.tomoni_core"]):
    from ckanext.tomoni_core.errors import ReadingError
    from ckanext.tomoni_core.reading import Limits, read

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.unit.core.reading.seeds import seeds

LIMITS = Limits(max_bytes=1 << 20, max_unzipped=1 << 22, max_cells=200_000, max_rows=50_000, max_json=1 << 20)
NAMES = ("", "a.csv", "a.json", "a.zip", "a.ods", "a.xlsx")


def one_input(data: bytes) -> None:
    """Read ``data`` under one of the names, which its first byte chooses."""
    name = NAMES[data[0] % len(NAMES)] if data else ""
    try:
        read(data[1:], name=name, limits=LIMITS)
    except ReadingError:
        return


def main(seconds: int) -> None:
    """Fuzz for so many seconds, from the seeds on."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in seeds().items():
            # Each old workbook costs a process of its own: the tests spoil those.
            if kind not in ("xls", "csv-long"):
                (Path(folder) / kind).write_bytes(b"\x00" + data)
        options = [f"-max_total_time={seconds}", "-rss_limit_mb=2048", "-timeout=30", "-max_len=65536", "-verbosity=0"]
        atheris.Setup([sys.argv[0], folder, *options, "-print_final_stats=1"], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)

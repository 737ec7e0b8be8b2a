"""Golden files: each ``headers/*.csv`` is written as some real file was, and beside it stands what it is.

The spellings are those of real municipal files, the rest is sample data. ``none_*`` must not be recognised: a wrong
answer is worse than none. Where an expectation changes, read the new one before you write it down.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import registry

HERE = Path(__file__).parent / "headers"
CASES = sorted(path.stem for path in HERE.glob("*.csv"))


def answer(path: Path) -> dict[str, Any] | None:
    """What is said of a file, as the golden files write it down."""
    table = read(path.read_bytes(), name=path.name).tables[0]
    found = registry().recognise(table.header)
    if found is None:
        return None
    return {
        "standard": found.standard.id,
        "sure": round(found.confidence, 2),
        "missing": [column.name for column in found.missing],
        "extra": list(found.extra.values()),
        "renamed": {written: found.columns[position].name for position, written in found.renamed.items()},
    }


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    """The standard and edition, how sure, what is missing, foreign, and written otherwise; or nothing."""
    expected = yaml.safe_load((HERE / f"{case}.yaml").read_text(encoding="utf-8"))
    assert answer(HERE / f"{case}.csv") == expected
    assert (expected is None) == case.startswith("none_")


def test_every_expectation_has_its_file() -> None:
    """No expectation is left over from a file that is gone."""
    assert sorted(path.stem for path in HERE.glob("*.yaml")) == CASES

"""The real municipal files mended: nothing lost, mended once, and what a mend speaks of is gone from the report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.repair import repair
from tests.shared import require_shared
from tests.unit.quality.repair.test_repair import lost

NAMES = sorted(yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text()))
#: The findings that are gone when these mends could do their work everywhere.
WHOLLY = {
    "encoding": "encoding-not-utf8", "formulas": "formulas", "header-newlines": "header-newline",
    "standard-headers": "standard-columns-renamed", "swapped-coordinates": "coordinates-swapped",
    "blank-rows": "empty-columns", "spaces": "spaces-for-looks",
}  # fmt: skip
EXPECTED = {
    "oyama_092088_park_latlon_swapped.csv": {"swapped-coordinates": 690},
    "takamatsu_aed_0002_cp932.csv": {"encoding": 1, "spaces": 43, "half-width-kana": 9},
    "takamatsu_exchange_center_2sheets.xlsx": {"header-newlines": 1, "standard-headers": 2},
    "takamatsu_sandbag_trailing_empty_header.csv": {"times": 9, "blank-rows": 1},
    "takamatsu_school_lunch_202404_787formulas.xlsx": {"formulas": 955, "spaces": 50},
    "takamatsu_public_wireless_lan.csv": {},
}


@pytest.fixture(scope="module")
def folder() -> Path:
    return require_shared("data/municipal")


def findings(*files: tuple[bytes, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for data, name in files:
        for finding in check(data, name).findings:
            found[finding.slug] += finding.count
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_real_file_is_mended(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    found = repair(data, name)
    assert lost(data, found, name) == []
    for table in found.tables:
        again = repair(table.data, "mended.csv")
        assert not again.mends_something, again.counts
    before = findings((data, name))
    after = findings(*((table.data, "mended.csv") for table in found.tables))
    assert [slug for slug in after if after[slug] > before[slug]] == []
    assert [WHOLLY[mend] for mend in found.counts if mend in WHOLLY and after[WHOLLY[mend]]] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_how_many_places_are_mended(folder: Path, name: str) -> None:
    assert repair((folder / name).read_bytes(), name).counts == EXPECTED[name]

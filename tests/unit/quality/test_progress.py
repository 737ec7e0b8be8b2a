"""A check and a mend tell how far they are: each stage from its beginning to its end, step by step."""

from __future__ import annotations

import io
import zipfile

import pytest

from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.repair import all_mends, repair
from ckanext.tomoni_quality.rules import all_rules

FILE = "名称,電話番号,更新日\n甲,０３－１２３４－５６７８,令和6年5月1日\n".encode()

Told = list[tuple[str, int, int]]


@pytest.fixture
def told() -> Told:
    return []


def archive(tables: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(tables):
            packed.writestr(f"{number}.csv", FILE)
    return out.getvalue()


@pytest.mark.parametrize(("data", "name", "tables"), [(FILE, "a.csv", 1), (archive(3), "a.zip", 3)])
def test_a_check(data: bytes, name: str, tables: int, told: Told) -> None:
    report = check(data, name, progress=lambda *step: told.append(step))
    total = tables * (len(all_rules()) + 1)
    assert told == [("reading", 0, 0), *(("checking", done, total) for done in range(total + 1))]
    assert report == check(data, name)


def test_what_cannot_be_read_is_told_no_further(told: Told) -> None:
    check(b"%PDF-1.7", "a.csv", progress=lambda *step: told.append(step))
    assert told == [("reading", 0, 0)]


@pytest.mark.parametrize("off", [(), ("dates",)])
def test_a_mend(off: tuple[str, ...], told: Told) -> None:
    made = repair(FILE, "a.csv", off=off, progress=lambda *step: told.append(step))
    total = len(all_mends()) - len(off)
    assert told == [("reading", 0, 0), *(("mending", done, total) for done in range(total + 1))]
    assert made == repair(FILE, "a.csv", off=off)


def test_a_word_may_end_it() -> None:
    """Who is told may have it end: nothing swallows that."""

    def enough(stage: str, done: int, _total: int) -> None:
        if (stage, done) in (("checking", 5), ("mending", 5)):
            raise KeyError(stage)

    with pytest.raises(KeyError, match="checking"):
        check(FILE, "a.csv", progress=enough)
    with pytest.raises(KeyError, match="mending"):
        repair(FILE, "a.csv", progress=enough)

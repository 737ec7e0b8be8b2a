"""Real municipal files opened as tables: nothing of them is lost, and what is published opens as the same table."""

from __future__ import annotations

from collections import Counter

import pytest

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.writing import csv_bytes, is_blank
from ckanext.tomoni_schema.tables import content, opening
from tests.shared import require_shared

#: At least so many of the folder's files follow a standard and are one table.
OPENED = 2


@pytest.fixture(scope="module")
def opened() -> dict[str, tuple[bytes, opening.Opened]]:
    """Each file that can be opened; the others say why."""
    found, refused = {}, []
    for path in sorted(require_shared("data/municipal").glob("*.*")):
        if path.suffix not in (".csv", ".xlsx"):
            continue
        data = path.read_bytes()
        try:
            found[path.name] = (data, opening.open_file(data, name=path.name))
        except TomoniError as problem:
            refused.append((path.name, problem.message("ja"), problem.message("en")))
    assert all(ja and en for _, ja, en in refused), refused
    return found


def test_enough_of_them_open(opened) -> None:
    """The rest of these tests speak of something."""
    assert len(opened) >= OPENED, sorted(opened)


def test_no_value_is_lost(opened) -> None:
    """Every filled cell of the file stands in the table, as often as it stood there."""
    for name, (data, table) in opened.items():
        rows = max(read(data, name=name).tables, key=lambda each: len(each.rows)).rows
        before = Counter(cell.replace("\r\n", "\n") for row in rows for cell in row if cell)
        after = Counter(cell for row in table.rows for cell in row if cell)
        assert after == before, name


def test_what_is_published_opens_as_the_same_table(opened) -> None:
    """Again and again: no edition is taken for another, nothing moves."""
    for name, (_, table) in opened.items():
        rows = content.without_blanks(table.rows)
        again = opening.open_file(csv_bytes(table.header, rows), name="a.csv")
        assert (again.standard, again.header) == (table.standard, table.header), name
        assert again.rows == [row for row in table.rows if not is_blank(row)], name

"""The empty files: what an officer opens in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.standards import Column, Standard, registry
from ckanext.tomoni_schema import template_files
from ckanext.tomoni_schema.tables import prefill
from ckanext.tomoni_schema.tables.content import TableError

ALL = [standard for standard in registry().all() if standard.columns]


def _book(standard: Standard):
    return load_workbook(io.BytesIO(template_files.make(standard, "xlsx").content))


@pytest.mark.parametrize("standard", ALL, ids=lambda s: s.id)
def test_csv(standard: Standard) -> None:
    """UTF-8 with BOM, CRLF, the header row alone; recognised as the standard and edition it is."""
    made = template_files.make(standard, "csv")
    assert made.content.startswith(b"\xef\xbb\xbf")
    assert made.content.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert rows == [[column.name for column in standard.columns]]
    found = registry().recognise(rows[0])
    assert found is not None
    assert found.standard is standard
    assert made.name == f"{standard.slug}_{standard.edition}.csv"


@pytest.mark.parametrize("standard", ALL, ids=lambda s: s.id)
def test_xlsx(standard: Standard) -> None:
    """The first sheet is the header row alone, every column of text is text, the second sheet explains each column."""
    book = _book(standard)
    table, explanation = book.worksheets[:2]
    assert [cell.value for cell in table[1]] == [column.name for column in standard.columns]
    assert table.max_row == 1
    formats = {d.index: d.number_format for d in table.column_dimensions.values()}
    for number, column in enumerate(standard.columns, 1):
        letter = table.cell(1, number).column_letter
        assert formats[letter] == ("General" if column.type == "number" else "@"), column.name
    names = [row[1] for row in explanation.iter_rows(values_only=True)]
    assert all(column.name in names for column in standard.columns)
    assert sum(len(rule.sqref.ranges) for rule in table.data_validations.dataValidation) == sum(
        bool(column.enum) for column in standard.columns
    )


def test_choices_are_in_the_cells() -> None:
    """A column of 有 or 無 offers both, and leaves a blank alone."""
    standard = registry().get("public_toilet")
    assert standard is not None
    rules = {str(r.sqref): r for r in _book(standard).worksheets[0].data_validations.dataValidation}
    position = [c.name for c in standard.columns].index("車椅子使用者用トイレ有無")
    letter = _book(standard).worksheets[0].cell(1, position + 1).column_letter
    rule = rules[f"{letter}2:{letter}10000"]
    assert rule.formula1 == '"有,無"'
    assert rule.allowBlank


def test_long_lists_stand_on_a_hidden_sheet() -> None:
    """Excel's own limit for choices written into a rule is 255 characters."""
    choices = tuple(f"とても長い選択肢の名前その{i}" for i in range(40))
    columns = (Column("甲", "a", enum=choices), Column("乙", "b", enum=("x,y", "z")))
    standard = Standard("s", "2026", "99", "試験用", "For testing", True, "", columns=columns)
    book = _book(standard)
    hidden = book["選択肢"]
    assert hidden.sheet_state == "hidden"
    assert [cell.value for cell in hidden["A"]] == list(choices)
    assert [cell.value for cell in hidden["B"]][:2] == ["x,y", "z"]
    sources = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert sources == ["'選択肢'!$A$1:$A$40", "'選択肢'!$B$1:$B$2"]


def test_sheet_names_obey_excel() -> None:
    """Characters that a sheet's name may not hold are replaced, and the name is cut."""
    title = "地域・年齢別人口/[a]:b*?" + "長" * 40
    standard = Standard("s", "2026", "99", title, "x", True, "", columns=(Column("甲", "a"),))
    assert _book(standard).sheetnames[0] == ("地域・年齢別人口__a__b__" + "長" * 40)[:31]


def test_unknown_format() -> None:
    """Only what is offered."""
    with pytest.raises(KeyError):
        template_files.make(ALL[0], "ods")


@pytest.mark.parametrize("standard", [each for each in ALL if each.columns], ids=lambda s: s.id)
def test_the_example_is_never_published_by_mistake(standard: Standard) -> None:
    """It stands on the second sheet as the table would hold it, and no reader takes that sheet for data."""
    book = _book(standard)
    book.worksheets[0].append(["x"] * len(standard.columns))
    explained = [[cell or "" for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)]
    header = [column.name for column in standard.columns]
    width = len(header)
    place = next(n for n, row in enumerate(explained) if row[:width] == header)
    assert explained[place + 1][:width] == [column.example for column in standard.columns]
    assert "公開されません" in explained[place - 1][0]
    out = io.BytesIO()
    book.save(out)
    tables = read(out.getvalue(), name="a.xlsx").tables
    assert [bool(registry().recognise(table.header)) for table in tables] == [True] + [False] * (len(tables) - 1)


def test_the_example_of_a_csv_is_a_file_of_its_own() -> None:
    """Named as one; the workbook has its example anyway."""
    standard = registry().get("public_toilet")
    assert standard is not None
    made = template_files.make(standard, "csv", {0: "131032"}, example=True)
    assert made.name == "public_toilet_2026_example.csv"
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert rows[1] == [column.example for column in standard.columns]
    assert template_files.make(standard, "xlsx", example=True).name == "public_toilet_2026.xlsx"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_first_row_begins_with_the_organization(kind: str) -> None:
    """Its code keeps its leading zero."""
    standard = registry().get("public_toilet")
    assert standard is not None
    made = template_files.make(standard, kind, prefill.values(standard, "011002"))
    table = read(made.content, name=made.name).tables[0]
    assert table.rows[0][:3] == ["011002", "", "北海道札幌市"]


def test_a_standard_without_columns_has_no_template() -> None:
    """It says why."""
    with pytest.raises(TableError) as raised:
        template_files.make(Standard("s", "2026", "99", "試験用", "x", False, ""), "csv")
    assert raised.value.slug == "no-columns"

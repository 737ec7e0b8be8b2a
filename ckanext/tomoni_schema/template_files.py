"""The empty file of a standard that an officer fills in: CSV, or XLSX with an explanation sheet. No CKAN here.

The first sheet is the table alone (a header row and nothing above it), so that what is filled in can be published as
it is. What each column means stands on the second sheet, below it an example laid out as the table: there nobody
publishes it by mistake. A CSV has no second sheet, so that its example is a file of its own, named as one. Columns of
text, dates and times are formatted as text, or a spreadsheet would eat the leading zeros of codes and rewrite dates.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ckanext.tomoni_core.standards import Column, Standard
from ckanext.tomoni_core.writing import csv_bytes
from ckanext.tomoni_schema.tables.layout import require_columns

__all__ = ["EXPLAINING_SHEETS", "FORMATS", "LEVELS", "TYPES", "TemplateFile", "make"]

LAST_ROW = 10_000
INLINE_LIST_LIMIT = 250  # Excel allows 255 characters in a list written into the rule
_CHOICES, _COLUMNS = "選択肢", "項目の説明"
#: The sheets of a template that hold no data.
EXPLAINING_SHEETS = (_COLUMNS, _CHOICES)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_HEADER_FILL = {"required": "FFE2D9", "recommended": "FFF4CC"}
_EXPLANATION = ("番号", "項目名", "英語名", "区分", "形式", "説明", "選択肢", "記入例")
_WIDTHS = (6, 34, 30, 10, 18, 60, 40, 30)

LEVELS = {
    "required": ("必須", "Required"),
    "recommended": ("推奨", "Recommended"),
    "optional": ("任意", "Optional"),
    "unknown": ("未確認", "Not verified"),
}
TYPES = {
    "string": ("文字列", "Text"),
    "number": ("数値", "Number"),
    "date": ("日付（YYYY-MM-DD）", "Date (YYYY-MM-DD)"),
    "time": ("時刻（HH:MM）", "Time (HH:MM)"),
}


@dataclass(frozen=True)
class TemplateFile:
    """A file to download."""

    name: str
    mimetype: str
    content: bytes


def make(
    standard: Standard, kind: str, prefilled: Mapping[int, str] | None = None, *, example: bool = False
) -> TemplateFile:
    """The template of ``standard`` as ``csv`` or ``xlsx``. Raises KeyError for another kind.

    :param prefilled: position of a column to what the first row holds there: the organization's code and name
    :param example: a CSV whose one row is the example; a workbook has it on its second sheet anyway
    :raises TableError: the columns of the standard are not known
    """
    mimetype, build = FORMATS[kind]
    first = dict(prefilled or {})
    shown = example and kind == "csv"
    if shown:
        first = dict(enumerate(_example(standard)))
    name = f"{standard.slug}_{standard.edition}{'_example' if shown else ''}.{kind}"
    return TemplateFile(name, mimetype, build(require_columns(standard), first))


def _example(standard: Standard) -> list[str]:
    return [column.example for column in standard.columns]


def _csv(standard: Standard, first: dict[int, str]) -> bytes:
    row = [first.get(n, "") for n in range(len(standard.columns))]
    return csv_bytes([column.name for column in standard.columns], [row] if any(row) else [])


def _xlsx(standard: Standard, first: dict[int, str]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _NOT_IN_SHEET_NAMES.sub("_", standard.title_ja)[:31]
    choices = book.create_sheet(_CHOICES)
    _fill_table(sheet, choices, standard)
    for number, value in first.items():
        sheet.cell(2, number + 1, value).number_format = "@"
    _explain(book.create_sheet(_COLUMNS, 1), standard)
    if choices.max_column == 1 and choices["A1"].value is None:
        book.remove(choices)
    else:
        choices.sheet_state = "hidden"
    book.properties.title = f"{standard.title_ja}（{standard.edition}年版）"
    book.properties.creator = "Tomoni"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_table(sheet: Worksheet, choices: Worksheet, standard: Standard) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(standard.columns, 1):
        letter = get_column_letter(number)
        cell = sheet.cell(1, number, column.name)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if fill := _HEADER_FILL.get(column.level):
            cell.fill = PatternFill("solid", fgColor=fill)
        dimension = sheet.column_dimensions[letter]
        dimension.width = min(max(len(column.name) * 2 + 2, 12), 40)
        dimension.number_format = "General" if column.type == "number" else "@"
        if column.enum:
            sheet.add_data_validation(_dropdown(column, letter, choices))


def _dropdown(column: Column, letter: str, choices: Worksheet) -> DataValidation:
    listed = ",".join(column.enum)
    if len(listed) > INLINE_LIST_LIMIT or any("," in choice or '"' in choice for choice in column.enum):
        source = _listed_elsewhere(column, choices)
    else:
        source = f'"{listed}"'
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "選択肢にない値です", "一覧から選んでください。"
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    return rule


def _listed_elsewhere(column: Column, choices: Worksheet) -> str:
    used = 0 if choices["A1"].value is None else choices.max_column
    letter = get_column_letter(used + 1)
    for row, choice in enumerate(column.enum, 1):
        choices.cell(row, used + 1, choice)
    return f"'{choices.title}'!${letter}$1:${letter}${len(column.enum)}"


def _explain(sheet: Worksheet, standard: Standard) -> None:
    sheet.append([f"{standard.title_ja}（{standard.edition}年版）", "", standard.title_en])
    sheet.append([f"出典：{standard.source}"])
    sheet.append(["色の付いた項目名は、赤が必須、黄が推奨です。1枚目のシートに入力し、そのまま公開できます。"])
    for note, _ in standard.unverified:
        sheet.append([f"注意：{note}"])
    sheet.append([])
    sheet.append(list(_EXPLANATION))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"A{sheet.max_row + 1}"
    for number, column in enumerate(standard.columns, 1):
        sheet.append(_explained(number, column))
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
    _show_example(sheet, standard)
    sheet["A1"].font = Font(bold=True, size=14)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _show_example(sheet: Worksheet, standard: Standard) -> None:
    """The example as it would stand in the table, below everything else."""
    sheet.append([])
    sheet.append(["記入例：1枚目のシートには、次のように入力します（この例は公開されません）。"])
    sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    for row in ([column.name for column in standard.columns], _example(standard)):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.number_format = "@"


def _explained(number: int, column: Column) -> list[str]:
    kind = "URL" if column.format == "uri" else TYPES[column.type][0]
    choices = "、".join(column.enum) + ("、空欄" if column.nullable else "")
    level = LEVELS[column.level][0]
    return [str(number), column.name, column.name_en, level, kind, column.description_ja, choices, column.example]


FORMATS: dict[str, tuple[str, Callable[[Standard, dict[int, str]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}

"""Which edition of the list a table has, and which of its columns are which. No CKAN here.

Whoever imports a list says that it is one, so that less is asked of its header than where a stranger's file is judged:
the title's column and two more, under any name that the registry knows for them. What was not understood is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ckanext.tomoni_core.open_data_list.layout import EDITIONS, SLUG, Cell, Layout, layout
from ckanext.tomoni_core.open_data_list.problems import NotAList
from ckanext.tomoni_core.reading import Reading, Table, column_letters
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.recognition import usable
from ckanext.tomoni_core.text import fold

__all__ = ["Heading", "heading_of", "the_list_in"]

MIN_COLUMNS = 3
OTHER_NAME = 0.7

_SEEN_IN_FILES = {  # local English names of 2021's columns, as 高松市 publishes its list
    "local_government_code": ("code",),
    "prefecture": ("prefName",),
    "city": ("cityName",),
    "title": ("dataName",),
    "notes": ("description",),
    "theme": ("category",),
    "data_format": ("format",),
    "api_available": ("apiSupport",),
    "etc": ("note",),
}


@dataclass(frozen=True)
class Heading:
    """A header row understood: position (from 0) to column; other spellings, and what is not known."""

    layout: Layout
    columns: dict[int, Cell]
    renamed: dict[int, str]
    extra: dict[int, str]
    width: int

    @property
    def missing(self) -> list[str]:
        """The columns of the layout that the table lacks."""
        there = {cell.column for cell in self.columns.values()}
        return [name for name in self.layout.columns if name not in there]

    def as_dict(self) -> dict[str, object]:
        """What was understood, for a report."""
        return {
            "edition": self.layout.edition,
            "columns": len(self.columns),
            "renamed": [
                {"column": column_letters(p + 1), "written": text, "read_as": self.columns[p].column}
                for p, text in self.renamed.items()
            ],
            "unknown": [{"column": column_letters(p + 1), "written": text} for p, text in self.extra.items()],
            "missing": self.missing,
        }


def the_list_in(reading: Reading) -> tuple[Table, Heading]:
    """The table of a file that is a list, and its heading; the best one of a workbook's sheets.

    :raises NotAList: there is none
    """
    found = [(table, heading) for table in reading.tables if (heading := heading_of(table.header))]
    if not found:
        raise _not_a_list(reading)
    return max(found, key=lambda pair: len(pair[1].columns))


def heading_of(header: list[str]) -> Heading | None:
    """The edition that explains most of a header, None when neither explains enough."""
    cells = usable(header)
    made = [_match(header, cells, edition) for edition in EDITIONS]
    score, best = max(made, key=lambda pair: pair[0])
    names = {cell.field for cell in best.columns.values() if cell.of == "dataset"}
    return best if score and "title" in names and len(best.columns) >= MIN_COLUMNS else None


def _match(header: list[str], cells: dict[int, str], edition: str) -> tuple[float, Heading]:
    own, other = _names(edition)
    columns: dict[int, Cell] = {}
    weight = 0.0
    for known, worth in ((own, 1.0), (other, OTHER_NAME)):
        for position, folded in cells.items():
            cell = known.get(folded)
            if cell and position not in columns and cell not in columns.values():
                columns[position] = cell
                weight += worth
    columns = dict(sorted(columns.items()))
    renamed = {p: header[p] for p, cell in columns.items() if header[p].strip() != cell.column}
    extra = {p: text for p, text in enumerate(header) if text.strip() and p not in columns}
    return weight, Heading(layout(edition), columns, renamed, extra, len(header))


@cache
def _names(edition: str) -> tuple[dict[str, Cell], dict[str, Cell]]:
    made = layout(edition)
    own = {fold(cell.column): cell for cell in made.cells}
    other: dict[str, Cell] = {}
    for cell in made.cells:
        column = made.standard.column(cell.column)
        seen = _SEEN_IN_FILES.get(cell.field, ()) if edition == "2021" else ()
        for name in (*seen, *(column.aliases if column else ()), column.name_en if column else ""):
            if name:
                other.setdefault(fold(name), cell)
    return own, other


def _not_a_list(reading: Reading) -> NotAList:
    header = next((table.header for table in reading.tables if any(table.header)), [])
    known = registry().recognise(header) if header else None
    seen = "、".join(text.strip() for text in header[:8] if text.strip())
    if known and known.standard.slug != SLUG:
        return NotAList(
            "another_standard",
            "このファイルは「{title}」で、オープンデータ一覧ではありません。",
            "This file is {title_en}, not an open data list.",
            "データそのものはデータセットのファイルとして登録してください。ここで取り込めるのは、データセットの一覧です。",
            "Register it as a file of a dataset. What is imported here is the list of datasets.",
            title=known.standard.title_ja,
            title_en=known.standard.title_en,
        )
    return NotAList(
        "not_a_list",
        "見出しの行から、オープンデータ一覧の項目を見つけられませんでした（見出し：{seen}）。",
        "The header row has too few columns of the open data list (it reads: {seen}).",
        "「データセット_タイトル」（2021年版は「データ名称」）と、ほかに二つ以上の項目がある見出しの行が要ります。"
        "空のテンプレートは「自治体標準データセット」のページにあります。",
        "It needs データセット_タイトル (データ名称 in 2021) and two more columns. "
        "The empty file is on the page of the standard.",
        seen=seen[:200],
    )

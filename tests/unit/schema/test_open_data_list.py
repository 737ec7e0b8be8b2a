"""The open data list without a portal: layouts, cells both ways, headers, grouping, matching, the plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ckanext.tomoni_core.open_data_list.entries import _DITTO, entries_of
from ckanext.tomoni_core.open_data_list.headers import heading_of, the_list_in
from ckanext.tomoni_core.open_data_list.layout import EDITIONS, layout
from ckanext.tomoni_core.open_data_list.place import Licences, Place
from ckanext.tomoni_core.open_data_list.problems import NotAList
from ckanext.tomoni_core.open_data_list.values import KINDS, NOT_IN_CELLS, read, write
from ckanext.tomoni_core.reading import read as read_file
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.open_data_list.matching import Known, Stock
from ckanext.tomoni_schema.open_data_list.plan import Item, plan
from ckanext.tomoni_schema.open_data_list.rows import rows_of
from ckanext.tomoni_schema.open_data_list.writing import csv_chunks, write_xlsx

ROOT = Path(__file__).resolve().parents[3]
LICENCES = Licences(json.loads((ROOT / "schemas" / "licenses.json").read_text(encoding="utf-8")))
LOCAL_NAMES = "code prefName cityName dataName category format url apiSupport license note"
PLACE = Place(code="372013", title="高松市", base="https://data.example.jp", licences=LICENCES)

DATASET: dict[str, Any] = {
    "id": "0f0f0f0f-aaaa-4bbb-8ccc-000000000001",
    "name": "372013_public_toilet",
    "title": "公衆トイレ一覧",
    "notes": "一行目\n二行目, 「引用」\"",
    "tags": [{"name": "トイレ"}, {"name": "防災"}],
    "license_id": "CC-BY-4.0",
    "tomoni_standard": "public_toilet",
    "compliant_standard": "GIF",
    "frequency_of_update": "毎年",
    "maintainer": "環境課",
    "metadata_created": "2026-03-31T16:00:00",
    "metadata_modified": "2026-05-01T00:00:00",
    "resources": [
        {"id": "11111", "url": "https://www.example.jp/a.csv", "name": "4月", "format": "CSV", "size": 10},
        {"id": "22222", "url": "https://www.example.jp/b.xlsx", "name": "5月", "format": "XLSX",
         "license_id": "PDL1.0", "last_modified_date": "2026-04-30", "datastore_active": True},
    ],
}  # fmt: skip


def rows(dataset: dict[str, Any], edition: str = "2026", place: Place = PLACE) -> list[dict[str, str]]:
    made = layout(edition)
    return [dict(zip(made.columns, row, strict=True)) for row in rows_of(dataset, place, made)]


def planned(
    data: bytes, existing: dict[str, Any] | None = None, *, clear: bool = False, place: Place = PLACE
) -> list[Item]:
    table, heading = the_list_in(read_file(data, name="list.csv"))
    return [plan(entry, heading, existing, place, clear=clear) for entry in entries_of(table, heading, place)]


def as_csv(dataset: dict[str, Any], edition: str, place: Place = PLACE) -> bytes:
    made = layout(edition)
    return b"".join(csv_chunks(made.columns, rows_of(dataset, place, made)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_layout_is_the_standard(edition: str) -> None:
    """Each column of the edition, once, in its order; each kind is known; nothing of ours is in two columns."""
    made = layout(edition)
    assert made.columns == [column.name for column in made.standard.columns]
    assert {cell.kind for cell in made.cells} <= set(KINDS)
    fields = [(cell.of, cell.field) for cell in made.cells]
    assert len(fields) == len(set(fields))


def test_fields_are_those_of_the_form() -> None:
    """Every field that a list sets is in the form, or it would be lost at the next save."""
    import yaml

    form = yaml.safe_load((ROOT / "schemas" / "dataset.yaml").read_text(encoding="utf-8"))
    known = {
        "dataset": {field["field_name"] for field in form["dataset_fields"]} | {"tags"},
        "file": {field["field_name"] for field in form["resource_fields"]} | {"size"},
    }
    for edition in EDITIONS:
        for cell in layout(edition).cells:
            if cell.of != "organization":
                assert cell.field in known[cell.of], cell


def test_rows_of_2026() -> None:
    """One row a file, the dataset repeated; what nobody filled in is worked out."""
    first, second = rows(DATASET)
    assert first["全国地方公共団体コード"] == "372013"
    assert first["地方公共団体名"] == "香川県高松市"
    assert first["データセット_ID"] == DATASET["id"]
    assert first["データセット_キーワード"] == "トイレ;防災"
    assert first["データセット_準拠する標準"] == "公衆トイレ一覧;GIF"
    assert first["データセット_URL"] == "https://data.example.jp/dataset/372013_public_toilet"
    assert first["データセット_連絡先名称"] == "環境課"
    assert first["データセット_最終更新日"] == "2026-04-30"
    assert (first["ファイル_ライセンス"], second["ファイル_ライセンス"]) == ("CC BY 4.0", "PDL1.0")
    assert first["ファイル_アクセスURL"].endswith("/dataset/372013_public_toilet/resource/11111")
    assert (first["ファイル_サイズ"], second["ファイル_API対応有無"]) == ("10", "有")


def test_rows_of_2021() -> None:
    """One row a dataset; days are those of Japan."""
    (row,) = rows(DATASET, "2021")
    assert (row["都道府県名"], row["市区町村名"]) == ("香川県", "高松市")
    assert row["データ形式"] == "CSV;XLSX"
    assert row["登録日"] == "2026-04-01"  # 16:00 in UTC is the next day
    assert row["ライセンス"] == "CC BY 4.0"
    assert row["API対応有無"] == "有"


def test_a_dataset_without_files_has_one_row() -> None:
    """Its licence stands where the layout has room for one; no file is made of it on the way back."""
    bare = {**DATASET, "resources": []}
    (row,) = rows(bare)
    assert row["ファイル_ライセンス"] == "CC BY 4.0"
    assert row["データセット_最終更新日"] == "2026-05-01"
    (item,) = planned(as_csv(bare, "2026"))
    assert item.dataset["resources"] == []
    assert item.dataset["license_id"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("code", "title", "wanted"),
    [
        ("372013", "高松", ("香川県高松市", "香川県", "高松市")),
        ("130001", "東京都", ("東京都", "東京都", "")),
        ("", "高松市", ("香川県高松市", "香川県", "高松市")),
        ("", "ある研究所", ("ある研究所", "", "ある研究所")),
    ],
)
def test_columns_of_the_municipality(code: str, title: str, wanted: tuple[str, ...]) -> None:
    """From its code, else from its name; what is no body has its own title."""
    place = Place(code=code, title=title)
    assert tuple(place.organization(field) for field in ("name", "prefecture", "city")) == wanted


def test_every_licence_comes_back() -> None:
    """Whatever a list calls a licence leads to it; so do its id, its titles and usual spellings."""
    for item in json.loads((ROOT / "schemas" / "licenses.json").read_text(encoding="utf-8")):
        assert LICENCES.find(LICENCES.name(item["id"])) == item["id"]
        assert LICENCES.find(item["id"]) == item["id"]
        assert LICENCES.find(item["title"]) == item["id"]
    for text in ("CC BY 4.0", "CC-BY 4.0", "cc by 4.0", "ＣＣ　ＢＹ　４．０"):
        assert LICENCES.find(text) == "CC-BY-4.0", text
    assert LICENCES.find("CCライセンス") is None


@pytest.mark.parametrize("edition", EDITIONS)
def test_own_list_changes_nothing(edition: str) -> None:
    """Neither a change nor a remark."""
    (item,) = planned(as_csv(DATASET, edition), DATASET)
    assert (item.action, item.changes, item.problems, item.new_files) == ("unchanged", [], [], [])


#: A mark for "as above" is refused in a list, and told: it has a test of its own.
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30).filter(
    lambda text: NOT_IN_CELLS.sub("", text).strip() not in _DITTO
)
_TITLE = st.from_regex(r"[\w =+<>;,\"'\n]{0,20}\w{2}", fullmatch=True)
_DAY = st.dates().map(lambda day: day.isoformat())
_URL = st.from_regex(r"https://www\.example\.jp/[a-z0-9]{1,8}\.csv", fullmatch=True)
_TAG = st.from_regex(r"[\w][\w.-]{1,20}", fullmatch=True).filter(lambda tag: len(tag) >= 2)
_FILE = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str), "url": _URL, "name": _TEXT, "description": _TEXT,
        "format": st.sampled_from(["CSV", "PDF"]),
    },
    optional={
        "license_id": st.sampled_from(["CC-BY-4.0", "PDL1.0", "ほかの規約"]), "size": st.integers(0, 2**40),
        "issued": _DAY | _TEXT, "last_modified_date": _DAY, "status": _TEXT, "language": _TEXT,
        "terms_and_conditions": _TEXT, "compliant_standard": _TEXT, "related_documents": _TEXT,
        "tomoni_standard": st.sampled_from(["", "aed"]), "api_available": st.sampled_from(["", "有", "無"]),
        "access_url": _URL,
    },
)  # fmt: skip
_DATASET = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str), "name": st.from_regex(r"[a-z0-9_-]{2,20}", fullmatch=True),
        "title": _TITLE, "resources": st.lists(_FILE, max_size=4, unique_by=lambda file: file["id"]),
    },
    optional={
        "opendata_id": st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True), "notes": _TEXT, "subtitle": _TEXT,
        "tags": st.lists(_TAG, unique=True, max_size=4).map(lambda names: [{"name": name} for name in names]),
        "license_id": st.sampled_from(["CC-BY-4.0", "cc-by", "知らない規約"]), "theme": _TEXT, "etc": _TEXT,
        "issued": _DAY | _TEXT, "last_modified_date": _DAY, "version": _TEXT, "frequency_of_update": _TEXT,
        "landingPage": _URL, "tomoni_standard": st.sampled_from(["", "aed", "public_toilet"]),
        "compliant_standard": _TEXT, "contactPoint": _TEXT, "maintainer": _TEXT, "spatial": _TEXT, "temporal": _TEXT,
        "contactPoint_email": _TEXT, "universal_menu": _TEXT, "metadata_created": st.just("2026-03-31T16:00:00"),
    },
)  # fmt: skip


def stored(item: Item, id: str = "new", name: str = "new") -> dict[str, Any]:
    """A planned new dataset as the portal would store it."""
    files = [{"id": f"r{at}", **file} for at, file in enumerate(item.dataset["resources"])]
    return {**item.dataset, "id": id, "name": name, "resources": files}


def _said(dataset: dict[str, Any], edition: str) -> list[list[str]]:
    made = layout(edition)
    free = {"opendata_id", "landingPage", "access_url", "last_modified_date", "issued"}  # worked out where empty
    return [
        [
            str(read(cell, text, PLACE).means)
            for cell, text in zip(made.cells, row, strict=True)
            if cell.field not in free
        ]
        for row in rows_of(dataset, PLACE, made)
    ]


@settings(max_examples=40, deadline=None)
@given(dataset=_DATASET, edition=st.sampled_from(EDITIONS))
def test_round_trip_loses_nothing(dataset: dict[str, Any], edition: str) -> None:
    """Out, in as a new dataset, and out again: every cell says the same. Out and in over itself: nothing changes."""
    written = as_csv(dataset, edition)
    (item,) = planned(written, dataset)
    assert (item.action, item.changes) == ("unchanged", [])
    (new,) = planned(written)
    there = stored(new)
    if edition == "2021" or len(there["resources"]) == len(dataset["resources"]):
        assert _said(there, edition) == _said(dataset, edition)
    (again,) = planned(written, {**there, "id": dataset["id"]})
    assert (again.action, again.changes) == ("unchanged", [])


@settings(max_examples=40, deadline=None)
@given(one=_DATASET, other=_DATASET, edition=st.sampled_from(EDITIONS))
def test_twice_is_once(one: dict[str, Any], other: dict[str, Any], edition: str) -> None:
    """A foreign list taken over and compared again leaves nothing to do."""
    written = as_csv(other, edition)
    (item,) = planned(written, one)
    if item.action == "error":
        return
    files = [{**file, **item.files.get(file["id"], {})} for file in one["resources"]]
    files += [{"id": f"n{at}", **file} for at, file in enumerate(item.new_files)]
    (again,) = planned(written, {**one, **item.dataset, "resources": files})
    assert (again.changes, again.new_files) == ([], [])


def test_rows_that_share_an_address_keep_their_files() -> None:
    """Two files at one address, told apart by their description alone: the second import gives each its own again."""
    address = "https://www.example.jp/0.csv"
    one = {**DATASET, "resources": [{"id": "r0", "url": address, "name": "0", "description": ""}]}
    two = [{"id": "a", "url": address, "name": "", "description": ""}, {"id": "b", "url": address, "description": "0"}]
    written = as_csv({**DATASET, "resources": two}, "2026")
    (item,) = planned(written, one)
    assert [file["description"] for file in item.new_files] == ["0"]
    (again,) = planned(written, {**one, "resources": [{"id": "n0", **item.new_files[0]}, *one["resources"]]})
    assert (again.changes, again.new_files, again.problems) == ([], [], [])


def test_fields_that_no_column_holds_stay() -> None:
    """Only what the list says is set."""
    (item,) = planned("データセット_タイトル,データセット_備考,データセット_概要\n新,x,\n".encode(), DATASET)
    assert item.dataset == {"title": "新", "etc": "x"}
    assert [(each["old"], each["new"]) for each in item.changes] == [("公衆トイレ一覧", "新"), ("", "x")]


def test_a_licence_never_covers_a_file_the_list_does_not_name() -> None:
    """One of two files has a new licence: it alone bears it. All files have one: it is the dataset's."""
    head = "データセット_タイトル,ファイル_タイトル,ファイル_ダウンロードURL,ファイル_ライセンス\n"
    one = f"{head}公衆トイレ一覧,4月,https://www.example.jp/a.csv,PDL1.0\n".encode()
    (item,) = planned(one, DATASET)
    assert item.files == {"11111": {"license_id": "PDL1.0"}}
    assert "license_id" not in item.dataset
    both = one + "公衆トイレ一覧,5月,https://www.example.jp/b.xlsx,PDL1.0\n".encode()
    (item,) = planned(both, DATASET)
    assert item.dataset["license_id"] == "PDL1.0"
    assert item.files == {}


def test_columns_that_follow_the_files_are_told() -> None:
    """2021's formats cannot be set where files are registered: the row says so."""
    (item,) = planned("データ名称,データ形式,備考\n公衆トイレ一覧,PDF,\n".encode(), DATASET)
    assert item.changes == []
    assert [each["slug"] for each in item.problems] == ["follows_files"]


@pytest.mark.parametrize(
    ("header", "edition", "columns"),
    [
        (["全国地方公共団体ｺｰﾄﾞ", "1.データセット_ID", "データセット_タイトル（必須）", "_id"], "2026", 3),
        (["都道府県コード又は\n市区町村コード", "NO", "データ名称", "", "←データの項目名を入力"], "2021", 3),
        (LOCAL_NAMES.split(), "2021", 10),
    ],
)  # fmt: skip
def test_headers_in_other_spellings(header: list[str], edition: str, columns: int) -> None:
    """Half-width kana, numbering, marks, newlines, remarks of the template, and a city's own English names."""
    found = heading_of(header)
    assert found
    assert (found.layout.edition, len(found.columns)) == (edition, columns)


@pytest.mark.parametrize("header", [["名称", "住所", "緯度", "経度"], ["データセット_タイトル"], []])
def test_headers_of_no_list(header: list[str]) -> None:
    """Too little to be a list."""
    assert heading_of(header) is None


def test_another_standard_is_named() -> None:
    """A file of another standard is told what it is."""
    header = ",".join(f'"{column.name}"' for column in registry().get("aed", "2021").columns)
    with pytest.raises(NotAList) as caught:
        the_list_in(read_file(f"{header}\n1,2\n".encode()))
    assert "AED" in caught.value.message("ja")


def test_rows_that_disagree_and_ditto_marks() -> None:
    """The first value is used and the other is told; 〃 is no value."""
    text = "データセット_ID,データセット_タイトル,データセット_備考,ファイル_タイトル\n1,a,x,f\n1,a,y,〃\n1,a,〃,g\n"
    (item,) = planned(text.encode())
    assert item.dataset["etc"] == "x"
    assert [file["name"] for file in item.dataset["resources"]] == ["f", "g"]
    assert sorted(each["slug"] for each in item.problems) == ["ditto", "ditto", "rows_disagree"]


def test_ids_that_a_spreadsheet_spoilt_are_no_ids() -> None:
    """珠洲市's list had one exponent in all rows."""
    text = "データセット_ID,データセット_タイトル,データセット_備考\n1.73E+11,a,\n1.73E+11,b,\n"
    items = planned(text.encode())
    assert [item.title for item in items] == ["a", "b"]
    assert all(item.problems[0]["slug"] == "scientific_id" for item in items)


def _found(text: str, known: list[Known]) -> tuple[Known | None, list[str]]:
    table, heading = the_list_in(read_file(text.encode()))
    (entry,) = entries_of(table, heading, PLACE)
    return Stock(known).find(entry, PLACE), [each["slug"] for each in entry.problems]


HEAD = "データセット_ID,データセット_タイトル,データセット_URL\n"


def test_matching_by_id_then_page_then_title() -> None:
    """The list's id, the portal's id or name; the portal's page; the municipality's page; the exact title."""
    one = Known("u1", "toilets", "公衆トイレ", "T1", ("https://www.example.jp/t.html",))
    two = Known("u2", "aed", "AED", "", ())
    for row in ("T1,x,", "u1,x,", "toilets,x,", ",x,https://data.example.jp/en/dataset/toilets",
                ",x,https://www.example.jp/t.html/", ",公衆トイレ,"):  # fmt: skip
        assert _found(f"{HEAD}{row}\n", [one, two]) == (one, []), row
    assert _found(f"{HEAD}T9,公衆トイレ,\n", [one, two]) == (None, [])  # its id says that it is another
    assert _found(f"{HEAD}9,AED,\n", [one, two]) == (two, [])
    assert _found(f"{HEAD},x,https://elsewhere.example.jp/dataset/toilets\n", [one, two]) == (None, [])


def test_matching_never_guesses() -> None:
    """One page of several datasets is told apart by title, else reported."""
    page = "https://www.example.jp/opendata.html"
    known = [Known("u1", "a", "A", "", (page,)), Known("u2", "b", "B", "", (page,))]
    assert _found(f"{HEAD},B,{page}\n", known)[0] == known[1]
    assert _found(f"{HEAD},C,{page}\n", known) == (None, ["several_match"])


def test_workbook_holds_text_only(tmp_path: Path) -> None:
    """A cell that looks like a formula is text, codes keep their zeros, and reading gives the same cells."""
    made = layout("2021")
    hostile = {**DATASET, "title": '=HYPERLINK("https://evil.example")', "notes": "\x07+1", "resources": []}
    table = [["010006", *row[1:]] for row in rows_of(hostile, PLACE, made)]
    path = tmp_path / "list.xlsx"
    write_xlsx(path, made.standard.title_ja, made.columns, table)
    cells = next(load_workbook(path).worksheets[0].iter_rows(min_row=2))
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert (cells[0].value, cells[4].value, cells[5].value) == ("010006", hostile["title"], "+1")
    found, _ = the_list_in(read_file(path.read_bytes(), name="list.xlsx"))
    assert found.rows[0][: len(table[0])] == table[0]


def test_csv_is_what_excel_reads() -> None:
    """BOM and CRLF; values are not touched."""
    written = b"".join(csv_chunks(["a"], [["=1+1"], ['x,"y"\n']]))
    assert written == b'\xef\xbb\xbfa\r\n=1+1\r\n"x,""y""\n"\r\n'


def test_portal_pages_in_any_language() -> None:
    """Only the portal's own addresses name its datasets."""
    for url in ("https://data.example.jp/dataset/x", "https://data.example.jp/en/dataset/x/"):
        assert PLACE.dataset_at(url) == "x"
    for url in ("https://data.example.jp.evil/dataset/x", "https://data.example.jp/dataset/", "x", ""):
        assert PLACE.dataset_at(url) == ""


def test_a_cell_of_each_kind_is_written_as_it_is_read() -> None:
    """Reading what was written means the same for every cell of both layouts."""
    for edition in EDITIONS:
        for cell in layout(edition).cells:
            for resource in DATASET["resources"]:
                text = write(cell, DATASET, resource, PLACE)
                meaning = read(cell, text, PLACE)
                if meaning.sets is None or cell.of == "organization":
                    continue
                owner = {**(resource if cell.of == "file" else DATASET), **meaning.sets}
                back = write(cell, DATASET if cell.of == "file" else owner, owner, PLACE)
                assert read(cell, back, PLACE).means == meaning.means, cell

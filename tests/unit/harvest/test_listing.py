"""A municipality's list of open data as a source: both editions, real files' habits, and rows that cannot be used.

The lists here are made for the tests from the columns of the standard; a real one is read in ``tests/realdata``.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import Workbook

from ckanext.tomoni_core.errors import FetchError, ReadingError, TomoniError
from ckanext.tomoni_core.open_data_list.layout import layout
from ckanext.tomoni_harvest.engine.errors import Unusable
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources.listing import ListingKind
from tests.unit.harvest.reach import FakeReach

URL = "https://www.city.example.lg.jp/opendata/372013_open_data_list.csv"
KIND = ListingKind()

NEW: dict[str, str] = {
    "全国地方公共団体コード": "372013", "データセット_ID": "372013_aed", "地方公共団体名": "香川県高松市",
    "データセット_タイトル": "AED設置箇所一覧", "データセット_概要": "市内のAED", "データセット_キーワード": "AED;防災",
    "データセット_公開日": "令和5年4月1日", "データセット_最終更新日": "2024-05-01", "データセット_更新頻度": "年1回",
    "データセット_準拠する標準": "AED設置箇所一覧", "データセット_URL": "https://www.city.example.lg.jp/opendata/aed.html",
    "データセット_連絡先名称": "危機管理課", "ファイル_タイトル": "AED（CSV）", "ファイル形式": "ｃｓｖ",
    "ファイル_ダウンロードURL": "https://www.city.example.lg.jp/opendata/aed_2024.csv",
    "ファイル_ライセンス": "CC BY 4.0",
    "ファイル_サイズ": "12,345", "ファイル_公開日": "2024-05-01", "ファイル_API対応有無": "無",
}  # fmt: skip
OLD: dict[str, str] = {
    "都道府県コード又は市区町村コード": "372013", "NO": "1", "都道府県名": "香川県", "市区町村名": "高松市",
    "データ名称": "人口", "データ概要": "毎月の人口", "データ形式": "CSV", "分類": "統計", "更新頻度": "毎月",
    "URL": "https://www.city.example.lg.jp/opendata/jinko.csv", "API対応有無": "無", "ライセンス": "CC BY 4.0",
    "登録日": "2020-04-01", "最終更新日": "2024-04-10", "備考": "",
}  # fmt: skip


def rows_of(edition: str, *rows: dict[str, str]) -> list[list[str]]:
    columns = layout(edition).columns
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def as_csv(rows: list[list[str]], codec: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(codec)


def as_xlsx(rows: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.create_sheet("記入例")
    book.save(out)
    return out.getvalue()


def raws(body: bytes, url: str = URL) -> list[dict[str, Any]]:
    [page] = KIND.pages(url, FakeReach({url: ("application/octet-stream", body)}), rows=100)
    return page.records


def harvested(body: bytes, url: str = URL) -> list[NormalRecord]:
    return [KIND.normalise(raw, url) for raw in raws(body, url)]


def new(*rows: dict[str, str]) -> bytes:
    return as_csv(rows_of("2026", *(NEW | row for row in rows)))


def old(*rows: dict[str, str]) -> bytes:
    return as_csv(rows_of("2021", *(OLD | row for row in rows)))


def test_every_column_of_the_current_edition_has_its_place() -> None:
    """A dataset with its file, dates in the Japanese calendar and in full width included."""
    [found] = harvested(new({}))
    assert found.remote_id == "372013/372013_aed"
    assert found.name == "372013_aed"
    assert found.organization
    assert (found.organization.name, found.organization.title) == ("372013", "高松市")
    assert found.modified == "2024-05-01T00:00:00"
    dataset = found.dataset
    assert {key: dataset[key] for key in ("title", "notes", "issued", "last_modified_date", "frequency_of_update")} == {
        "title": "AED設置箇所一覧", "notes": "市内のAED", "issued": "2023-04-01", "last_modified_date": "2024-05-01",
        "frequency_of_update": "年1回",
    }  # fmt: skip
    assert [tag["name"] for tag in dataset["tags"]] == ["AED", "防災"]
    assert dataset["license_id"] == "CC-BY-4.0"
    assert dataset["source_url"] == dataset["landingPage"] == "https://www.city.example.lg.jp/opendata/aed.html"
    assert (dataset["compliant_standard"], dataset["contactPoint"]) == ("AED設置箇所一覧", "危機管理課")
    [file] = dataset["resources"]
    assert file["url"].endswith("aed_2024.csv")
    assert {key: file[key] for key in ("name", "format", "size", "api_available", "license_id", "issued")} == {
        "name": "AED（CSV）", "format": "CSV", "size": 12345, "api_available": "無", "license_id": "CC-BY-4.0",
        "issued": "2024-05-01",
    }  # fmt: skip
    assert found.notes == []


def test_rows_of_one_dataset_are_its_files() -> None:
    """In the order of the list; a file keeps what it is known by when its address changes."""
    body = new({}, {"ファイル_タイトル": "AED（Excel）", "ファイル_ダウンロードURL": "https://x.example.jp/aed.xlsx"})
    [found] = harvested(body)
    assert [file["name"] for file in found.dataset["resources"]] == ["AED（CSV）", "AED（Excel）"]
    [later] = harvested(new({"ファイル_ダウンロードURL": "https://www.city.example.lg.jp/opendata/aed_2025.csv"}))
    assert later.dataset["resources"][0]["remote_id"] == found.dataset["resources"][0]["remote_id"]


def test_files_of_one_title_are_told_apart() -> None:
    """Two files of one title, and one listed twice, have an identity each."""
    body = new({}, {"ファイル_ダウンロードURL": "https://x.example.jp/b.csv"}, {})
    [found] = harvested(body)
    assert len({file["remote_id"] for file in found.dataset["resources"]}) == 3


def test_the_older_edition_has_a_dataset_a_row() -> None:
    """An address of data is a file of the dataset, an address of a page is its page."""
    data, page = harvested(old({}, {"NO": "2", "データ名称": "公園", "URL": "https://www.city.example.lg.jp/park/"}))
    assert [file["url"] for file in data.dataset["resources"]] == ["https://www.city.example.lg.jp/opendata/jinko.csv"]
    assert (data.dataset["theme"], data.dataset["issued"], data.dataset["api_available"]) == (
        "統計",
        "2020-04-01",
        "無",
    )
    assert "resources" not in page.dataset
    assert page.dataset["landingPage"] == "https://www.city.example.lg.jp/park/"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings(codec: str) -> None:
    """CP932 and UTF-16 as spreadsheets write them."""
    [found] = harvested(as_csv(rows_of("2021", OLD), codec))
    assert found.title == "人口"


def test_preamble_and_workbook() -> None:
    """Lines above the header are passed over; of a workbook the sheet with the list is read; rows count as there."""
    rows = rows_of("2026", NEW | {"データセット_タイトル": ""})
    preamble = [["オープンデータ一覧"], ["令和6年5月1日現在"], []]
    for body in (as_csv(preamble + rows), as_xlsx(preamble + rows)):
        [raw] = raws(body)
        with pytest.raises(Unusable) as unusable:
            KIND.normalise(raw, URL)
        assert unusable.value.slug == "list-row-unusable"
        assert unusable.value.context["row"] == 5


def test_a_row_that_cannot_be_used_costs_itself_only() -> None:
    """The other datasets come; the row keeps its place in the listing, so that nothing is taken for gone."""
    body = old({}, {"NO": "7", "データ名称": "", "URL": "https://x.example.jp/a/"}, {"NO": "9", "データ名称": "公園"})
    found = raws(body)
    assert [bool(raw.get("unusable")) for raw in found] == [False, True, False]
    assert found[1]["id"] == "372013/7"


def test_one_number_for_two_datasets_is_refused_for_both() -> None:
    """Which of them it is cannot be known."""
    found = raws(old({"NO": "A1"}, {"NO": "A1", "データ名称": "公園"}))
    assert [raw["unusable"]["row"] for raw in found] == [2, 3]


def test_row_numbers_are_no_identity() -> None:
    """A list numbered 1, 2, 3 … is numbered anew when a row is put in: datasets keep their identity and name."""
    first = harvested(old({"NO": "1"}, {"NO": "2", "データ名称": "公園", "URL": "https://x.example.jp/kouen/"}))
    later = harvested(old(
        {"NO": "1", "データ名称": "新しい", "URL": "https://x.example.jp/new/"}, {"NO": "2"},
        {"NO": "3", "データ名称": "公園", "URL": "https://x.example.jp/kouen/"},
    ))  # fmt: skip
    assert [(one.remote_id, one.name) for one in first] == [(one.remote_id, one.name) for one in later[1:]]
    gaps = harvested(old({"NO": "1"}, {"NO": "3", "データ名称": "公園", "URL": "https://x.example.jp/kouen/"}))
    assert [one.name for one in gaps] == [one.name for one in first], "the engine goes on by the name"


@pytest.mark.parametrize(
    ("code", "name", "organization"),
    [
        ("372013", "香川県高松市", ("372013", "高松市")),
        ("37201", "香川県高松市", ("372013", "高松市")),
        ("３７２０１３", "高松市", ("372013", "高松市")),
        ("", "香川県高松市", ("372013", "高松市")),
        ("372013", "", ("372013", "高松市")),
        ("372014", "", None),
        ("131032", "香川県高松市", ("131032", "香川県高松市")),
        ("37201", "どこか", ("372013", "どこか")),
        ("", "府中市", ("府中市", "府中市")),
        ("", "", None),
    ],
)
def test_the_municipality_is_the_one_that_code_and_name_agree_on(
    code: str, name: str, organization: tuple[str, str] | None
) -> None:
    """A wrong code is mended only beside the right name; what disagrees is left to be told by the engine."""
    [found] = harvested(new({"全国地方公共団体コード": code, "地方公共団体名": name}))
    got = (found.organization.name, found.organization.title) if found.organization else None
    assert got == organization


def test_odd_cells_are_told_once_with_their_place() -> None:
    """A five-digit code in every row is one thing to mend; an unreadable day is left out and told."""
    found = raws(old({"都道府県コード又は市区町村コード": "37201", "登録日": "そのうち"},
                     {"都道府県コード又は市区町村コード": "37201", "NO": "2", "データ名称": "公園"}))  # fmt: skip
    assert [[note["cell"] for note in raw["noted"]] for raw in found] == [["A2", "M2"], []]
    record = KIND.normalise(found[0], URL)
    assert [slug for slug, _context in record.notes] == ["list-cell-noted"] * 2
    assert "issued" not in record.dataset


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "../files/a.csv", "＝cmd", "http://[::1", "x" * 5000]
)
def test_addresses_of_strangers_are_cleaned(url: str) -> None:
    """Only http(s) comes out, whatever stands in the cell."""
    [found] = harvested(new({"ファイル_ダウンロードURL": url, "データセット_URL": url}))
    for address in (found.dataset["source_url"], found.dataset["resources"][0]["url"]):
        assert address == "" or address.startswith("https://")


def test_markup_in_cells_stays_text() -> None:
    """Nothing is interpreted here; the pages escape it."""
    [found] = harvested(
        new({"データセット_タイトル": "<script>alert(1)</script>", "データセット_キーワード": "<b>;=1+1"})
    )
    assert found.title == "<script>alert(1)</script>"
    assert all("<" not in tag["name"] for tag in found.dataset["tags"])


@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04", b"\x00" * 100, b"a,b,c\r\n1,2,3\r\n", b"%PDF-1.7", b"\x81" * 99, b"<html>"]
)
def test_what_is_no_list_is_said(body: bytes) -> None:
    """The run ends with a sentence in two languages, and the address is not recognised."""
    with pytest.raises(TomoniError) as said:
        raws(body)
    assert said.value.ja
    assert said.value.en
    assert KIND.recognise(URL, FakeReach({URL: ("application/octet-stream", body)})) is None


def test_a_list_is_recognised_by_its_address() -> None:
    """With its edition, its number of datasets, and whose it is."""
    found = KIND.recognise(URL, FakeReach({URL: ("text/csv", old({}, {"NO": "2", "データ名称": "公園"}))}))
    assert found
    assert (found.kind, found.url, found.datasets, found.sure) == ("tomoni_listing", URL, 2, True)
    assert "2021" in found.saw["ja"]
    assert found.title == "高松市のオープンデータ一覧"


@pytest.mark.parametrize(
    "link",
    [
        '<a href="list.csv">オープンデータ一覧（CSV）</a>', '<a href="372013_open_data_list.csv">CSV</a>',
        '<a href="/x.xlsx">オープンデータのリスト</a>',
        '<a href="オープンデータ一覧.csv">表</a>',
    ],
)  # fmt: skip
def test_a_list_is_recognised_by_the_page_that_links_to_it(link: str) -> None:
    """From the front page, whatever the file is called; another kind that is there too is preferred."""
    front = "https://www.city.example.lg.jp/opendata/"
    web = FakeReach({front: f"<title>市のデータ</title><a href=aed.csv>AED</a>{link}"})
    web.pages |= {
        url: ("application/octet-stream", as_xlsx(rows_of("2021", OLD)) if url.endswith("xlsx") else old({}))
        for url in (
            f"{front}list.csv", f"{front}372013_open_data_list.csv", "https://www.city.example.lg.jp/x.xlsx",
            f"{front}オープンデータ一覧.csv",
        )
    }  # fmt: skip
    found = KIND.recognise(front, web)
    assert found
    assert (found.datasets, found.sure) == (1, False)
    assert len(web.asked) == 2


def test_a_page_without_a_list_is_not_recognised() -> None:
    """Other files are not fetched to see."""
    front = "https://www.city.example.lg.jp/opendata/"
    web = FakeReach({front: "<a href=aed.csv>AED</a><a href=list.pdf>オープンデータ一覧</a>"})
    assert KIND.recognise(front, web) is None
    assert web.asked == [front]


def test_a_silent_server_is_a_fetch_error() -> None:
    """It is for the caller to tell."""
    with pytest.raises(FetchError):
        KIND.recognise(URL, FakeReach({}))


def test_reading_bounds_hold() -> None:
    """A file beyond the bounds is refused before it is read."""
    with pytest.raises(ReadingError):
        raws(b"x" * (51 * 1024 * 1024))

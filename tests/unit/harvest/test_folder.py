"""A page of links to files as a source: with a description, without one, and as an enemy would have it."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tomoni_core import failures
from ckanext.tomoni_core.errors import FetchError, TomoniError
from ckanext.tomoni_harvest.engine.errors import Unusable
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources.folder import FolderKind
from tests.unit.harvest.reach import FakeReach

URL = "https://www.city.example.lg.jp/opendata/"
KIND = FolderKind()
PAGE = """<title>見本市 オープンデータ</title><h1>オープンデータ</h1>
<h2>人口</h2><ul>
<li><a href="jinko_r6.csv">令和6年 人口（CSV：12KB）</a></li>
<li><a href="jinko_r6.xlsx">令和6年 人口 [Excelファイル／20KB]</a></li>
<li><a href="jinko_r5.csv">令和5年 人口</a></li></ul>
<h2>AED設置箇所</h2><p><a href="files/aed.csv"></a> <a href="aed.pdf">説明（PDF）</a>
<a href="https://other.example.jp/x.csv">国のデータ</a> <a href="/index.html">トップ</a></p>"""
LISTING = """<html><head><title>Index of /data</title></head><body><h1>Index of /data</h1><pre>
<a href="?C=N;O=D">Name</a> <a href="../">Parent Directory</a>
<a href="aed.csv">aed.csv</a> <a href="aed.xlsx">aed.xlsx</a> <a href="%E4%BA%BA%E5%8F%A3.csv">人口.csv</a>
<a href="old/">old/</a></pre></body></html>"""


def raws(settings: str = "", pages: dict[str, Any] | None = None, url: str = URL) -> list[dict[str, Any]]:
    found = list(KIND.pages(url, FakeReach({URL: PAGE, **(pages or {})}), rows=10, filters=settings))
    return [raw for page in found for raw in page.records]


def harvested(settings: str = "", **more: Any) -> dict[str, NormalRecord]:
    return {record.title: record for record in (KIND.normalise(raw, URL) for raw in raws(settings, **more))}


def files(record: NormalRecord) -> list[tuple[str, str]]:
    return [(file["url"].removeprefix(URL), file["name"]) for file in record.dataset["resources"]]


def test_without_a_description_a_heading_is_a_dataset() -> None:
    """Files of data on the page's own host; sizes that a CMS writes are no part of a name."""
    found = harvested()
    assert list(found) == ["人口", "AED設置箇所"]
    assert files(found["人口"]) == [
        ("jinko_r6.csv", "令和6年 人口"), ("jinko_r6.xlsx", "令和6年 人口"), ("jinko_r5.csv", "令和5年 人口"),
    ]  # fmt: skip
    assert files(found["AED設置箇所"]) == [("files/aed.csv", "aed.csv")]
    assert found["人口"].dataset["source_url"] == URL
    assert [file["format"] for file in found["人口"].dataset["resources"]] == ["CSV", "XLSX", "CSV"]


@pytest.mark.parametrize(
    ("group", "titles"),
    [("heading", ["人口", "AED設置箇所"]), ("name", ["令和6年 人口", "令和5年 人口", "aed"]),
     ("file", ["令和6年 人口", "令和6年 人口", "令和5年 人口", "aed"])],
)  # fmt: skip
def test_ways_of_grouping(group: str, titles: list[str]) -> None:
    """By heading, by name without its ending, or each for itself."""
    assert [raw["title"] for raw in raws(f"group: {group}")] == titles


def test_a_server_s_listing_of_a_folder() -> None:
    """Its heading says nothing: files of one name are a dataset. Folders and sorting links are none."""
    found = raws("", {URL: LISTING})
    assert [(raw["title"], len(raw["resources"])) for raw in found] == [("aed", 2), ("人口", 1)]


DESCRIBED = """
license: CC BY 4.0
organization: "372013"
leave: "*_r5*"
datasets:
  - title: 人口と世帯数
    files: "jinko_*"
    notes: 毎月の人口
    tags: [人口]
    frequency: 毎月
"""


def test_a_description_names_datasets() -> None:
    """Its files, licence, words and organization; the files it does not name are grouped as before."""
    found = harvested(DESCRIBED)
    assert list(found) == ["人口と世帯数", "AED設置箇所"]
    population = found["人口と世帯数"]
    assert [url for url, _name in files(population)] == ["jinko_r6.csv", "jinko_r6.xlsx"]
    assert population.dataset["license_id"] == found["AED設置箇所"].dataset["license_id"] == "CC-BY-4.0"
    assert (population.dataset["notes"], population.dataset["frequency_of_update"]) == ("毎月の人口", "毎月")
    assert population.organization
    assert (population.organization.name, population.organization.title) == ("372013", "高松市")
    assert list(harvested(DESCRIBED + "others: false\n")) == ["人口と世帯数"]


def test_a_description_may_name_documents_and_other_hosts() -> None:
    """A file that a dataset names is taken though it is no file of data; another host only when it is named."""
    found = harvested("hosts: other.example.jp\ndatasets: [{title: AEDの説明, files: aed.pdf}]\n")
    assert [url for url, _name in files(found["AEDの説明"])] == ["aed.pdf"]
    assert ("https://other.example.jp/x.csv", "国のデータ") in files(found["AED設置箇所"])


def test_a_dataset_whose_files_are_gone_is_told() -> None:
    """It is not taken for gone: the description and the page do not agree."""
    [raw] = raws("others: false\ndatasets: [{title: 消えた, files: [no_such.csv, none.xlsx]}]\n")
    with pytest.raises(Unusable) as told:
        KIND.normalise(raw, URL)
    assert (told.value.slug, told.value.context) == ("folder-files-missing", {"patterns": "no_such.csv、none.xlsx"})


def test_a_description_at_an_address() -> None:
    """The source's address is the YAML; pages are told from there, or the folder it lies in."""
    at = f"{URL}tomoni.yaml"
    [raw] = raws(pages={at: ("text/yaml", b"others: false\ndatasets: [{title: x, files: aed.csv}]")}, url=at)
    assert raw["resources"][0]["url"] == f"{URL}files/aed.csv"
    told = b"pages: [toukei.html, /other.html]\ngroup: file"
    pages = {at: ("text/plain", told), f"{URL}toukei.html": "<a href=a.csv>甲</a>",
             "https://www.city.example.lg.jp/other.html": "<a href=b.csv>乙</a>"}  # fmt: skip
    assert [raw["title"] for raw in raws(pages=pages, url=at)] == ["甲", "乙"]


def test_a_page_that_cannot_be_read_is_a_page_that_failed() -> None:
    """Its datasets are not taken for gone; the first page's failure is the source's."""
    pages = list(KIND.pages(URL, FakeReach({URL: PAGE}), rows=10, filters="pages: [missing.html]"))
    assert [bool(page.problem) for page in pages] == [True, False]
    with pytest.raises(FetchError):
        list(KIND.pages(URL, FakeReach({}), rows=10))
    with pytest.raises(ValueError, match="HTML"):
        list(KIND.pages(URL, FakeReach({URL: ("text/csv", b"a,b")}), rows=10))


def test_identities_stay() -> None:
    """A dataset is known by its heading or its description, a file by its address: words of links may change."""
    first, later = (
        harvested(),
        harvested(pages={URL: PAGE.replace("令和6年 人口（CSV：12KB）", "最新の人口（CSV：13KB）")}),
    )
    assert first["人口"].remote_id == later["人口"].remote_id
    assert [file["remote_id"] for file in first["人口"].dataset["resources"]] == [
        file["remote_id"] for file in later["人口"].dataset["resources"]
    ]
    renamed = harvested("datasets: [{id: 人口と世帯数, title: 人口, files: 'jinko_*'}]")["人口"]
    assert renamed.remote_id == harvested(DESCRIBED)["人口と世帯数"].remote_id


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)//x.csv", "file:///etc/passwd.csv", "//evil.example.jp/x.csv", "data:text/csv,x.csv",
     "http://user:pw@www.city.example.lg.jp/x.csv", "https://www.city.example.lg.jp:444/x.csv"],
)  # fmt: skip
def test_links_that_are_not_followed(link: str) -> None:
    """Only files of the web on the page's own host; a page without any says so."""
    assert len(raws(pages={URL: f"<h2>x</h2><a href='{link}'>x</a><h2>y</h2><a href=y.csv>y</a>"})) == 1
    with pytest.raises(TomoniError, match="no file"):
        raws(pages={URL: f"<h2>x</h2><a href='{link}'>x</a>"})


def test_markup_in_names_stays_text() -> None:
    """Titles and names are text; the pages of this portal escape them."""
    found = harvested(pages={URL: "<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2><a href=x.csv><b>x</b></a>"})
    assert list(found) == ["<script>alert(1)</script>"]


def test_a_page_is_recognised_and_gives_way_to_other_kinds() -> None:
    """By its files of data; a description beside them makes it sure."""
    plain = KIND.recognise(URL, FakeReach({URL: PAGE}))
    assert plain
    assert (plain.url, plain.datasets, plain.sure, plain.title) == (URL, 2, False, "見本市 オープンデータ")
    at = f"{URL}tomoni.yaml"
    described = KIND.recognise(URL, FakeReach({URL: PAGE, at: ("text/yaml", FULL_TITLE)}))
    assert described
    assert (described.url, described.sure, described.title) == (at, True, "見本市のデータ")
    direct = KIND.recognise(at, FakeReach({at: ("application/octet-stream", FULL_TITLE)}))
    assert direct == described


FULL_TITLE = "title: 見本市のデータ\ndatasets: [{title: AED, files: aed.csv}]\n".encode()


@pytest.mark.parametrize(
    "beside",
    [("text/html", b"<html>not found, with 200</html>"), ("text/yaml", b"a: &a [*a]"), failures.timed_out(URL, 15)],
)
def test_what_lies_beside_may_be_anything(beside: Any) -> None:
    """A page for everything, a hostile description or silence: the page itself is still recognised."""
    found = KIND.recognise(URL, FakeReach({URL: PAGE, f"{URL}tomoni.yaml": beside}))
    assert found
    assert (found.url, found.sure) == (URL, False)


@pytest.mark.parametrize(
    "page", ["<h1>市のホームページ</h1><a href=/kurashi/>くらし</a><a href=x.pdf>広報</a>", "", "<"]
)
def test_other_pages_are_not_recognised(page: str) -> None:
    """A page without files of data is none of this kind, and nothing beside it is asked for."""
    web = FakeReach({URL: page})
    assert KIND.recognise(URL, web) is None
    assert web.asked == [URL]

"""The standards' pages."""

from __future__ import annotations

from unittest import mock

import pytest
from ckan.lib.search import SearchError
from ckan.tests import factories

from ckanext.tomoni_core.standards import registry

pytestmark = pytest.mark.usefixtures("non_clean_db")


def test_list_in_both_languages(app) -> None:
    """Each standard is linked, in the visitor's language."""
    page = app.get("/standards/").body
    assert "公衆トイレ一覧" in page
    assert 'href="/standards/public_toilet"' in page
    english = app.get("/en/standards/").body
    assert "List of public toilets" in english
    assert 'href="/en/standards/public_toilet"' in english


def test_the_address_without_a_slash(app) -> None:
    """``/standards`` leads to the list."""
    assert "公衆トイレ一覧" in app.get("/standards").body


def test_words_and_no_result(app) -> None:
    """The list is found by words; without a match the page says so and leads back, hostile words stay text."""
    assert "公衆無線LAN" in app.get("/standards/?q=SSID").body
    page = app.get("/standards/?q=<script>alert(1)</script>").body
    assert "合う標準はありません" in page
    assert "<script>alert(1)" not in page


def test_one_standard(app) -> None:
    """What it is, its columns with marks and choices, its templates."""
    page = app.get("/standards/public_toilet").body
    for text in ("公衆トイレ一覧", "所在地_連結表記", "必須", "有 / 無", "バリアフリートイレ数"):
        assert text in page
    assert "/standards/public_toilet/template.xlsx?edition=2026" in page
    old = app.get("/standards/public_toilet?edition=2021").body
    assert "多機能トイレ数" in old
    assert "List of public toilets" in app.get("/en/standards/public_toilet").body


def test_what_is_not_verified_is_said(app) -> None:
    """A partly verified edition says what is not known."""
    assert "まだ確認できていない" in app.get("/standards/aed").body


def test_a_standard_without_columns(app) -> None:
    """The page says why there is neither template nor list of columns, in both languages."""
    page = app.get("/standards/baby_station").body
    assert "入力する表がありません" in page
    assert "template.xlsx" not in page
    assert "（未確認）" in page
    assert "there is no table to fill in" in app.get("/en/standards/baby_station").body
    assert app.get("/standards/baby_station/template.csv", status=404)
    assert app.get("/standards/baby_station/schema.json").json["fields"] == []


def test_a_standard_known_in_part(app) -> None:
    """Its template says that it is not all, and leads to the edition that is known whole; relations are told."""
    page = app.get("/standards/hospital").body
    assert "確かめられた項目だけ" in page
    assert "/standards/hospital?edition=2021" in page
    assert "「施設_ID」は、ファイル「facility」" in app.get("/standards/polling_place").body


def test_every_standard_has_a_page(app) -> None:
    """All thirty-one, in the list and by themselves."""
    listed = app.get("/standards/").body
    assert "31件の標準" in listed
    for item in registry().all():
        assert f'href="/standards/{item.slug}"' in listed
        assert item.title_ja in app.get(f"/standards/{item.slug}?edition={item.edition}").body


@pytest.mark.parametrize("path", ["no_such", "aed?edition=1999", "no_such/template.csv", "aed/template.exe"])
def test_not_found(app, path: str) -> None:
    """Unknown standards, editions and formats."""
    assert app.get(f"/standards/{path}", status=404)


def test_downloads(app) -> None:
    """The files come as attachments with their type."""
    csv = app.get("/standards/aed/template.csv?edition=2021")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="aed_2021.csv"'
    assert csv.data.startswith(b"\xef\xbb\xbf")
    xlsx = app.get("/standards/aed/template.xlsx")
    assert xlsx.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert app.get("/standards/aed/schema.json").json["fields"]


@pytest.mark.usefixtures("clean_index")
def test_datasets_that_follow_it(app) -> None:
    """Declared on the dataset or on a resource; twenty a page; none is said plainly."""
    org = factories.Organization()
    assert "まだありません" in app.get("/standards/hospital").body
    declared = factories.Dataset(owner_org=org["id"], tomoni_standard="hospital", title="医療機関の一覧です")
    by_resource = factories.Dataset(
        owner_org=org["id"],
        title="資料の側で宣言",
        resources=[{"url": "https://example.com/a.csv", "tomoni_standard": "hospital"}],
    )
    page = app.get("/standards/hospital").body
    assert f"/dataset/{declared['name']}" in page
    assert f"/dataset/{by_resource['name']}" in page
    assert "2件のデータセット" in page
    for _ in range(19):
        factories.Dataset(owner_org=org["id"], tomoni_standard="hospital")
    second = app.get("/standards/hospital?page=2").body
    assert f"/dataset/{declared['name']}" in second


def test_search_engine_down(app) -> None:
    """The page still explains the standard and says that the search does not answer."""
    with mock.patch("ckan.lib.search.query.PackageSearchQuery.run", side_effect=SearchError("down")):
        page = app.get("/standards/aed").body
        assert "いま検索が使えません" in page
        assert "設置位置" in page
        assert "公衆トイレ一覧" in app.get("/standards/").body

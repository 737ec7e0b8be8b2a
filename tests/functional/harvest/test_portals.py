"""The registry of portals as action and page: searched, filtered, and one click from the form of a source."""

from __future__ import annotations

import html
import re

import pytest
from ckan import model
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.engine import portals
from tests.harvest_tools import make_source

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def admin():
    """A system administrator's request headers."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


def listed(**asked):
    return helpers.call_action("tomoni_harvest_portal_list", **asked)


def test_the_action_pages_through_the_whole_list() -> None:
    """No portal twice, none left out."""
    pages = [listed(limit=50, offset=offset)["results"] for offset in range(0, 300, 50)]
    seen = [one["url"] + one["filters"] for page in pages for one in page]
    assert len(seen) == len(set(seen)) == len(portals.every()) == listed()["count"]
    assert len(listed(limit=5000)["results"]) == 100


def test_the_action_knows_what_is_brought_in_already() -> None:
    """By address, however it is written; for a part of a portal by its filter."""
    [minato] = listed(q="131032")["results"]
    assert minato["existing"] is None
    source = make_source("http://opendata.city.minato.tokyo.jp/dataset/", title="港区のデータ")
    make_source("https://data.bodik.jp", {"fq": "organization:400009"}, title="福岡県のデータ")
    try:
        [minato] = listed(q="131032")["results"]
        assert minato["existing"] == {"name": source["name"], "title": "港区のデータ"}
        bodik = {one["filters"]: one["existing"] for one in listed(platform="ckan", q="bodik", limit=100)["results"]}
        assert bodik["organization:400009"]["title"] == "福岡県のデータ"
        assert bodik["organization:401005"] is None
    finally:
        titles = ["港区のデータ", "福岡県のデータ"]
        for found in model.Session.query(model.Package).filter(model.Package.title.in_(titles)):
            helpers.call_action("harvest_source_delete", {"user": factories.Sysadmin()["name"]}, id=found.id)


def test_a_source_is_made_of_a_row_as_it_is() -> None:
    """The form of a part of BODIK carries its filter, and is accepted."""
    [row] = [one for one in listed(q="280003")["results"] if one["filters"]]
    assert row["form"]["fq"] == "organization:280003"
    assert row["interval"] == 2
    context = {"user": factories.Sysadmin()["name"]}
    owner = factories.Organization()["id"]
    made = helpers.call_action("harvest_source_create", context, **row["form"], owner_org=owner)
    assert [one["existing"] for one in listed(q="280003")["results"] if one["filters"]] == [
        {"name": made["name"], "title": made["title"]}
    ]
    helpers.call_action("harvest_source_delete", context, id=made["id"])


def test_what_has_moved_or_is_not_known_has_no_form() -> None:
    """A portal that moved is not offered; one whose kind is not known has to be looked at."""
    rows = [one for offset in (0, 100) for one in listed(limit=100, offset=offset)["results"]]
    assert [one["form"] for one in rows if one["status"] == "moved"] == [None]
    assert all((one["form"] is None) == (one["kind"] == "" or one["status"] == "moved") for one in rows)
    assert any(one["form"] for one in rows)


def test_the_page_is_searched_and_leads_to_the_form(app, admin) -> None:
    """Words, prefecture and platform narrow; the button opens the form filled in; pages keep the filter."""
    page = app.get("/harvest/new/portals?q=天童市", headers=admin).body
    assert "天童市オープンデータ" in page
    assert "確かめていません" in page
    assert "CC BY 4.0" in page
    link = re.search(r'href="(/harvest/new\?[^"]+)"', page)
    assert link
    form = app.get(html.unescape(link[1]), headers=admin).body
    assert 'value="https://data.city.tendo.yamagata.jp"' in form
    okayama = app.get("/harvest/new/portals?prefecture=岡山県&platform=dataeye", headers=admin).body
    assert "天童市" not in okayama.split('id="tomoni-portals"')[1]
    assert "prefecture=" in re.findall(r'href="([^"]*page=2[^"]*)"', okayama)[0]
    assert "合うポータルはありません" in app.get("/harvest/new/portals?q=zzzzzz", headers=admin).body


@pytest.mark.parametrize(
    "query", ["page=999", "page=-1", "page=x", "q=%27%3E%3Cscript%3Ealert(1)%3C/script%3E", "platform=x"]
)
def test_the_page_takes_any_question(app, admin, query: str) -> None:
    """Nothing of the address is shown unescaped, and no question breaks it; CKAN refuses pages that are no number."""
    page = app.get(f"/harvest/new/portals?{query}", headers=admin)
    assert page.status_code == (400 if query in ("page=-1", "page=x") else 200)
    assert "<script>alert(1)" not in page.body


@pytest.mark.ckan_config("ckan.auth.create_unowned_dataset", False)
@pytest.mark.usefixtures("ckan_config")
def test_only_those_who_may_add_a_source_see_it(app) -> None:
    """A visitor is sent away."""
    assert app.get("/harvest/new/portals", follow_redirects=False).status_code in (302, 401, 403)

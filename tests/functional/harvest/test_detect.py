"""An officer pastes an address and learns what is behind it: the action, the command and the page."""

from __future__ import annotations

import re

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from tests.harvest_tools import dataset, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def admin():
    """A system administrator's request headers."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


def mark() -> str:
    return model.types.make_uuid()[:8]


def test_the_action_tells_what_is_there_and_fills_in_the_form() -> None:
    """A CKAN portal: its kind, address and number of datasets, and a form that can be sent as it is."""
    with portal([dataset(f"det-{mark()}-{number}") for number in range(3)]) as served:
        found = helpers.call_action("tomoni_harvest_detect", url=f"{served.url}/dataset")
        [one] = [one for one in found["found"] if one["kind"] == "tomoni_ckan"]
        assert (one["url"], one["datasets"], one["sure"], one["existing"]) == (served.url, 3, True, None)
        assert "3" in one["saw"]
        owner, context = factories.Organization()["id"], {"user": factories.Sysadmin()["name"]}
        made = helpers.call_action("harvest_source_create", context, **one["form"], owner_org=owner)
        assert (made["url"].rstrip("/"), made["source_type"]) == (served.url, "tomoni_ckan")
        again = helpers.call_action("tomoni_harvest_detect", url=served.url)
    assert again["found"][0]["existing"] == {"name": made["name"], "title": made["title"]}
    assert again["found"][0]["form"]["name"] == f"{made['name']}-2"


def test_the_action_tells_what_was_asked_when_nothing_is_there() -> None:
    """Every request is told with its problem, in the reader's language."""
    with portal([]) as served:
        served.spoil = lambda *_: (404, b"<html>", {"Content-Type": "text/html"})
        found = helpers.call_action("tomoni_harvest_detect", url=served.url)
        asked = len(served.requests)
    assert found["found"] == []
    assert len(found["asked"]) == asked
    assert all("404" in one["problem"] for one in found["asked"])


@pytest.mark.parametrize("url", ["", "高松市", "file:///etc/passwd", "ftp://example.jp/", "https://a:b@example.jp/"])
def test_what_is_no_address_is_refused_by_name(url: str) -> None:
    """The sentence says what to do."""
    with pytest.raises(tk.ValidationError) as refused:
        helpers.call_action("tomoni_harvest_detect", url=url)
    assert "url" in refused.value.error_dict


@pytest.mark.ckan_config("ckanext.tomoni_harvest.allow_private_urls", False)
@pytest.mark.usefixtures("ckan_config")
def test_inner_addresses_are_not_asked() -> None:
    """The detection is no way into the portal's own network."""
    with portal([dataset("inner")]) as served:
        found = helpers.call_action("tomoni_harvest_detect", url=served.url)
        assert served.requests == []
    assert found["found"] == []
    assert found["problem"]


def test_the_command_prints_the_same(cli) -> None:
    """``ckan tomoni-harvest detect`` ends well only when something is there."""
    from ckan.cli.cli import ckan

    with portal([dataset(f"cli-{mark()}")]) as served:
        done = cli.invoke(ckan, ["tomoni-harvest", "detect", served.url])
        assert done.exit_code == 0, done.output
        assert f"tomoni_ckan  {served.url}  1" in done.output
        served.spoil = lambda *_: (404, b"", {})
        assert cli.invoke(ckan, ["tomoni-harvest", "detect", served.url]).exit_code == 1


def test_the_page_looks_by_post_and_opens_the_form_filled_in(app, admin) -> None:
    """From the form of a new source to the detection, to its find, and back to the form."""
    assert "/harvest/new/detect" in app.get("/harvest/new", headers=admin).body
    with portal([dataset(f"page-{mark()}")]) as served:
        page = app.get(f"/harvest/new/detect?url={served.url}", headers=admin)
        assert f'value="{served.url}"' in page.body
        assert served.requests == [], "a link makes no request"
        page = app.post("/harvest/new/detect", data={"url": served.url}, headers=admin)
        assert "この取り込み元を追加" in page.body
        link = re.search(r'href="(/harvest/new\?[^"]+)"', page.body)
        assert link
        form = app.get(link[1].replace("&amp;", "&"), headers=admin).body
    assert f'value="{served.url}"' in form
    assert re.search(r'name="source_type" value="tomoni_ckan"( checked|>)', form)


def test_the_page_shows_strangers_text_as_text(app, admin) -> None:
    """A title of a page is escaped; what is no address is said."""
    with portal([dataset(f"xss-{mark()}")]) as served:
        title = b"<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"
        served.spoil = lambda action, *_: (
            None if action == "package_search" else (200, title, {"Content-Type": "text/html"})
        )
        page = app.post("/harvest/new/detect", data={"url": served.url}, headers=admin).body
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "ウェブのアドレスではありません" in app.post("/harvest/new/detect", data={"url": "x y"}, headers=admin).body


@pytest.mark.ckan_config("ckan.auth.create_unowned_dataset", False)
@pytest.mark.usefixtures("ckan_config")
def test_only_those_who_may_add_a_source_may_look(app) -> None:
    """The page refuses a visitor and a mere user before anything is asked."""
    user = factories.UserWithToken()
    with portal([dataset("nobody")]) as served:
        for headers in ({}, {"Authorization": user["token"]}):
            assert app.get("/harvest/new/detect", headers=headers, follow_redirects=False).status_code in (
                302,
                401,
                403,
            )
            sent = app.post("/harvest/new/detect", data={"url": served.url}, headers=headers, follow_redirects=False)
            assert sent.status_code in (302, 401, 403)
        assert served.requests == []


def test_no_source_can_take_the_page_s_address() -> None:
    """CKAN gives no dataset the name new, below which the pages stand."""
    with pytest.raises(tk.ValidationError) as refused:
        make_source("https://new.example.jp/", name="new")
    assert "name" in refused.value.error_dict

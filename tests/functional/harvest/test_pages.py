"""The harvest's pages: an officer adds a source, previews it, brings it in and reads the report, all in Japanese."""

from __future__ import annotations

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from tests.harvest_tools import dataset, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def admin():
    """A system administrator's request headers."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def ready():
    """A portal with three datasets and a source that points at it, harvested once."""
    items = [dataset(f"page-{number}-{model.types.make_uuid()[:8]}") for number in range(3)]
    with portal(items) as served:
        source = make_source(served.url)
        yield served, source, harvest(source["id"])


def test_officer_adds_a_source_by_form(app, admin) -> None:
    """The form asks in Japanese and its fields end in the source's settings."""
    page = app.get("/harvest/new", headers=admin)
    assert "ポータルのアドレス" in page.body
    assert "取り込み方" in page.body
    name = f"form-{model.types.make_uuid()[:8]}"
    owner = factories.Organization()["id"]
    form = {
        "url": f"https://{name}.example.lg.jp/", "title": "県のカタログ", "name": name, "source_type": "tomoni_ckan",
        "frequency": "DAILY", "owner_org": owner, "organizations": "own", "max_loss_share": "0.2",
        "organization_map": "t131032=minato\r\n", "save": "save",
    }  # fmt: skip
    app.post("/harvest/new", data=form, headers=admin)
    source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": name})
    from ckanext.tomoni_harvest.engine import settings

    options = settings.options(_config(source["id"]))
    assert (options.organizations, options.max_loss_share) == ("own", 0.2)
    assert options.organization_map == {"t131032": "minato"}
    again = app.get(f"/harvest/edit/{name}", headers=admin)
    assert "t131032" in again.body


def _config(source_id: str) -> str:
    from ckanext.tomoni_harvest import stock

    return stock.HarvestSource.get(source_id).config


def test_form_says_what_is_wrong(app, admin) -> None:
    """A value that cannot be is refused with a sentence that says what is expected."""
    form = {
        "url": "https://x.example.lg.jp/", "title": "x", "name": f"bad-{model.types.make_uuid()[:8]}",
        "source_type": "tomoni_ckan", "owner_org": factories.Organization()["id"], "max_loss_share": "3",
    }  # fmt: skip
    page = app.post("/harvest/new", data=form, headers=admin)
    assert "0から1までの数を書いてください" in page.body


@pytest.mark.parametrize("path", ["", "/job", "/job/last", "/preview"])
def test_pages_are_japanese(app, admin, ready, path: str) -> None:
    """Every page of a source answers and speaks Japanese."""
    _served, source, _first = ready
    page = app.get(f"/harvest/{source['name']}{path}", headers=admin)
    assert page.status_code == 200
    for english in ("Harvest", "Datasets", "Finished", "Admin", "Reharvest", "Clear", "not modified"):
        assert f">{english}<" not in page.body.replace(" ", "").replace("\n", "")


def test_source_reads_back_whole_after_a_run(ready) -> None:
    """A source read from the index keeps its type: ckanext-harvest alone loses it after the first job."""
    _served, source, _first = ready
    again = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source["id"]})
    assert again["source_type"] == "tomoni_ckan"
    assert harvest(source["id"]).counts["unchanged"] == 3


@pytest.mark.parametrize("change", ["refresh", "clear", "delete"])
def test_changes_are_made_by_post_only(app, admin, ready, change: str) -> None:
    """A link changes nothing: GET asks with a form, POST does it."""
    _served, source, _first = ready
    page = app.get(f"/harvest/{change}/{source['id']}", headers=admin, follow_redirects=False)
    assert page.status_code == 200
    assert '<form method="post">' in page.body
    status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source["id"]})
    assert (status["job_count"], status["total_datasets"]) == (1, 3)
    assert model.Package.get(source["id"]).state == "active"
    app.post(f"/harvest/{change}/{source['id']}", headers=admin)
    model.Session.expire_all()
    status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source["id"]})
    done = {
        "refresh": status["job_count"] == 2,
        "clear": status["total_datasets"] == 0,
        "delete": model.Package.get(source["id"]).state == "deleted",
    }
    assert done[change]


def test_visitors_change_nothing(app, ready) -> None:
    """Neither GET nor POST of someone unknown reaches a source's job."""
    _served, source, first = ready
    for path in (f"refresh/{source['id']}", f"clear/{source['id']}", f"{source['name']}/job/{first.job_id}/abort"):
        assert app.get(f"/harvest/{path}", follow_redirects=False).status_code in (302, 401, 403)
        assert app.post(f"/harvest/{path}", follow_redirects=False).status_code in (302, 401, 403)


def test_stored_text_is_never_shown_as_a_page(app, admin) -> None:
    """What a source said comes as a plain-text download, whatever it holds."""
    name = f"xss-{model.types.make_uuid()[:8]}"
    with portal([dataset(name, title="<script>alert(1)</script>")]) as served:
        source = make_source(served.url)
        harvest(source["id"])
    package = tk.get_action("package_show")({"ignore_auth": True}, {"id": name})
    answer = app.get(f"/dataset/harvest_object/{package['id']}", headers=admin)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert app.get(f"/dataset/harvest_object/{package['id']}").status_code == 403
    page = app.get(f"/dataset/{name}")
    assert "<script>alert(1)</script>" not in page.body


def test_report_groups_by_cause(app, admin) -> None:
    """The report says in Japanese what happened, how often and what to do, and gives it as CSV."""
    odd = dataset(f"odd-{model.types.make_uuid()[:8]}", license_id="my-own", url="javascript:alert(1)")
    with portal([odd, dataset(f"secret-{model.types.make_uuid()[:8]}", private=True)]) as served:
        source = make_source(served.url)
        first = harvest(source["id"])
    page = app.get(f"/harvest/{source['name']}/job/{first.job_id}", headers=admin)
    for text in ("一覧にないライセンス", "使えないリンク", "取り込み元で非公開", "どうすればよいか"):
        assert text in page.body
    table = app.get(f"/harvest/{source['name']}/job/{first.job_id}/report.csv", headers=admin)
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "my-own" in table.body


def test_preview_page_writes_nothing(app, admin, ready) -> None:
    """The preview lists what would change, with the fields, and leaves everything as it is."""
    served, source, _first = ready
    served.datasets[0]["title"] = "あたらしい題名"
    served.datasets.append(dataset(f"later-{model.types.make_uuid()[:8]}"))
    page = app.get(f"/harvest/{source['name']}/preview", headers=admin)
    assert "あたらしい題名" in page.body
    assert "変更されるもの" in page.body
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": served.datasets[0]["name"]})
    assert shown["title"] != "あたらしい題名"

"""The harvest's pages: an officer adds a source, previews it, brings it in and reads the report, all in Japanese."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from tests.harvest_tools import dataset, harvest, make_source, portal, site

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
    assert _filled(again.body)["organization_map"] == "t131032=minato"
    app.post(f"/harvest/edit/{name}", data=_filled(again.body) | {"title": "新しい題名", "save": "save"}, headers=admin)
    model.Session.expire_all()
    kept = settings.options(_config(source["id"]))
    assert (kept.organizations, kept.max_loss_share, kept.organization_map) == ("own", 0.2, {"t131032": "minato"})


def _filled(page: str) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    form = BeautifulSoup(page, "html.parser").select_one("#source-new")
    assert form
    sent = {
        str(field["name"]): str(field.get("value") or "") for field in form.select("input[type=text], input[type=url]")
    }
    sent |= {str(field["name"]): field.text.strip() for field in form.select("textarea")}
    sent |= {str(field["name"]): str(field["value"]) for field in form.select("input[type=radio][checked]")}
    for field in form.select("select"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        sent[str(field["name"])] = str(chosen["value"]) if chosen else ""
    return sent


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


def test_officer_describes_a_page_of_files(app, admin) -> None:
    """The description is a field of the form, checked there with what is wrong, and used by the run."""
    form = {
        "title": "市の統計", "source_type": "tomoni_folder", "owner_org": factories.Organization()["id"],
        "folder": "license: CC BY 4.0\ndatasets:\n  - {title: 人口, files: 'jinko_*'}\n", "save": "save",
    }  # fmt: skip
    with site() as served:
        served.files["/toukei/"] = "<a href='jinko_r6.csv'>令和6年（CSV：1KB）</a><a href='aed.csv'>AED</a>"
        form |= {"name": f"folder-{model.types.make_uuid()[:8]}", "url": f"{served.url}/toukei/"}
        bad = app.post("/harvest/new", data={**form, "folder": "datasets: [{title: 人口}]"}, headers=admin)
        assert "datasets 1: files が正しくありません" in bad.body
        app.post("/harvest/new", data=form, headers=admin)
        source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": form["name"]})
        assert harvest(source["id"]).counts["added"] == 2
    query = {"fq": f'harvest_source_id:"{source["id"]}"'}
    found = {item["title"]: item for item in tk.get_action("package_search")({}, query)["results"]}
    assert set(found) == {"人口", "AED"}
    assert found["人口"]["license_id"] == "CC-BY-4.0"
    assert found["人口"]["resources"][0]["name"] == "令和6年"
    assert "jinko_*" in app.get(f"/harvest/edit/{form['name']}", headers=admin).body


def test_rows_that_cannot_be_used_are_told_by_their_number(app, admin) -> None:
    """The report of a list has the row, what is wrong with it, and the way out; the other rows came through."""
    with site() as served:
        served.files["/list.csv"] = (
            "NO,データ名称,都道府県コード又は市区町村コード,市区町村名,URL\r\nA1,人口,131032,港区,https://x.example.jp/a.csv\r\n"
            "A2,,131032,港区,https://x.example.jp/b.csv\r\n"
        )
        source = make_source(f"{served.url}/list.csv", source_type="tomoni_listing")
        done = harvest(source["id"])
    assert done.counts["added"] == 1
    page = app.get(f"/harvest/{source['name']}/job/{done.job_id}", headers=admin).body
    assert "一覧の使えない行" in page
    assert "3行目：データセットの名前がありません" in page

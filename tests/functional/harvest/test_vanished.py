"""Datasets that their source no longer lists: waited for, withdrawn, told of at their address, back again, purged."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.consumers import keeper
from ckanext.tomoni_harvest.engine import withdrawal
from ckanext.tomoni_harvest.engine.lock import source_lock
from ckanext.tomoni_harvest.model import Record
from tests.harvest_tools import dataset, findings, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")
TABLE = Record.__table__


def some(number: int, **fields: Any) -> list[dict[str, Any]]:
    """Return ``number`` datasets with names nobody has used."""
    mark = model.types.make_uuid()[:8]
    return [dataset(f"v-{mark}-{place}", **fields) for place in range(number)]


def live(source_id: str) -> int:
    return helpers.call_action("harvest_source_show_status", id=source_id)["total_datasets"]


def earlier(source_id: str, days: float) -> None:
    """Let the time since records are missing, or were withdrawn, be longer."""
    ago = sa.text(f"interval '{days * 24} hours'")
    values = {"missing_since": TABLE.c.missing_since - ago, "withdrawn": TABLE.c.withdrawn - ago}
    model.Session.execute(sa.update(TABLE).where(TABLE.c.source_id == source_id).values(**values))
    model.Session.commit()


def test_missing_in_three_runs_and_for_two_days() -> None:
    """Neither three runs in a day nor two days with two runs withdraw; both together do, and the report tells."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url, {"withdraw_after_runs": 3, "withdraw_after_days": 2})
        harvest(source["id"])
        del items[0]
        first = harvest(source["id"])
        assert (first.outcome, first.counts["missing"], first.counts.get("withdrawn", 0)) == ("done", 1, 0)
        assert findings(first.job_id)["record-missing"] == 1
        for _ in range(3):
            assert harvest(source["id"]).counts.get("withdrawn", 0) == 0
        earlier(source["id"], 1.9)
        assert harvest(source["id"]).counts.get("withdrawn", 0) == 0
        earlier(source["id"], 0.2)
        assert harvest(source["id"]).counts["withdrawn"] == 1
    assert live(source["id"]) == 3


def test_found_again_is_counted_from_the_start() -> None:
    """A dataset that came back in between has not been missing."""
    items = some(4)
    lost = items[0]
    with portal(items) as served:
        source = make_source(served.url, {"withdraw_after_runs": 2})
        harvest(source["id"])
        items.remove(lost)
        assert harvest(source["id"]).counts["missing"] == 1
        items.append(lost)
        assert harvest(source["id"]).counts["unchanged"] == 4
        items.remove(lost)
        assert harvest(source["id"]).counts["missing"] == 1
        assert live(source["id"]) == 4
        assert harvest(source["id"]).counts["withdrawn"] == 1


def test_runs_that_read_only_a_part_do_not_count() -> None:
    """Only a listing that was read whole says that a record is missing."""
    items = some(6)
    with portal(items) as served:
        served.cap = 2
        source = make_source(served.url, {"withdraw_after_runs": 2})
        harvest(source["id"])
        del items[5]
        served.spoil = lambda _a, params, _n: (500, b"", {}) if params.get("start") == "2" else None
        for _ in range(3):
            assert harvest(source["id"]).outcome == "incomplete"
        served.spoil = None
        assert harvest(source["id"]).counts["missing"] == 1
        assert harvest(source["id"]).counts["withdrawn"] == 1


@pytest.fixture
def withdrawn():
    """A dataset that was withdrawn: its portal, its source, what it was."""
    items = some(3, title="公衆トイレ一覧 <script>alert(1)</script>")
    items[0]["title"] = "避難所一覧 <script>alert(1)</script>"
    items[0]["resources"] = [
        {"id": "r1", "url": "https://user:pass@files.example.lg.jp/a.csv?token=abc", "name": "表 <b>"},
        {"id": "r2", "url": "http://files.example.lg.jp:8080/b.csv", "name": ""},
    ]
    with portal(items) as served:
        source = make_source(served.url, title="県のカタログ")
        harvest(source["id"])
        shown = helpers.call_action("package_show", id=items[0]["name"])
        gone = items.pop(0)
        assert harvest(source["id"]).counts["withdrawn"] == 1
        yield served, source, gone, shown


def test_its_address_tells_what_happened(app, withdrawn) -> None:
    """Title, organization, source and since when; files as text without secrets; not for search engines."""
    _served, source, gone, shown = withdrawn
    for address in (gone["name"], shown["id"], f"{gone['name']}/resource/{shown['resources'][0]['id']}"):
        page = app.get(f"/dataset/{address}", status=410)
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert "避難所一覧 &lt;script&gt;" in page.body
        assert "<script>alert(1)" not in page.body
        for text in ("提供を終了しました", "県のカタログ", "港区", source["url"], "https://files.example.lg.jp/a.csv"):
            assert text in page.body, text
        for text in ("user:pass", "token=abc", 'href="http://files', "<b>"):
            assert text not in page.body, text
    assert "http://files.example.lg.jp:8080/b.csv" in page.body
    english = app.get(f"/en/dataset/{gone['name']}", status=410)
    assert "No longer provided" in english.body


def test_search_and_api_know_it_as_deleted(app, withdrawn) -> None:
    """Out of searches; the API answers as for any deleted dataset."""
    _served, _source, gone, shown = withdrawn
    assert helpers.call_action("package_search", fq=f"name:{gone['name']}")["count"] == 0
    assert app.get(f"/api/3/action/package_show?id={gone['name']}", status=403).json["success"] is False
    deleted = factories.Dataset()
    helpers.call_action("package_delete", {"user": factories.Sysadmin()["name"]}, id=deleted["id"])
    assert app.get(f"/api/3/action/package_show?id={deleted['id']}", status=403)
    assert app.get(f"/dataset/{deleted['name']}", status=404), "deleted by hand: no tombstone"
    assert shown["id"]


def test_who_may_see_deleted_datasets_still_sees_it(app, withdrawn) -> None:
    """An administrator gets the dataset itself."""
    _served, _source, gone, _shown = withdrawn
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    assert app.get(f"/dataset/{gone['name']}", headers=headers).status_code == 200


def test_what_stands_in_its_place(app, withdrawn) -> None:
    """A live dataset of the same organization with the same title is named."""
    served, source, gone, _shown = withdrawn
    again = dataset(f"{gone['name']}-new", title=gone["title"])
    served.datasets.append(again)
    harvest(source["id"])
    page = app.get(f"/dataset/{gone['name']}", status=410)
    assert f"/dataset/{again['name']}" in page.body


def test_it_comes_back_to_its_address(app, withdrawn) -> None:
    """The same dataset, the same id; what was remembered of its absence is forgotten."""
    served, source, gone, shown = withdrawn
    served.datasets.append(gone)
    assert harvest(source["id"]).counts["returned"] == 1
    assert app.get(f"/dataset/{gone['name']}").status_code == 200
    assert helpers.call_action("package_show", id=gone["name"])["id"] == shown["id"]
    row = model.Session.execute(sa.select(TABLE).where(TABLE.c.package_id == shown["id"])).one()
    assert (row.state, row.missing_runs, row.missing_since, row.withdrawn, row.reason) == ("active", 0, None, None, "")
    assert helpers.call_action("package_search", fq=f"name:{gone['name']}")["count"] == 1


def test_one_that_became_private_goes_at_once_and_without_a_word(app) -> None:
    """No waiting, no matter how many, and no page that repeats what its source took back."""
    items = some(3)
    with portal(items) as served:
        source = make_source(served.url, {"withdraw_after_runs": 50, "withdraw_after_days": 50})
        harvest(source["id"])
        for item in items:
            item["private"] = True
        result = harvest(source["id"])
        assert (result.outcome, result.counts["withdrawn"]) == ("done", 3)
        assert app.get(f"/dataset/{items[0]['name']}", status=404)
        items[0]["private"] = False
        assert harvest(source["id"]).counts["returned"] == 1


def test_one_brought_back_by_hand_stays(withdrawn) -> None:
    """An administrator restored it: it is not withdrawn again, until its source has listed it once more."""
    served, source, gone, shown = withdrawn
    helpers.call_action("package_patch", {"user": factories.Sysadmin()["name"]}, id=shown["id"], state="active")
    result = harvest(source["id"])
    assert (result.counts["kept"], result.counts.get("withdrawn", 0)) == (1, 0)
    served.datasets.append(gone)
    harvest(source["id"])
    served.datasets.remove(gone)
    assert harvest(source["id"]).counts["withdrawn"] == 1


def test_purged_after_the_days_of_the_setting(app, withdrawn, ckan_config) -> None:
    """Never by itself; with the setting after so many days, and not while its source is being harvested."""
    _served, source, gone, shown = withdrawn
    earlier(source["id"], 31)
    assert withdrawal.purge_due() == 0, "0 days is never"
    ckan_config["ckanext.tomoni_harvest.purge_withdrawn_after_days"] = 40
    assert withdrawal.purge_due() == 0
    ckan_config["ckanext.tomoni_harvest.purge_withdrawn_after_days"] = 30
    with source_lock(source["id"]):
        withdrawal.purge_due()
        assert model.Package.get(shown["id"]) is not None
    assert keeper.clear_old()["datasets"] >= 1
    model.Session.expire_all()
    assert model.Package.get(shown["id"]) is None
    assert app.get(f"/dataset/{gone['name']}", status=404)
    assert model.Session.query(Record).filter_by(package_id=shown["id"]).count() == 0


def test_a_purged_one_that_returns_is_new(withdrawn, ckan_config) -> None:
    """After the purge a record that its source lists again is brought in as any other."""
    served, source, gone, shown = withdrawn
    ckan_config["ckanext.tomoni_harvest.purge_withdrawn_after_days"] = 30
    earlier(source["id"], 31)
    withdrawal.purge_due()
    served.datasets.append(gone)
    assert harvest(source["id"]).counts["added"] == 1
    assert helpers.call_action("package_show", id=gone["name"])["id"] != shown["id"]


def test_the_settings_of_a_source_say_how_long(app) -> None:
    """The form asks for runs and days; the portal's settings are what is used when it says nothing."""
    from ckanext.tomoni_harvest.engine import settings

    assert settings.options("{}").withdraw_after_days == 0
    assert settings.options('{"withdraw_after_days": 7}').withdraw_after_days == 7
    with pytest.raises(ValueError, match="withdraw_after_days"):
        settings.options('{"withdraw_after_days": -1}')
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    assert "何日見当たらなければ取り下げるか" in app.get("/harvest/new", headers=headers).body
    assert tk.config["ckanext.tomoni_harvest.purge_withdrawn_after_days"] == 0

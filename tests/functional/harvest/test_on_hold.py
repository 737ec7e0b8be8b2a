"""One bad record stays one bad record: tried again, less and less often, and never in the way of the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.engine import batch, write
from ckanext.tomoni_harvest.model import Refusal
from tests.harvest_tools import dataset, findings, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


def some(number: int) -> list[dict[str, Any]]:
    mark = model.types.make_uuid()[:8]
    return [dataset(f"h-{mark}-{place}") for place in range(number)]


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch):
    """Datasets whose title says so cannot be stored, as with a form's rule or a database that refuses them."""
    original = write.write
    tried: list[list[str]] = []

    def spoiled(items: Any, user_id: str) -> None:
        tried.append([item.data["title"] for item in items])
        original(items, user_id)
        if any("悪い" in item.data["title"] for item in items):
            raise ValueError("<b>悪い値</b>")

    monkeypatch.setattr(batch.write, "write", spoiled)
    return tried


def row(source_id: str) -> Any:
    return model.Session.execute(sa.select(Refusal.__table__).where(Refusal.__table__.c.source_id == source_id)).first()


def its_turn(source_id: str) -> None:
    values = {"next_try": datetime.now(UTC) - timedelta(seconds=1)}
    model.Session.execute(sa.update(Refusal.__table__).where(Refusal.__table__.c.source_id == source_id).values(values))
    model.Session.commit()


def test_the_others_go_on_and_it_is_counted(bad) -> None:
    """Seven come in, one is an error told once, with how often; the batch was halved to find it."""
    items = some(8)
    items[5]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        first = harvest(source["id"])
        assert (first.counts["added"], first.counts["errored"]) == (7, 1)
        assert findings(first.job_id)["record-refused"] == 1
        assert row(source["id"]).failures == 1
        assert row(source["id"]).next_try is None
        del bad[:]
        second = harvest(source["id"])
    assert bad == [["悪いデータ"]], "tried again alone, though unchanged at its source"
    assert (second.counts["unchanged"], second.counts["errored"]) == (7, 1)
    assert row(source["id"]).failures == 2
    assert timedelta(minutes=59) < row(source["id"]).next_try - datetime.now(UTC) <= timedelta(hours=1)


def test_it_is_not_tried_too_often_and_the_report_says_so(bad) -> None:
    """Until its time it is on hold, a warning and no error; then it is tried, and waits twice as long."""
    items = some(3)
    items[0]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        harvest(source["id"])
        del bad[:]
        third = harvest(source["id"])
        assert bad == []
        assert (third.outcome, third.counts["held"], third.counts.get("errored", 0)) == ("done", 1, 0)
        assert findings(third.job_id) == {"record-held": 1}
        its_turn(source["id"])
        assert harvest(source["id"]).counts["errored"] == 1
    assert row(source["id"]).failures == 3
    assert row(source["id"]).next_try - datetime.now(UTC) > timedelta(hours=1, minutes=59)


def test_mended_at_its_source_it_is_tried_at_once(bad) -> None:
    """Another content need not wait; stored, its failures are forgotten."""
    items = some(2)
    items[0]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        harvest(source["id"])
        items[0]["title"] = "直したデータ"
        assert harvest(source["id"]).counts["added"] == 1
    assert row(source["id"]) is None


def test_a_bad_change_keeps_the_former_dataset(bad) -> None:
    """What was stored before stays as it was, and is not taken for gone while the record is on hold."""
    items = some(2)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        good = items[0]["title"]
        items[0]["title"] = "悪いデータ"
        for _ in range(3):
            harvest(source["id"])
        assert helpers.call_action("package_show", id=items[0]["name"])["title"] == good
        items[0]["title"] = good
        assert harvest(source["id"]).counts["unchanged"] == 2
    assert row(source["id"]) is None, "it says what is stored again"


def test_a_withdrawn_one_that_returns_bad_stays_withdrawn_until_it_is_good(bad) -> None:
    """On hold it is neither back nor taken for deleted by hand."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url, {"withdraw_after_runs": 2})
        harvest(source["id"])
        gone = items.pop()
        harvest(source["id"])
        assert harvest(source["id"]).counts["withdrawn"] == 1
        good, gone["title"] = gone["title"], "悪いデータ"
        items.append(gone)
        for held in (0, 0, 1, 1):
            result = harvest(source["id"])
            assert (result.counts.get("held", 0), result.counts.get("returned", 0)) == (held, 0)
        gone["title"] = good
        assert harvest(source["id"]).counts["returned"] == 1
    assert helpers.call_action("package_show", id=gone["name"])["state"] == "active"


def test_one_that_left_its_source_is_forgotten(bad) -> None:
    """There is nothing to try any more."""
    items = some(2)
    items[0]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        del items[0]
        harvest(source["id"])
    assert row(source["id"]) is None


def test_form_refuses_one_without_counting_twice(monkeypatch: pytest.MonkeyPatch, bad) -> None:
    """A record refused by the form, in a batch that also holds one the database refuses, is one error."""
    from ckan.plugins import toolkit as tk

    from ckanext.tomoni_harvest.engine.validate import Validator

    original = Validator.validated

    def strict(self: Any, data: dict[str, Any], package_id: str | None) -> dict[str, Any]:
        if data["title"] == "断る":
            raise tk.ValidationError({"title": ["使えません"]})
        return original(self, data, package_id)

    monkeypatch.setattr(Validator, "validated", strict)
    items = some(4)
    items[0]["title"], items[2]["title"] = "断る", "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
    assert (result.counts["added"], result.counts["errored"]) == (2, 2)
    assert findings(result.job_id)["record-refused"] == 2
    rows = model.Session.execute(sa.select(Refusal.__table__.c.failures).where(Refusal.source_id == source["id"]))
    assert [found.failures for found in rows] == [1, 1]


def test_page_lists_them_and_tries_again(app, bad) -> None:
    """What is wrong, as text; one click and the next harvest tries it."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    items = some(2)
    items[0]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        harvest(source["id"])
        assert (
            "1件のデータセットを保存できていません" in app.get(f"/harvest/admin/{source['name']}", headers=headers).body
        )
        address = f"/harvest/{source['name']}/refused"
        page = app.get(address, headers=headers).body
        assert "悪いデータ" in page
        assert "ValueError: &lt;b&gt;悪い値" in page
        table = app.get(f"{address}.csv", headers=headers).body
        assert "悪い値" in table
        done = app.post(address, data={"remote_id": items[0]["id"]}, headers=headers)
        assert "1件を、次の取り込みのときにもう一度試します" in done.body
        assert row(source["id"]).next_try is None
        assert harvest(source["id"]).counts["errored"] == 1
    assert row(source["id"]).failures == 3


def test_command_line_lets_them_be_tried(cli, bad) -> None:
    """``ckan tomoni-harvest retry``."""
    from ckan.cli.cli import ckan

    items = some(2)
    items[0]["title"] = "悪いデータ"
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        harvest(source["id"])
    done = cli.invoke(ckan, ["tomoni-harvest", "retry", source["name"]])
    assert "1 records" in done.output, done.output
    assert row(source["id"]).next_try is None


def test_a_receiver_that_fails_costs_nothing() -> None:
    """Another plugin's trouble with the signal neither refuses nor doubles a dataset."""
    from ckanext.tomoni_harvest.engine.signals import datasets_changed

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("another plugin")

    datasets_changed.connect(broken)
    try:
        with portal(some(3)) as served:
            source = make_source(served.url)
            result = harvest(source["id"])
            assert (result.counts["added"], result.counts.get("errored", 0)) == (3, 0)
            assert harvest(source["id"]).counts["unchanged"] == 3
    finally:
        datasets_changed.disconnect(broken)

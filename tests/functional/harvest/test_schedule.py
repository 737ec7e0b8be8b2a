"""A source is harvested at the times of its calendar, once each, and its page says when the next one is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.consumers import keeper, stages
from ckanext.tomoni_harvest.engine import due
from tests.harvest_tools import make_source, new_job

pytestmark = pytest.mark.usefixtures("non_clean_db")
NIGHT = {"schedule": "daily", "schedule_time": "02:30"}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made(config: dict[str, Any], edited: str, **fields: Any) -> str:
    """Create a source that was last edited at a moment; return its id."""
    source = make_source(f"https://{model.types.make_uuid()[:8]}.example.lg.jp", config, **fields)
    package = model.Package.get(source["id"])
    assert package
    package.metadata_modified = utc(edited).replace(tzinfo=None)
    model.Session.commit()
    return source["id"]


def end(source_id: str, created: str) -> None:
    """Have a job of the source that began at a moment and is at an end."""
    job = stock.HarvestJob.get(new_job(source_id))
    job.created, job.status = utc(created).replace(tzinfo=None), "Finished"
    job.save()


def test_due_once_for_each_time() -> None:
    """Not before 02:30 in Japan (17:30 UTC), once after it, and again the next day, however late the last one was."""
    source_id = made(NIGHT, "2026-11-26T00:00:00")
    assert source_id not in due.calendar_sources(utc("2026-11-26T17:29:59"))
    assert source_id in due.calendar_sources(utc("2026-11-26T17:30:00"))
    end(source_id, "2026-11-26T21:04:00")
    assert source_id not in due.calendar_sources(utc("2026-11-27T17:29:59"))
    assert source_id in due.calendar_sources(utc("2026-11-27T17:30:01"))


def test_a_time_missed_is_made_up_for_once() -> None:
    """Three nights without a process: one run when it is back, and then the next night."""
    source_id = made(NIGHT, "2026-11-20T00:00:00")
    now = "2026-11-24T05:00:00"
    assert source_id in due.calendar_sources(utc(now))
    end(source_id, now)
    assert source_id not in due.calendar_sources(utc("2026-11-24T17:29:00"))


def test_an_edit_starts_nothing_that_has_passed() -> None:
    """A time of today that is set after it has passed is tomorrow's."""
    source_id = made(NIGHT, "2026-11-26T18:00:00")
    end(source_id, "2026-11-20T00:00:00")
    assert source_id not in due.calendar_sources(utc("2026-11-26T18:00:05"))


def test_a_job_that_still_runs_is_not_doubled() -> None:
    """The time that passes while a job runs comes when that has ended."""
    source_id = made(NIGHT, "2026-11-20T00:00:00")
    job = stock.HarvestJob.get(new_job(source_id))
    job.created = utc("2026-11-25T00:00:00").replace(tzinfo=None)
    job.save()
    assert source_id not in due.calendar_sources(utc("2026-11-25T18:00:00"))
    job.status = "Finished"
    job.save()
    assert source_id in due.calendar_sources(utc("2026-11-25T18:10:00"))


def test_the_calendar_replaces_the_frequency() -> None:
    """ckanext-harvest's own schedule, counted from the last run, does not start such a source beside it."""
    source_id = made(NIGHT, "2026-11-26T00:00:00", frequency="ALWAYS")
    source = stock.HarvestSource.get(source_id)
    source.next_run = None
    source.save()
    quiet = datetime.now(UTC)
    package = model.Package.get(source_id)
    assert package
    package.metadata_modified = quiet.replace(tzinfo=None)
    model.Session.commit()
    keeper.start_due()
    status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source_id})
    assert status["job_count"] == 0
    model.Session.expire_all()
    then = stock.HarvestSource.get(source_id).next_run
    assert quiet < then.replace(tzinfo=UTC) <= quiet + timedelta(days=1)


def test_the_keeper_starts_what_is_due() -> None:
    """A job is made and queued."""
    source_id = made(NIGHT, "2020-01-01T00:00:00")
    keeper.start_due()
    status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source_id})
    assert status["job_count"] == 1
    assert status["last_job"]["id"] in stages.gather_queue().waiting()
    stages.gather_queue().connection.delete(stages.gather_queue().routing_key)


def test_form_and_page(app) -> None:
    """The times are set on the form of the source, read back, and the page says when the next harvest is."""
    admin = {"Authorization": factories.SysadminWithToken()["token"]}
    name = f"cal-{model.types.make_uuid()[:8]}"
    form = {
        "url": f"https://{name}.example.lg.jp/", "title": "県のカタログ", "name": name, "source_type": "tomoni_ckan",
        "frequency": "MANUAL", "owner_org": factories.Organization()["id"], "schedule": "weekly",
        "schedule_time": "03:15", "schedule_weekday": "sun", "quiet_days": "03-25..04-05", "window": "22:00-06:00",
        "save": "save",
    }  # fmt: skip
    app.post("/harvest/new", data=form, headers=admin)
    again = app.get(f"/harvest/edit/{name}", headers=admin).body
    for value in ("03:15", "22:00-06:00"):
        assert f'value="{value}"' in again
    assert ">03-25..04-05</textarea>" in again
    assert '<option value="sun" selected' in again
    assert "いつ取り込むか" in again
    source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": name})
    then = due.next_run(stock.HarvestSource.get(source["id"]))
    assert then
    page = app.get(f"/harvest/admin/{name}", headers=admin).body
    assert "次の取り込み" in page
    assert "03:15" in page
    assert "22:00から06:00まで" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("schedule_time", "25:00", "02:30 のように時刻を書いてください"),
        ("schedule", "hourly", "一覧から選んでください"),
        ("quiet_days", "03-25", "03-25..04-05 のように"),
        ("window", "夜", "22:00-06:00 のように"),
        ("mail_to", "どこか", "1行に1つ"),
        ("mail_when", "never", "一覧から選んでください"),
        ("full_reading_days", "-1", "0から366まで"),
    ],
)
def test_form_says_what_is_wrong(app, field: str, value: str, said: str) -> None:
    """A value that cannot be is refused with a sentence that shows how it is written."""
    admin = {"Authorization": factories.SysadminWithToken()["token"]}
    form = {
        "url": "https://x.example.lg.jp/", "title": "x", "name": f"bad-{model.types.make_uuid()[:8]}",
        "source_type": "tomoni_ckan", "owner_org": factories.Organization()["id"], field: value,
    }  # fmt: skip
    assert said in app.post("/harvest/new", data=form, headers=admin).body

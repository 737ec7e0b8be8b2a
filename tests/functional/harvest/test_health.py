"""The health of all sources: who sees which, what is told of each, sorted, filtered, empty, and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.model import Run
from tests.harvest_tools import dataset, harvest, make_source, new_job, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


def mark() -> str:
    return model.types.make_uuid()[:8]


def record(source_id: str, outcome: str, days_ago: float, **counts: Any) -> str:
    """Have a run of a source in the past."""
    then = datetime.now(UTC) - timedelta(days=days_ago)
    job_id = new_job(source_id)
    model.Session.add(Run(job_id, source_id, outcome=outcome, counts=counts, finished=then))
    model.Session.flush()
    model.Session.execute(sa.update(Run).where(Run.job_id == job_id).values(started=then))
    model.Session.execute(
        sa.text("UPDATE harvest_job SET status = 'Finished', created = :t, finished = :t WHERE id = :i"),
        {"i": job_id, "t": then.replace(tzinfo=None)},
    )
    model.Session.commit()
    return job_id


@pytest.fixture
def place():
    """Sources of two organizations, one in each state, whose titles hold one word of their own."""
    word = mark()
    people = {role: factories.User() for role in ("admin", "editor", "member", "outsider")}
    users = [{"name": people[role]["name"], "capacity": role} for role in ("admin", "editor", "member")]
    mine, other = factories.Organization(users=users, title=f"港区{word}"), factories.Organization()
    sources = {}
    for state, owner in [
        ("ok", mine),
        ("trouble", mine),
        ("asks", mine),
        ("late", mine),
        ("never", mine),
        ("foreign", other),
    ]:
        url = f"https://{state}-{word}.example.lg.jp"
        config = {"schedule": "daily"} if state == "late" else {}
        sources[state] = make_source(url, config, title=f"{word} {state}", owner_org=owner["id"])["id"]
    record(sources["ok"], "failed", 2, errored=4)
    record(sources["ok"], "done", 0.5, added=3, returned=1, updated=2, recreated=1, withdrawn=1, unchanged=9)
    record(sources["trouble"], "done", 1, errored=2)
    record(sources["asks"], "done", 3)
    record(sources["asks"], "stopped", 0.1)
    record(sources["late"], "done", 5)
    names = {role: person["name"] for role, person in people.items()} | {"sysadmin": factories.Sysadmin()["name"]}
    return SimpleNamespace(word=word, sources=sources, names=names)


def told(place: SimpleNamespace, who: str = "editor", **wanted: Any) -> dict[str, Any]:
    """Call the action as somebody, for the sources of the test."""
    context = {"user": place.names[who], "ignore_auth": False}
    return helpers.call_action("tomoni_harvest_health", context, q=place.word, **wanted)


def test_everybody_sees_the_sources_they_may_edit(place) -> None:
    """A system administrator all, an editor those of the own organizations."""
    mine = set(place.sources.values()) - {place.sources["foreign"]}
    assert {row["id"] for row in told(place)["results"]} == mine
    assert {row["id"] for row in told(place, "sysadmin")["results"]} == set(place.sources.values())


def test_states_and_figures(place) -> None:
    """Each source's state, its last success, lag, five figures, last errors and next run."""
    found = {row["id"]: row for row in told(place)["results"]}
    by_state = {state: found[place.sources[state]] for state in ("ok", "trouble", "asks", "late", "never")}
    assert {state: row["state"] for state, row in by_state.items()} == {state: state for state in by_state}
    ok = by_state["ok"]
    assert ok["figures"] == {"added": 4, "updated": 3, "withdrawn": 1, "unchanged": 9, "errored": 0}
    assert [run["errored"] for run in ok["runs"]] == [4, 0]
    assert 11.9 < ok["lag"] < 12.5
    assert by_state["never"]["last_success"] is None
    assert by_state["asks"]["last_success"] < by_state["trouble"]["last_success"]
    assert (ok["next_run"], by_state["late"]["next_run"] > datetime.now(UTC).isoformat()) == (None, True)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("state", ["asks", "trouble", "late", "never", "ok"]),
        ("lag desc", ["late", "asks", "trouble", "ok", "never"]),
        ("last_success", ["late", "asks", "trouble", "ok", "never"]),
        ("errors desc", ["ok", "trouble", "asks", "late", "never"]),
    ],
)
def test_sorted(place, sort: str, order: list[str]) -> None:
    """By what needs somebody first, or by a figure; what is not known comes last whichever way round."""
    names = {identifier: state for state, identifier in place.sources.items()}
    assert [names[row["id"]] for row in told(place, sort=sort)["results"]] == order


def test_filtered_and_paged(place) -> None:
    """One state, a page of the list, and how many there are of each state whatever is listed."""
    found = told(place, state="trouble")
    assert [row["id"] for row in found["results"]] == [place.sources["trouble"]]
    assert found["states"]["late"] >= 1
    page = told(place, limit=2, offset=4)
    assert (page["count"], len(page["results"])) == (5, 1)
    for wrong in ({"sort": "name; DROP"}, {"state": "fine"}, {"limit": -1}):
        with pytest.raises(tk.ValidationError):
            told(place, **wrong)


def test_trend_counts_by_day(place) -> None:
    """Errors of a day are summed; a day on which nothing ran is no zero."""
    trend = {day: (errors, runs) for day, errors, runs in told(place)["trend"]}
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    assert trend[two_days_ago] == (4, 1)
    assert len(trend) == 30
    assert trend[(datetime.now(UTC) - timedelta(days=20)).date().isoformat()] == (None, 0)


def test_running_and_waiting(place) -> None:
    """A job that runs, and one that waits for its source."""
    job_id = new_job(place.sources["ok"])
    model.Session.add(Run(job_id, place.sources["ok"]))
    model.Session.commit()
    assert told(place, state="running")["count"] == 1
    run = model.Session.get(Run, job_id)
    assert run
    run.outcome = "paused"
    model.Session.commit()
    assert told(place, state="paused")["count"] == 1


@pytest.mark.parametrize(
    ("prefix", "title", "state"),
    [
        ("", "取り込み元の状況", "指示待ち"),
        ("/en", "How the sources are", "Stopped and asks what to do"),
    ],
)
def test_page(app, place, prefix: str, title: str, state: str) -> None:
    """The page in both languages, with the chart's table and links that sort."""
    editor = {
        "Authorization": helpers.call_action("api_token_create", user=place.names["editor"], name=mark())["token"]
    }
    page = app.get(f"{prefix}/harvest/health?q={place.word}", headers=editor).body
    assert title in page
    assert state in page
    assert f"{place.word} foreign" not in page
    assert 'data-chart="line"' in page
    assert "sort=lag" in page
    for sort, order in (("title", "ascending"), ("lag desc", "descending"), ("", "ascending")):
        body = app.get(f"{prefix}/harvest/health", query_string={"q": place.word, "sort": sort}, headers=editor).body
        assert body.count(f'aria-sort="{order}"') == 1, sort
    empty = app.get(f"{prefix}/harvest/health?q={place.word}+nothing", headers=editor).body
    assert ("当てはまる取り込み元はありません" if not prefix else "No source is like that") in empty
    assert app.get(f"{prefix}/harvest/health?state=fine&sort=x", headers=editor).status_code == 200


def test_page_without_any_source(app) -> None:
    """Somebody whose organization has no source is told how to add one."""
    user = factories.UserWithToken()
    factories.Organization(users=[{"name": user["name"], "capacity": "editor"}])
    page = app.get("/harvest/health", headers={"Authorization": user["token"]}).body
    assert "取り込み元は、まだありません" in page
    assert app.get("/harvest/health").status_code == 403


def test_csv(app, place) -> None:
    """The same rows for a spreadsheet, in which nothing is run as a formula."""
    token = helpers.call_action("api_token_create", user=place.names["editor"], name=mark())["token"]
    context = {"user": place.names["sysadmin"]}
    helpers.call_action("harvest_source_patch", context, id=place.sources["ok"], title=f"=cmd {place.word}")
    answer = app.get(f"/harvest/health.csv?q={place.word}&sort=title", headers={"Authorization": token})
    rows = list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"))))
    assert len(rows) == 5
    ok = next(
        row for row in rows if place.word in row["題名" if "題名" in row else "タイトル"] and "cmd" in str(row.values())
    )
    assert any(value.startswith("'=cmd") for value in ok.values())
    assert "4 0" in ok.values()


def test_a_real_run_is_told() -> None:
    """After a harvest: how many datasets, and the newest change that the source told of."""
    with portal([dataset(f"h-{mark()}", metadata_modified="2022-03-04T05:06:07")]) as served:
        source = make_source(served.url)
        harvest(source["id"])
    row = next(
        r for r in helpers.call_action("tomoni_harvest_health", q=served.url)["results"] if r["id"] == source["id"]
    )
    assert (row["datasets"], row["newest"], row["state"]) == (1, "2022-03-04T05:06:07", "ok")

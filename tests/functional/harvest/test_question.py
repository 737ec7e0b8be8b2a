"""A source that loses too much stops and asks; the answer holds once, for exactly the datasets it was given for."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.consumers import stages
from ckanext.tomoni_harvest.model import Question
from tests.harvest_tools import dataset, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def admin():
    """A system administrator's request headers."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def asking():
    """A source that lost three of its four datasets and stopped."""
    mark = model.types.make_uuid()[:8]
    items = [dataset(f"q-{mark}-{place}", title=f"=題名{place} <b>") for place in range(4)]
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        lost = items[1:]
        del items[1:]
        assert harvest(source["id"]).outcome == "stopped"
        yield served, source, lost
    queue = stages.gather_queue()
    queue.connection.delete(queue.routing_key)


def asked(source: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action("tomoni_harvest_question_show", source_id=source["id"])


def reply(source: dict[str, Any], said: str, job_id: str | None = None) -> dict[str, Any]:
    job_id = job_id or asked(source)["question"]["job_id"]
    return helpers.call_action(
        "tomoni_harvest_question_answer", source_id=source["id"], job_id=job_id, answer=said
    )  # fmt: skip


def live(source: dict[str, Any]) -> int:
    return helpers.call_action("harvest_source_show_status", id=source["id"])["total_datasets"]


def test_it_says_how_many_and_which(asking) -> None:
    """Of how many, and each with its dataset here."""
    _served, source, lost = asking
    question = asked(source)["question"]
    assert (question["count"], question["known"], question["cause"]) == (3, 4, "loss-too-large")
    assert {item["name"] for item in question["datasets"]} == {item["name"] for item in lost}
    part = helpers.call_action("tomoni_harvest_question_show", source_id=source["name"], limit=2, offset=2)
    assert len(part["question"]["datasets"]) == 1
    assert part["question"]["count"] == 3


def test_withdraw_starts_a_harvest_that_withdraws_them(asking) -> None:
    """At once, whatever the patience of the source; then nothing is asked any more."""
    _served, source, lost = asking
    done = reply(source, "withdraw")
    assert done["count"] == 3
    stages.gather(done["job_id"])
    model.Session.expire_all()
    assert live(source) == 1
    assert asked(source)["question"] is None
    assert model.Package.get(lost[0]["name"]).state == "deleted"
    assert harvest(source["id"]).outcome == "done"


def test_one_that_came_back_meanwhile_stays(asking) -> None:
    """The answer was given for what was missing; what is listed again is not touched by it, now or later."""
    served, source, lost = asking
    reply(source, "withdraw")
    served.datasets.append(lost[0])
    result = harvest(source["id"])
    assert (result.outcome, result.counts["withdrawn"], result.counts["unchanged"]) == ("done", 2, 2)
    served.datasets.extend([dataset(f"{lost[0]['name']}-{place}") for place in range(3)])
    harvest(source["id"])
    del served.datasets[2:]
    del served.datasets[0]
    assert harvest(source["id"]).outcome == "stopped", "asked anew: the old answer is used up"


def test_more_than_was_asked_is_asked_anew(asking) -> None:
    """A set of another day needs an answer of its own: only the accepted ones go."""
    served, source, _lost = asking
    reply(source, "withdraw")
    new = [dataset(f"more-{model.types.make_uuid()[:8]}") for _ in range(3)]
    served.datasets[:] = new
    result = harvest(source["id"])
    assert (result.counts["withdrawn"], result.counts["added"]) == (3, 3)
    question = asked(source)["question"]
    assert (result.outcome, question["count"], question["known"]) == ("stopped", 1, 1)


def test_keep_keeps_them_and_asks_no_more(asking) -> None:
    """They stay, run after run; the loss of others is still noticed; one that returns follows its source again."""
    served, source, lost = asking
    assert reply(source, "keep") == {"count": 3, "job_id": None}
    for _ in range(2):
        result = harvest(source["id"])
        assert (result.outcome, result.counts["kept"], live(source)) == ("done", 3, 4)
    assert asked(source)["question"] is None
    assert asked(source)["kept"]["count"] == 3
    lost[0]["notes"] = "新しい説明"
    served.datasets.append(lost[0])
    assert harvest(source["id"]).counts["updated"] == 1
    served.datasets.remove(lost[0])
    assert harvest(source["id"]).counts["withdrawn"] == 1
    assert asked(source)["kept"]["count"] == 2


def test_an_answer_that_comes_too_late_is_refused(asking) -> None:
    """A newer run asked about another set: the list must be seen again."""
    served, source, lost = asking
    old = asked(source)["question"]["job_id"]
    served.datasets.append(lost[0])
    harvest(source["id"])
    assert asked(source)["question"] is None, "one of four may go by itself" if live(source) == 2 else ""
    with pytest.raises(tk.ValidationError):
        reply(source, "withdraw", old)
    with pytest.raises(tk.ValidationError):
        reply(source, "nonsense", old)


def test_a_failed_page_leaves_the_question_open(asking) -> None:
    """A run that could not read the listing knows no better."""
    served, source, _lost = asking
    served.cap = 1
    served.datasets.append(dataset(f"p-{model.types.make_uuid()[:8]}"))
    served.spoil = lambda _a, params, _n: (500, b"", {}) if params.get("start") == "1" else None
    assert harvest(source["id"]).outcome == "incomplete"
    assert asked(source)["question"]["count"] == 3


def test_an_empty_listing_asks_too(asking) -> None:
    """And is withdrawn when somebody says so."""
    served, source, _lost = asking
    served.datasets.clear()
    harvest(source["id"])
    assert asked(source)["question"]["cause"] == "listing-empty"
    assert asked(source)["question"]["count"] == 4
    reply(source, "withdraw")
    assert harvest(source["id"]).counts["withdrawn"] == 4
    assert live(source) == 0


def test_pages_ask_and_take_the_answer(app, admin, asking) -> None:
    """The banner of the source, the list, the CSV that runs no formula, and the two buttons."""
    _served, source, lost = asking
    front = app.get(f"/harvest/admin/{source['name']}", headers=admin).body
    assert "3件のデータセットを取り下げてよいですか" in front
    page = app.get(f"/harvest/{source['name']}/question", headers=admin).body
    for text in ("この3件を取り下げる", "この3件を残す", lost[0]["name"], "&lt;b&gt;"):
        assert text in page
    table = app.get(f"/harvest/{source['name']}/question.csv", headers=admin)
    rows = list(csv.DictReader(io.StringIO(table.body.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert all(row["タイトル"].startswith("'=") for row in rows)
    job = asked(source)["question"]["job_id"]
    answer = app.post(
        f"/harvest/{source['name']}/question", data={"job_id": job, "answer": "keep"}, headers=admin
    )  # fmt: skip
    assert "3件を残します" in answer.body
    assert "取り下げてよいですか" not in answer.body
    late = app.post(f"/harvest/{source['name']}/question", data={"job_id": job, "answer": "withdraw"}, headers=admin)
    assert "状況が変わりました" in late.body
    assert "取り込み元にないまま残しているもの" in late.body


def test_strangers_neither_see_nor_answer(app, asking) -> None:
    """GET and POST of somebody unknown."""
    _served, source, _lost = asking
    for address in ("question", "question.csv", "refused", "refused.csv", "credential"):
        assert app.get(f"/harvest/{source['name']}/{address}", follow_redirects=False).status_code in (302, 401, 403)
    data = {"job_id": asked(source)["question"]["job_id"], "answer": "withdraw"}
    done = app.post(f"/harvest/{source['name']}/question", data=data, follow_redirects=False)
    assert done.status_code in (302, 401, 403)
    assert asked(source)["question"]["count"] == 3


def test_command_line_asks_and_answers(cli, asking) -> None:
    """``ckan tomoni-harvest question``."""
    from ckan.cli.cli import ckan

    _served, source, lost = asking
    told = cli.invoke(ckan, ["tomoni-harvest", "question", source["name"]])
    assert "3 of 4 datasets would go (loss-too-large)" in told.output, told.output
    assert lost[0]["name"] in told.output
    assert "keep: 3 datasets" in cli.invoke(ckan, ["tomoni-harvest", "question", source["name"], "--keep"]).output
    assert "nothing is asked" in cli.invoke(ckan, ["tomoni-harvest", "question", source["name"]]).output


def test_clearing_the_source_ends_the_question(asking) -> None:
    """Nothing is remembered of datasets that are no more."""
    _served, source, _lost = asking
    helpers.call_action("harvest_source_clear", {"user": factories.Sysadmin()["name"]}, id=source["id"])
    count = sa.select(sa.func.count()).where(Question.__table__.c.source_id == source["id"])
    assert model.Session.execute(count).scalar_one() == 0

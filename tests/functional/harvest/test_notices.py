"""Who is told of a run, of what, in which language, once; and what happens when the mail server is down."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from rq.job import Job

from ckanext.tomoni_harvest.engine import mails, notices
from ckanext.tomoni_harvest.engine.options import OCCASIONS
from ckanext.tomoni_harvest.model import Notice, Run
from tests.harvest_tools import dataset, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db", "with_request_context")


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    model.Session.query(Notice).delete()
    model.Session.commit()


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, str, str]]:
    """Mails that were handed to the mail server: address, subject, body."""
    found: list[tuple[str, str, str]] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda _n, to, subject, body, **_: found.append((to, subject, body)))
    return found


def some(number: int) -> list[dict[str, Any]]:
    mark = model.types.make_uuid()[:8]
    return [dataset(f"m-{mark}-{place}") for place in range(number)]


def reasons(source_id: str) -> list[str]:
    """Why the runs of a source were told, in order."""
    query = model.Session.query(Notice.occasion).join(Run, Run.job_id == Notice.job_id)
    return [reason for (reason,) in query.filter(Run.source_id == source_id).order_by(Run.started)]


def life(source: dict[str, Any], served: Any) -> None:
    """Five runs: first harvest, unchanged, an error, well again, and nearly everything gone."""
    harvest(source["id"])
    harvest(source["id"])
    served.spoil = lambda *_: (500, b"", {})
    harvest(source["id"])
    served.spoil = None
    harvest(source["id"])
    del served.datasets[1:]
    harvest(source["id"])


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("", []),
        ("change", ["change"]),
        ("trouble", ["trouble", "trouble"]),
        ("asks", ["asks"]),
        ("recovery", ["recovery"]),
        ("trouble recovery asks", ["trouble", "recovery", "asks"]),
        ("always", ["always"] * 5),
        (" ".join(OCCASIONS), ["change", "always", "trouble", "recovery", "asks"]),
    ],
)
def test_when(when: str, told: list[str]) -> None:
    """Each occasion alone and together; the gravest reason is the one that is told."""
    with portal(some(6)) as served:
        source = make_source(served.url, {"mail_when": when, "mail_to": "a@example.lg.jp"})
        life(source, served)
    assert reasons(source["id"]) == told


def test_to_whom_and_in_which_language(sent) -> None:
    """Addresses in the language they are given, editors and administrators of the organization, everybody once."""
    people = {
        role: factories.User(email=f"{role}-{model.types.make_uuid()[:6]}@example.lg.jp")
        for role in ("admin", "editor", "member")
    }
    users = [{"name": person["name"], "capacity": role} for role, person in people.items()]
    owner = factories.Organization(users=users)
    address = {role: model.User.get(person["name"]).email for role, person in people.items()}
    config = {"mail_when": "always", "mail_editors": "true", "mail_to": f"x@example.com en\n{address['editor']} en"}
    with portal(some(2)) as served:
        source = make_source(served.url, config, owner_org=owner["id"], title="県のカタログ")
        harvest(source["id"])
    notices.deliver()
    found = {to: subject for to, subject, _body in sent}
    assert {"x@example.com", address["admin"], address["editor"]} <= found.keys()
    assert address["member"] not in found
    assert found["x@example.com"] == found[address["editor"]] == "[Harvest] done: 県のカタログ"
    assert found[address["admin"]] == "【取り込み】終わりました：県のカタログ"
    assert len(sent) == len(found)


def test_five_figures_causes_and_remedies(sent) -> None:
    """The mail says what SHIRASAGI's says, and what went wrong with the way out, and leads to the report."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url, {"mail_when": "change", "mail_to": "a@example.lg.jp\nb@example.com en"})
        harvest(source["id"])
        notices.deliver()
        sent.clear()
        items[0]["title"] = "変わった題名"
        items[1]["license_id"] = "my-own"
        gone = items.pop(3)
        items.append(dataset(f"{gone['name']}-new", private=True))
        done = harvest(source["id"])
        notices.deliver()
    by_address = {to: body for to, _subject, body in sent}
    japanese, english = by_address["a@example.lg.jp"], by_address["b@example.com"]
    for line in ("追加：0", "変更：2", "取り下げ：1", "変更なし：1", "エラー：0"):
        assert line in japanese.splitlines()
    for line in ("Added: 0", "Changed: 2", "Withdrawn: 1", "Unchanged: 1", "Errors: 0"):
        assert line in english.splitlines()
    assert "■ 一覧にないライセンス" in japanese
    assert f"/harvest/{source['name']}/job/{done.job_id}" in japanese
    assert f"/en/harvest/{source['name']}/job/{done.job_id}" in english


def test_a_strangers_title_is_one_line(sent) -> None:
    """Neither a header nor a paragraph can be smuggled in."""
    with portal(some(1)) as served:
        source = make_source(
            served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"}, title="題\nBcc: x@example.com\n\n名"
        )
        harvest(source["id"])
    notices.deliver()
    [(_to, subject, body)] = sent
    assert "\n" not in subject
    assert "Bcc: x@example.com" not in body.splitlines()


def test_told_once_however_often_the_end_is_noted(sent) -> None:
    """A crash between noting and finishing has it noted again: still one mail."""
    with portal(some(1)) as served:
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        done = harvest(source["id"])
    notices.prepare(done.job_id)
    notices.prepare(done.job_id)
    assert notices.deliver() == (1, 0)
    assert notices.deliver() == (0, 0)
    assert len(sent) == 1


def test_a_mail_server_that_is_down_fails_no_job(monkeypatch) -> None:
    """The job ends as it would; the mail is tried again later, and given up after so many attempts."""
    monkeypatch.setitem(tk.config, "smtp.server", "127.0.0.1:1")
    with portal(some(1)) as served:
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        assert harvest(source["id"]).outcome == "done"
    assert notices.deliver() == (0, 1)
    [notice] = model.Session.query(Notice)
    assert notice.problem
    assert notice.due > datetime.now(UTC)
    for _ in range(notices.TRIES):
        notice.due = datetime.now(UTC)
        model.Session.commit()
        notices.deliver()
    assert (notice.tries, notice.sent) == (notices.TRIES, None)


def test_a_mail_server_that_says_nothing_is_hung_up_on(monkeypatch) -> None:
    """A server that takes the call and keeps silent costs its seconds, once, and only the background job."""
    silent = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []
    threading.Thread(target=lambda: kept.append(silent.accept()[0]), daemon=True).start()
    monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{silent.getsockname()[1]}")
    monkeypatch.setattr(mails, "TIMEOUT", 0.3)
    with portal(some(1)) as served:
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        harvest(source["id"])
    assert notices.deliver() == (0, 1)
    silent.close()


def test_trouble_with_telling_undoes_no_job(monkeypatch) -> None:
    """Whatever goes wrong while noting who is to be told, the job is finished."""
    monkeypatch.setattr(notices, "_receivers", lambda *_: 1 / 0)
    with portal(some(1)) as served:
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        done = harvest(source["id"])
    status = tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": done.job_id})["status"]
    assert (done.outcome, status) == ("done", "Finished")


@pytest.mark.usefixtures("clean_queues")
def test_a_background_job_tells(sent) -> None:
    """The end of a job queues one background job, which tells; a process that harvests sends nothing itself."""
    from ckan.lib import jobs
    from ckan.lib.redis import connect_to_redis

    connect_to_redis().delete(notices._mark())
    with portal(some(1)) as served:
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        harvest(source["id"])
    assert sent == []
    queued = [job for job in jobs.get_queue().jobs if job.func_name.endswith("notices.deliver_queued")]
    assert len(queued) == 1
    assert isinstance(queued[0], Job)
    assert notices.queue() is False, "one background job is enough"
    notices.deliver_queued()
    assert len(sent) == 1


def test_commands(cli, sent) -> None:
    """The operator tells by hand, looks at the health of all, and has a source read whole."""
    from ckan.cli.cli import ckan

    with portal(some(2)) as served:
        served.honoured = {"fl", "fq"}
        source = make_source(served.url, {"mail_when": "always", "mail_to": "a@example.lg.jp"})
        assert "added 2" in cli.invoke(ckan, ["tomoni-harvest", "run", source["name"]]).output
        served.requests.clear()
        assert "unchanged 2" in cli.invoke(ckan, ["tomoni-harvest", "run", source["name"]]).output
        assert all(params.get("fl") for _action, params in served.requests)
        served.requests.clear()
        assert "unchanged 2" in cli.invoke(ckan, ["tomoni-harvest", "run", "--full", source["name"]]).output
        assert not any(params.get("fl") for _action, params in served.requests)
    assert "sent 3, failed 0" in cli.invoke(ckan, ["tomoni-harvest", "tell"]).output
    told = cli.invoke(ckan, ["tomoni-harvest", "health", "--state", "ok"]).output
    assert any(line.startswith("ok") and source["name"] in line for line in told.splitlines())
    assert cli.invoke(ckan, ["tomoni-harvest", "health", "--sort", "x"]).exit_code != 0

"""The header a source wants: sent to it, and found nowhere else."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.engine import credentials, run
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from tests.harvest_tools import dataset, findings, make_source, new_job, point, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")
KEY = "s3cr3t-k3y-0f-the-s0urce"


@pytest.fixture
def admin():
    """A system administrator's request headers."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def ready():
    """A source that answers only those who send the key."""
    with portal([dataset(f"c-{model.types.make_uuid()[:8]}")]) as served:

        def closed(_action: str, _params: dict[str, str], _nth: int) -> Any:
            if served.headers.get("X-Api-Key") != KEY:
                return 403, f"you sent {served.headers.get('X-Api-Key')}".encode(), {}
            return None

        served.spoil = closed
        yield served, make_source(served.url)


def gather(source: dict[str, Any]) -> Any:
    """Run a job with the network that the portal's settings give."""
    job_id = new_job(source["id"])
    outcome = run.run_job(job_id, CkanKind())
    return job_id, outcome


def written(admin: Any, app: Any, source: dict[str, Any], value: str = KEY, header: str = "X-Api-Key") -> str:
    address = f"/harvest/{source['name']}/credential"
    return app.post(address, data={"header": header, "value": value}, headers=admin).body


def test_with_the_key_the_source_answers(app, admin, ready) -> None:
    """Without it the run fails; with it, written on the page, it comes in: run, preview and all."""
    served, source = ready
    assert gather(source)[1] == "failed"
    assert "鍵を保管しました" in written(admin, app, source)
    assert helpers.call_action("tomoni_harvest_preview", source_id=source["id"])["counts"]["added"] == 1
    assert gather(source)[1] == "done"
    assert served.headers.get("X-Api-Key") == KEY


def test_the_key_is_nowhere_to_be_read(app, admin, ready, caplog) -> None:
    """Neither page, source, report, preview, export nor log has it; and no column of another table."""
    served, source = ready
    with caplog.at_level(logging.DEBUG):
        page = written(admin, app, source)
        answers = [page, app.get(f"/harvest/{source['name']}/credential", headers=admin).body]
        served.spoil = lambda *_: (500, f"you sent {served.headers.get('X-Api-Key')}".encode(), {})
        job_id, outcome = gather(source)
        preview = helpers.call_action("tomoni_harvest_preview", source_id=source["id"])
    assert outcome == "failed"
    assert findings(job_id) == {"source-unreadable": 1}
    paths = ("", "/job", f"/job/{job_id}", f"/job/{job_id}/report.csv", "/preview")
    answers += [app.get(f"/harvest/{source['name']}{path}", headers=admin).body for path in paths]
    answers.append(app.get(f"/harvest/edit/{source['name']}", headers=admin).body)
    shown = [
        helpers.call_action("harvest_source_show", id=source["id"]),
        helpers.call_action("package_show", id=source["id"]),
        helpers.call_action("package_search", fq=f"id:{source['id']} +dataset_type:harvest"),
        helpers.call_action("tomoni_harvest_credential_show", source_id=source["id"]),
        helpers.call_action("tomoni_harvest_report_show", job_id=job_id),
        preview,
    ]
    texts = [*answers, *(json.dumps(item, ensure_ascii=False, default=str) for item in shown), caplog.text]
    assert [text for text in texts if KEY in text] == []
    for table in ("package", "harvest_source", "tomoni_harvest_finding", "harvest_gather_error", "activity"):
        query = sa.text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE :key")  # noqa: S608
        assert model.Session.execute(query, {"key": f"%{KEY}%"}).scalar_one() == 0, table


def test_a_source_that_moves_is_not_told(app, admin, ready) -> None:
    """The key belongs to the address it was written for; the page says that it is not sent."""
    _served, source = ready
    written(admin, app, source)
    with portal([dataset("elsewhere")]) as other:
        point(source["id"], other.url)
        gather(source)
        assert other.headers.get("X-Api-Key") is None
        page = app.get(f"/harvest/{source['name']}/credential", headers=admin).body
        assert "その後、取り込み元のアドレスが変わりました" in page
        shown = helpers.call_action("tomoni_harvest_credential_show", source_id=source["id"])["credential"]
        assert shown["used"] is False


def test_deleted_it_is_not_sent(app, admin, ready) -> None:
    """By the page and by the action."""
    served, source = ready
    written(admin, app, source)
    done = app.post(f"/harvest/{source['name']}/credential", data={"forget": "1"}, headers=admin)
    assert "鍵を削除しました" in done.body
    assert gather(source)[1] == "failed"
    assert served.headers.get("X-Api-Key") is None
    assert helpers.call_action("tomoni_harvest_credential_delete", source_id=source["id"]) == {"deleted": False}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", KEY),
        ("content-length", "1"),
        ("User-Agent", KEY),
        ("X Api", KEY),
        ("X-Api-Key\r\nHost", KEY),
        ("", KEY),
        ("X-Api-Key", ""),
        ("X-Api-Key", "a\r\nHost: evil"),
        ("X-Api-Key", "鍵"),
        ("X-Api-Key", "x" * 5000),
    ],
)
def test_what_cannot_be_sent_is_refused(app, admin, ready, header: str, value: str) -> None:
    """A header of our own, one that would end the line, a value that is none: said beside the field, never repeated."""
    _served, source = ready
    page = written(admin, app, source, value, header)
    assert "この取り込み元の鍵は保管していません" in page
    assert "書いてください" in page
    assert not value or value not in page or len(value) < 3
    assert credentials.show(source["id"]) is None


def test_settings_take_no_key(ready) -> None:
    """A key among the public settings is refused, and not repeated."""
    _served, source = ready
    context = {"user": factories.Sysadmin()["name"]}
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("harvest_source_patch", context, id=source["id"], config=json.dumps({"api_key": KEY}))
    assert KEY not in json.dumps(caught.value.error_dict)


def test_command_line_keeps_a_key(cli, ready) -> None:
    """The value is asked for, not an argument that a list of processes would show."""
    from ckan.cli.cli import ckan

    _served, source = ready
    command = ["tomoni-harvest", "credential", source["name"]]
    done = cli.invoke(ckan, [*command, "--header", "X-Api-Key"], input=f"{KEY}\n")
    assert "X-Api-Key is sent to http://127.0.0.1" in done.output, done.output
    assert KEY not in done.output
    assert gather(source)[1] == "done"
    assert "forgotten" in cli.invoke(ckan, [*command, "--forget"]).output
    assert "this header cannot be sent" in cli.invoke(ckan, [*command, "--header", "Host"], input="x\n").output

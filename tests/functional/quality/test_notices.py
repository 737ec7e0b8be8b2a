"""A resource that became worse: who is told, once, and what happens when they cannot be."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from ckan import model
from ckan.lib import mailer
from ckan.tests import factories, helpers

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import mails, notices, source
from ckanext.tomoni_quality.notice_model import TRIES, QualityNotice
from tests.functional.quality.support import CLEAN, DIRTY, Upload, act, work

PREFIX = "ckanext.tomoni_quality."


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    model.Session.query(QualityNotice).delete()
    model.Session.commit()


class Receiver:
    """A server that keeps what is posted to it and answers as it is told."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """One that listens, named in the settings."""
    found = Receiver()
    monkeypatch.setitem(ckan_config, PREFIX + "webhooks", [f"http://127.0.0.1:{found.port}/hook"])
    monkeypatch.setitem(ckan_config, PREFIX + "webhook_secret", "a secret")
    yield found
    found.server.shutdown()


@pytest.fixture
def letters(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """The mails that would be sent: address, subject, body."""
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setitem(ckan_config, PREFIX + "mail_worse", True)
    monkeypatch.setattr(mailer, "mail_recipient", lambda name, to, subject, body: sent.append((to, subject, body)))
    return sent


def worsened(upload: Upload, package_id: str) -> dict[str, Any]:
    resource = upload(CLEAN, package_id)
    work()
    upload(DIRTY, package_id, id=resource["id"])
    work()
    return resource


def waiting() -> list[QualityNotice]:
    return model.Session.query(QualityNotice).filter(QualityNotice.sent.is_(None)).all()


def test_a_webhook_hears_of_it_once_and_signed(dataset: dict[str, Any], upload: Upload, receiver: Receiver) -> None:
    resource = worsened(upload, dataset["id"])
    ((headers, body),) = receiver.got
    assert headers["X-Tomoni-Signature"] == "sha256=" + hmac.new(b"a secret", body, hashlib.sha256).hexdigest()
    (message,) = receiver.messages
    assert message["event"] == "tomoni_quality.worse"
    assert message["resource"]["id"] == resource["id"]
    assert message["resource"]["report_url"].endswith(f"/dataset/{dataset['name']}/resource/{resource['id']}/quality")
    assert (message["before"]["level"], message["after"]["level"]) == ("good", "fair")
    assert {(each["slug"], each["kind"]) for each in message["changes"]} >= {("coordinates-swapped", "new")}
    act("tomoni_quality_check", resource_id=resource["id"])
    work()
    assert len(receiver.got) == 1
    assert waiting() == []


def test_better_and_first_reports_are_no_news(dataset: dict[str, Any], upload: Upload, receiver: Receiver) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    upload(CLEAN, dataset["id"], id=resource["id"])
    work()
    assert receiver.got == []


@pytest.mark.parametrize("status", [500, 404, 302])
def test_who_cannot_be_told_is_told_later(
    dataset: dict[str, Any], upload: Upload, receiver: Receiver, status: int, cli: Any
) -> None:
    receiver.status = status
    resource = worsened(upload, dataset["id"])
    assert len(receiver.got) == 1, "a redirect is not followed"
    (notice,) = waiting()
    assert (notice.tries, bool(notice.problem)) == (1, True)
    report = helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"])
    assert report["level"] == "fair", "the check itself is done"
    receiver.status = 200
    notice.due = datetime.now(UTC)
    model.Session.commit()
    from ckanext.tomoni_quality.cli import tomoni_quality

    done = cli.invoke(tomoni_quality, ["sweep"])
    assert "1 notices sent, 0 to be tried again" in done.output
    assert len(receiver.got) == 2
    assert receiver.messages[0]["id"] == receiver.messages[1]["id"]
    assert waiting() == []


def test_a_receiver_that_never_answers_is_given_up(dataset: dict[str, Any], upload: Upload, receiver: Receiver) -> None:
    receiver.status = 500
    worsened(upload, dataset["id"])
    for _ in range(TRIES + 2):
        for notice in waiting():
            notice.due = datetime.now(UTC)
        model.Session.commit()
        notices.deliver()
    assert len(receiver.got) == TRIES


def test_a_crash_before_telling_loses_nothing(
    dataset: dict[str, Any], upload: Upload, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(notices, "queue", lambda: 1 / 0)
        worsened(upload, dataset["id"])
    assert receiver.got == []
    assert notices.deliver().sent == 1
    assert len(receiver.got) == 1


def test_private_datasets_are_not_told_of_outside(
    org: dict[str, Any], upload: Upload, receiver: Receiver, letters: list[Any], ckan_config: Any
) -> None:
    package = factories.Dataset(owner_org=org["id"], private=True, maintainer_email="window@example.com")
    worsened(upload, package["id"])
    assert receiver.got == []
    assert letters
    assert "window@example.com" not in {to for to, _, _ in letters}
    ckan_config[PREFIX + "webhook_private"] = True
    resource = package["resources"][0] if package["resources"] else worsened(upload, package["id"])
    assert resource
    assert len(receiver.got) == 1


def test_the_contact_of_a_public_dataset_gets_a_mail(
    org: dict[str, Any], upload: Upload, letters: list[tuple[str, str, str]]
) -> None:
    package = factories.Dataset(owner_org=org["id"], title="公園\nBcc: x", maintainer_email="window@example.com")
    worsened(upload, package["id"])
    ((to, subject, body),) = letters
    assert to == "window@example.com"
    assert subject == "データの品質が下がりました：公園 Bcc: x"
    japanese, english = "入れ替わっています：0 → 2 か所", "Latitude and longitude are swapped: 0 -> 2"
    assert body.index(japanese) < body.index(english)
    assert "/quality" in body


def test_without_a_contact_the_members_who_can_mend_it_get_it(
    dataset: dict[str, Any], editor: dict[str, Any], upload: Upload, letters: list[tuple[str, str, str]]
) -> None:
    worsened(upload, dataset["id"])
    assert {to for to, _, _ in letters} == {model.User.get(editor["name"]).email}


def test_a_mail_server_that_is_down_is_tried_again(
    dataset: dict[str, Any], upload: Upload, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise mailer.MailerException("no server")

    monkeypatch.setattr(mailer, "mail_recipient", refuse)
    worsened(upload, dataset["id"])
    assert [notice.problem for notice in waiting()] == ["no server"]


def test_a_mail_server_that_says_nothing_is_hung_up_on(
    dataset: dict[str, Any], upload: Upload, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setitem(ckan_config, PREFIX + "mail_worse", True)
    monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{silent.getsockname()[1]}")
    monkeypatch.setattr(mails, "_TIMEOUT", 0.5)
    worsened(upload, dataset["id"])
    silent.close()
    (notice,) = waiting()
    assert (notice.tries, "timed out" in notice.problem) == (1, True)
    assert socket.getdefaulttimeout() is None


def test_what_changed_is_on_the_page(dataset: dict[str, Any], upload: Upload, app: Any) -> None:
    resource = worsened(upload, dataset["id"])
    answer = helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"], history=True)
    told = {(each["slug"], each["before"], each["after"]) for each in answer["changes"]}
    assert ("coordinates-swapped", 0, 2) in told
    page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}/quality")
    assert 'data-change="new"' in page.body


def test_summaries_stay_when_findings_go(
    dataset: dict[str, Any], upload: Upload, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, PREFIX + "history", 1)
    resource = worsened(upload, dataset["id"])
    answer = helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"], history=True)
    assert [old["level"] for old in answer["history"]] == ["fair", "good"]
    assert answer["changes"] == []
    assert answer["findings"]


def test_a_day_when_the_file_could_not_be_had_hides_nothing(
    dataset: dict[str, Any], upload: Upload, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = upload(CLEAN, dataset["id"])
    work()
    with monkeypatch.context() as patch:
        patch.setattr(
            source, "load", lambda resource: (_ for _ in ()).throw(errors.Unreachable("unreachable", "x", "x"))
        )
        act("tomoni_quality_check", resource_id=resource["id"])
        work()
    assert receiver.got == []
    upload(DIRTY, dataset["id"], id=resource["id"])
    work()
    (message,) = receiver.messages
    assert (message["before"]["level"], message["after"]["level"]) == ("good", "fair")


def test_made_private_meanwhile_the_contact_outside_hears_nothing(
    org: dict[str, Any], upload: Upload, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = factories.Dataset(owner_org=org["id"], maintainer_email="window@example.com")
    with monkeypatch.context() as patch:
        patch.setattr(notices, "queue", lambda: None)
        worsened(upload, package["id"])
    act("package_patch", id=package["id"], private=True)
    notices.deliver()
    assert letters == []
    assert waiting() == []

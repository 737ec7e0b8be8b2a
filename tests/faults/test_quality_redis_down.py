"""Redis is down: a save must not fail for it, and what was missed is found later."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from ckan.lib import jobs as ckan_jobs
from ckan.lib import redis as ckan_redis
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from redis.exceptions import ConnectionError as RedisDown
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_quality import pending, queueing

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db", "clean_queues")


@pytest.fixture
def redis_down(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every use of Redis by the plugin fails, until undone."""

    def refuse() -> Any:
        raise RedisDown("Connection refused")

    monkeypatch.setattr(pending, "connect_to_redis", refuse)
    return monkeypatch


def save(**more: Any) -> dict[str, Any]:
    name = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    resources = [{"url": "http://example.com/a.csv", "format": "CSV"}]
    dataset = factories.Dataset()
    return helpers.call_action(
        "package_patch", {"user": name, "ignore_auth": True}, id=dataset["id"], resources=resources, **more
    )


def test_the_save_succeeds_and_is_logged(redis_down: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING"), caplog.at_level("WARNING", logger=queueing.log.name):
        dataset = save()
    assert dataset["resources"][0]["url"] == "http://example.com/a.csv"
    assert dataset["id"] in caplog.text
    assert "sweep" in caplog.text


def test_the_report_can_still_be_read(redis_down: Any) -> None:
    dataset = save()
    answer = helpers.call_action("tomoni_quality_report_show", resource_id=dataset["resources"][0]["id"])
    assert answer["state"] == "unchecked"


def test_the_button_says_what_is_wrong(redis_down: Any) -> None:
    dataset = save()
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("tomoni_quality_check", resource_id=dataset["resources"][0]["id"])
    assert "queue" in caught.value.error_dict


def test_what_was_missed_is_queued_later(redis_down: pytest.MonkeyPatch) -> None:
    dataset = save()
    redis_down.undo()
    assert queueing.enqueue_changed(dataset["id"]) == [dataset["resources"][0]["id"]]


def test_a_file_sent_before_publishing_is_kept(
    app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No connection at all: the page says so, and once Redis is back, one click begins the check."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    user = factories.UserWithToken()
    headers = {"Authorization": user["token"]}

    def call(action: str, **data: Any) -> Any:
        return helpers.call_action(f"tomoni_quality_{action}", {"user": user["name"], "ignore_auth": False}, **data)

    with monkeypatch.context() as down:
        down.setitem(ckan_config, "ckan.redis.url", "redis://127.0.0.1:1/0")
        down.setattr(ckan_redis, "_connection_pool", None)
        down.setattr(ckan_jobs, "_queues", {})
        upload = FileStorage(io.BytesIO("名称\n甲\n".encode()), filename="a.csv")
        begun = call("check_file", upload=upload, background=True)
        assert (begun["state"], begun["problem"]) == ("stopped", "queue")
        body = app.get(f"/quality/task/{begun['id']}", headers=headers).body
        assert "処理の待ち行列が応答しない" in body
        assert call("task_again", id=begun["id"])["problem"] == "queue"
    assert call("task_again", id=begun["id"])["state"] == "queued"
    assert call("task_cancel", id=begun["id"]) == {"id": begun["id"]}

"""Redis is down: a save must not fail for it, and what was missed is found later."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from redis.exceptions import ConnectionError as RedisDown

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

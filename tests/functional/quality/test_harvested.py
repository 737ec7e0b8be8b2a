"""What a harvest brings is checked only where the portal wants it, behind people's own edits."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality.queueing import BULK
from ckanext.tomoni_quality.subscriptions import HARVESTED
from tests.functional.quality.support import act, queued, work


@pytest.fixture
def harvested(dataset: dict[str, Any]) -> list[str]:
    """Return the ids of a table and of a page, saved and past their own checks, as a harvest would tell them."""
    table = act("resource_create", package_id=dataset["id"], url="http://example.com/a.csv", format="CSV")
    page = act("resource_create", package_id=dataset["id"], url="http://example.com/a", format="HTML")
    work()
    return [table["id"], page["id"]]


def send(resources: list[str]) -> None:
    tk.signals.ckanext.signal(HARVESTED).send("source", added=[], updated=[], withdrawn=[], resources=resources)


def test_nothing_is_fetched_unless_the_portal_wants_it(harvested: list[str]) -> None:
    """A harvest of thousands of datasets does not download their files by default."""
    send(harvested)
    assert queued(BULK) == []


@pytest.mark.ckan_config("ckanext.tomoni_quality.check_harvested", True)
def test_harvested_tables_wait_in_their_own_queue(harvested: list[str]) -> None:
    """Only the table waits, and not in the queue of people's own edits."""
    send(harvested)
    assert queued(BULK) == harvested[:1]
    assert queued() == []

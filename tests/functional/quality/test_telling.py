"""What the job tells the other plugins of a checked table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality import telling
from ckanext.tomoni_quality.rules import _standards
from tests.functional.quality.support import CLEAN, DIRTY, Upload, work

TOILETS = _standards.table(_standards.header())
Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What was told, rows read as a listener reads them."""
    told: Heard = []

    def loaded(sender: str, **kwargs: Any) -> None:
        told.append(("loaded", {**kwargs, "records": list(kwargs["records"])}))

    def unloaded(sender: str, **kwargs: Any) -> None:
        told.append(("unloaded", kwargs))

    signals = (tk.signals.ckanext.signal(telling.LOADED), tk.signals.ckanext.signal(telling.UNLOADED))
    for signal, receiver in zip(signals, (loaded, unloaded), strict=True):
        signal.connect(receiver)
    yield told
    for signal, receiver in zip(signals, (loaded, unloaded), strict=True):
        signal.disconnect(receiver)


def test_rows_of_a_standard(dataset: dict[str, Any], upload: Upload, heard: Heard) -> None:
    """The resource, its dataset, the standard and its edition, and typed rows by key."""
    resource = upload(TOILETS, dataset["id"], name="toilets.csv")
    work()
    ((kind, told),) = heard
    assert kind == "loaded"
    assert (told["resource_id"], told["package_id"]) == (resource["id"], dataset["id"])
    assert (told["standard"], told["edition"]) == ("public_toilet", "2021")
    assert told["records"][0]["local_government_code"] == "372013"
    assert isinstance(told["records"][0]["latitude"], float)


@pytest.mark.parametrize("content", [CLEAN, DIRTY, ""])
def test_no_rows(dataset: dict[str, Any], upload: Upload, heard: Heard, content: str) -> None:
    """A file that was read and follows no standard, or cannot be read, has none."""
    resource = upload(content, dataset["id"])
    work()
    assert heard == [("unloaded", {"resource_id": resource["id"], "package_id": dataset["id"]})]


def test_a_listener_that_breaks(dataset: dict[str, Any], upload: Upload) -> None:
    """The report is stored, the index and the DataStore are brought up to date all the same."""

    def broken(sender: str, **kwargs: Any) -> None:
        raise RuntimeError("broken listener")

    signal = tk.signals.ckanext.signal(telling.LOADED)
    signal.connect(broken)
    try:
        resource = upload(TOILETS, dataset["id"], name="toilets.csv")
        assert all(work())
    finally:
        signal.disconnect(broken)
    found = tk.get_action("datastore_search")({"ignore_auth": True}, {"resource_id": resource["id"]})
    assert found["total"] == 1

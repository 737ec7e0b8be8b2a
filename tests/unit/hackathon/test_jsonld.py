"""A project as schema.org describes it."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_hackathon import jsonld

PAGE = "https://catalog.example.jp/projects/navi"


def _project(**values: Any) -> dict[str, Any]:
    return {"title": "避難所ナビ", "status": "released", "participations": [], "datasets": [], **values}


def _of(project: dict[str, Any]) -> dict[str, Any]:
    return jsonld.of(
        project, PAGE, {"d1": "https://catalog.example.jp/dataset/hinan"}, {"e1": "https://catalog.example.jp/events/e"}
    )


def test_what_runs_is_software_and_the_rest_is_a_work() -> None:
    """The type follows the status and whether there is something to open."""
    assert _of(_project(app_url="https://navi.example.jp/"))["@type"] == "SoftwareApplication"
    assert _of(_project())["@type"] == "CreativeWork"
    assert _of(_project(app_url="https://navi.example.jp/", status="idea"))["@type"] == "CreativeWork"
    assert _of(_project(app_url="https://navi.example.jp/", status="ended"))["@type"] == "CreativeWork"


def test_it_is_based_on_its_datasets() -> None:
    """Datasets by their address here, other data by its own, refused, missing and merely worded uses left out."""
    dataset = {"id": "d1", "title": "避難場所"}
    uses = [
        {"dataset": dataset, "state": "confirmed"},
        {"dataset": None, "declared_url": "https://tiles.example.jp/", "state": "declared"},
        {"dataset": dataset, "state": "rejected"},
        {"dataset": None, "declared_text": "タイル", "declared_url": "", "state": "declared"},
        {"dataset": None, "state": "declared"},
    ]
    based = _of(_project(datasets=uses))["isBasedOn"]
    assert [source["url"] for source in based] == [
        "https://catalog.example.jp/dataset/hinan",
        "https://tiles.example.jp/",
    ]
    assert based[0]["@type"] == "Dataset"


def test_awards_name_their_event_and_nothing_empty_is_said() -> None:
    """An award stands with its event; fields without a value are not there."""
    event = {"id": "e1", "title": "ハッカソン2026"}
    described = _of(_project(participations=[{"event": event, "award": "最優秀賞"}], team="", summary=""))
    assert described["award"] == ["ハッカソン2026 最優秀賞"]
    assert described["recordedAt"][0]["@id"] == "https://catalog.example.jp/events/e"
    assert not {"creator", "description", "video", "isBasedOn"} & described.keys()

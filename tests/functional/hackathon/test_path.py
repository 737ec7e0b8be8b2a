"""The path of a project: registered, submitted, approved, seen on the dataset, counted in the index."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from tests.functional.hackathon.acts import act, project

pytestmark = pytest.mark.usefixtures("clean_index")


def _count(dataset: dict[str, Any]) -> Any:
    found = tk.get_action("package_search")({}, {"fq": f"id:{dataset['id']}", "facet.field": ["tomoni_project_count"]})
    return found["search_facets"]["tomoni_project_count"]["items"][0]["name"]


def test_from_draft_to_the_dataset(town) -> None:
    """A draft is nobody else's to see; a published project is found through its dataset and counted in the index."""
    draft = town.project()
    assert draft["state"] == "draft"
    assert draft["slug"]
    assert act("tomoni_project_list", None, package_id=town.dataset["name"])["count"] == 0

    submitted = act("tomoni_project_submit", town.people["owner"], id=draft["slug"])
    assert submitted["state"] == "submitted"
    waiting = act("tomoni_project_list", town.people["org_editor"], reviewable=True)
    assert [found["id"] for found in waiting["results"]] == [draft["id"]]
    assert _count(town.dataset) == "0"

    published = act("tomoni_project_approve", town.people["org_editor"], id=draft["id"])
    assert published["state"] == "published"
    uses = act("tomoni_dataset_use_list", None, package_id=town.dataset["name"])
    assert [use["project"]["title"] for use in uses["results"]] == ["避難所ナビ"]
    assert uses["results"][0]["dataset"]["title"] == "指定緊急避難場所一覧"
    assert _count(town.dataset) == "1"

    act("tomoni_project_withdraw", town.people["owner"], id=draft["id"])
    assert act("tomoni_dataset_use_list", None, package_id=town.dataset["name"])["count"] == 0
    assert _count(town.dataset) == "0"


def test_returned_with_a_reason_and_submitted_again(town) -> None:
    """The team reads why, changes the project and submits it again."""
    draft = town.project()
    act("tomoni_project_submit", town.people["owner"], id=draft["id"])
    act("tomoni_project_return", town.people["org_editor"], id=draft["id"], reason="データの加工方法を書いてください。")
    seen = act("tomoni_project_show", town.people["owner"], id=draft["id"])
    assert (seen["state"], seen["return_reason"]) == ("returned", "データの加工方法を書いてください。")
    act("tomoni_project_update", town.people["owner"], id=draft["id"], body="座標を WGS84 に直しました。")
    again = act("tomoni_project_submit", town.people["owner"], id=draft["id"])
    assert again["state"] == "submitted"
    assert act("tomoni_project_show", town.people["owner"], id=draft["id"])["return_reason"] == ""


def test_a_refused_use_is_not_counted(town) -> None:
    """The owner of a dataset says that a project does not use it."""
    published = town.published()
    use = act("tomoni_dataset_use_list", None, project_id=published["id"])["results"][0]
    confirmed = act("tomoni_dataset_use_confirm", town.people["org_editor"], id=use["id"])
    assert (confirmed["state"], _count(town.dataset)) == ("confirmed", "1")
    act("tomoni_dataset_use_confirm", town.people["org_admin"], id=use["id"], state="rejected")
    assert _count(town.dataset) == "0"
    assert act("tomoni_dataset_use_list", None, project_id=published["id"])["count"] == 0
    assert act("tomoni_dataset_use_list", town.people["owner"], project_id=published["id"])["count"] == 1


def test_a_deleted_dataset_is_shown_as_missing(town) -> None:
    """Deleting and purging a dataset breaks no page and no list."""
    published = town.published()
    act("package_delete", town.people["sysadmin"], id=town.dataset["id"])
    (use,) = act("tomoni_project_show", None, id=published["id"])["datasets"]
    assert (use["target"], use["dataset"]) == ("missing", None)
    act("dataset_purge", town.people["sysadmin"], id=town.dataset["id"])
    (use,) = act("tomoni_project_show", None, id=published["id"])["datasets"]
    assert (use["target"], use["dataset"]) == ("missing", None)
    assert "declared_text" not in use


def test_a_private_dataset_never_leaks(town) -> None:
    """Nobody learns from a project that a private dataset exists."""
    secret = factories.Dataset(title="非公開の台帳", owner_org=town.organization["id"], private=True)
    draft = project(
        town.people["org_member"], datasets=[{"dataset": secret["name"]}, {"dataset": town.dataset["name"]}]
    )
    assert {use["dataset"]["name"] for use in draft["datasets"]} == {secret["name"], town.dataset["name"]}
    act("tomoni_project_submit", town.people["org_member"], id=draft["id"])
    act("tomoni_project_approve", town.people["org_editor"], id=draft["id"])

    for person in (None, town.people["user"], town.people["other_editor"]):
        shown = act("tomoni_project_show", person, id=draft["id"])
        assert [use["dataset"]["name"] for use in shown["datasets"]] == [town.dataset["name"]]
        assert shown["num_datasets"] == 1
        assert act("tomoni_project_list", person, package_id=secret["id"])["count"] == 0
        assert act("tomoni_dataset_use_list", person, package_id=secret["name"])["count"] == 0
        assert "非公開の台帳" not in str(shown)
    assert act("tomoni_project_list", town.people["org_editor"], package_id=secret["id"])["count"] == 1

    with pytest.raises(tk.ValidationError):
        act("tomoni_dataset_use_create", town.people["sysadmin"], project_id=draft["id"], package_id="no-such-dataset")
    mine = project(town.people["user"], datasets=[{"dataset": secret["name"]}])
    assert (mine["datasets"][0]["target"], mine["datasets"][0]["declared_text"]) == ("external", secret["name"])

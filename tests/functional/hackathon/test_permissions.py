"""Each role × each action. A class names an action and who may do it; everybody else must be refused."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from ckan.plugins import toolkit as tk

from tests.functional.hackathon.acts import act

ROLES = ("anonymous", "user", "owner", "org_member", "org_editor", "org_admin", "other_editor", "sysadmin")
EVERYBODY = frozenset(ROLES)
LOGGED_IN = EVERYBODY - {"anonymous"}
REVIEWERS = frozenset({"org_editor", "org_admin", "sysadmin"})
_kept: dict[tuple[str, str], dict[str, Any]] = {}
TEAM = frozenset({"owner", "sysadmin"})


class Matrix:
    """Runs one action for every role against a fresh object; subclasses say which action, on what, and who may."""

    action: ClassVar[str]
    may: ClassVar[frozenset[str]]

    def data(self, town: Any) -> dict[str, Any]:
        """What the action is called with, everything it needs being made first."""
        return {}

    def _unchanged(self, town: Any) -> dict[str, Any]:
        """The same for every role that only reads or is refused: making it is the slow part."""
        key = (type(self).__name__, town.dataset["id"])
        if key not in _kept:
            _kept[key] = self.data(town)
        return _kept[key]

    @pytest.mark.parametrize("role", ROLES)
    def test_role(self, standing_town: Any, role: str) -> None:
        """Those named in ``may`` succeed; the others are refused and nothing else goes wrong."""
        changes = role in self.may and not self.action.endswith(("_list", "_show", "_match"))
        data = self.data(standing_town) if changes else self._unchanged(standing_town)
        person = standing_town.people.get(role)
        if role in self.may:
            act(self.action, person, **data)
        else:
            with pytest.raises(tk.NotAuthorized):
                act(self.action, person, **data)


def event(town: Any, state: str = "published") -> str:
    return act("tomoni_event_create", town.people["sysadmin"], title="催し", state=state)["id"]


def submitted(town: Any) -> dict[str, Any]:
    project = town.project()
    act("tomoni_project_submit", town.people["owner"], id=project["id"])
    return project


class TestEventList(Matrix):
    action, may = "tomoni_event_list", EVERYBODY


class TestEventShow(Matrix):
    action, may = "tomoni_event_show", EVERYBODY

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": event(town)}


class TestDraftEventShow(Matrix):
    action, may = "tomoni_event_show", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": event(town, "draft")}


class TestEventCreate(Matrix):
    action, may = "tomoni_event_create", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"title": "催し"}


@pytest.mark.ckan_config("ckanext.tomoni_hackathon.organization_admins_create_events", True)
class TestEventCreateByAdmins(TestEventCreate):
    may = frozenset({"org_admin", "sysadmin"})


class TestEventUpdate(Matrix):
    action, may = "tomoni_event_update", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": event(town), "place": "公民館"}


class TestEventDelete(Matrix):
    action, may = "tomoni_event_delete", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": event(town)}


class TestProjectList(Matrix):
    action, may = "tomoni_project_list", EVERYBODY


class TestProjectCreate(Matrix):
    action, may = "tomoni_project_create", LOGGED_IN

    def data(self, town: Any) -> dict[str, Any]:
        return {"title": "作品"}


class TestPublishedProjectShow(Matrix):
    action, may = "tomoni_project_show", EVERYBODY

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.published()["id"]}


class TestDraftProjectShow(Matrix):
    action, may = "tomoni_project_show", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.project()["id"]}


class TestSubmittedProjectShow(Matrix):
    action, may = "tomoni_project_show", REVIEWERS | TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": submitted(town)["id"]}


class TestDraftProjectUpdate(Matrix):
    action, may = "tomoni_project_update", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.project()["id"], "team": "チーム"}


class TestPublishedProjectUpdate(Matrix):
    action, may = "tomoni_project_update", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.published()["id"], "team": "チーム"}


class TestDraftProjectDelete(Matrix):
    action, may = "tomoni_project_delete", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.project()["id"]}


class TestPublishedProjectDelete(TestDraftProjectDelete):
    may = frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.published()["id"]}


class TestProjectSubmit(Matrix):
    action, may = "tomoni_project_submit", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.project()["id"]}


class TestProjectApprove(Matrix):
    action, may = "tomoni_project_approve", REVIEWERS

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": submitted(town)["id"]}


class TestProjectReturn(Matrix):
    action, may = "tomoni_project_return", REVIEWERS

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": submitted(town)["id"], "reason": "加工方法を書いてください"}


class TestProjectWithdraw(Matrix):
    action, may = "tomoni_project_withdraw", REVIEWERS | TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.published()["id"]}


class TestDatasetMatch(Matrix):
    action, may = "tomoni_dataset_match", EVERYBODY

    def data(self, town: Any) -> dict[str, Any]:
        return {"declared": town.dataset["name"]}


class TestDatasetRematch(Matrix):
    action, may = "tomoni_dataset_rematch", frozenset({"sysadmin"})

    def data(self, town: Any) -> dict[str, Any]:
        return {"dry_run": True}


class TestUseList(Matrix):
    action, may = "tomoni_dataset_use_list", EVERYBODY


class TestUseCreate(Matrix):
    action, may = "tomoni_dataset_use_create", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"project_id": town.project(datasets=[])["id"], "package_id": town.dataset["id"]}


class TestUseDelete(Matrix):
    action, may = "tomoni_dataset_use_delete", TEAM

    def data(self, town: Any) -> dict[str, Any]:
        return {"id": town.project()["datasets"][0]["id"]}


class TestUseConfirm(Matrix):
    action, may = "tomoni_dataset_use_confirm", REVIEWERS

    def data(self, town: Any) -> dict[str, Any]:
        published = town.published()
        return {"id": act("tomoni_dataset_use_list", None, project_id=published["id"])["results"][0]["id"]}


def test_an_editor_does_not_approve_their_own_project(town) -> None:
    """Four eyes: an editor of the data's owner who made the project asks a colleague; a refused use opens no door."""
    from tests.functional.hackathon.acts import project

    editor = town.people["org_editor"]
    mine = project(editor, datasets=[{"dataset": town.dataset["name"]}])
    act("tomoni_project_submit", editor, id=mine["id"])
    with pytest.raises(tk.NotAuthorized):
        act("tomoni_project_approve", editor, id=mine["id"])
    with pytest.raises(tk.NotAuthorized):
        act("tomoni_dataset_use_confirm", editor, id=mine["datasets"][0]["id"])
    waiting = act("tomoni_project_list", editor, reviewable=True, limit=100)["results"]
    assert mine["id"] not in {found["id"] for found in waiting}
    assert act("tomoni_project_approve", town.people["org_admin"], id=mine["id"])["state"] == "published"


def test_a_team_gives_itself_no_award(town) -> None:
    """Awards are the staff's; a team that saves its form keeps the award it has."""
    event_id = event(town)
    with pytest.raises(tk.ValidationError) as refused:
        town.project(participations=[{"event": event_id, "award": "最優秀賞"}])
    assert "the people who run the portal" in str(refused.value.error_dict["participations"])
    draft = town.project(participations=[{"event": event_id, "track": "サービス開発"}])
    given = [{"event": event_id, "track": "サービス開発", "award": "最優秀賞"}]
    act("tomoni_project_update", town.people["sysadmin"], id=draft["id"], participations=given)
    act(
        "tomoni_project_update",
        town.people["owner"],
        id=draft["id"],
        participations=[{"event": event_id, "track": "新"}],
    )
    (part,) = act("tomoni_project_show", town.people["owner"], id=draft["id"])["participations"]
    assert (part["track"], part["award"]) == ("新", "最優秀賞")
    with pytest.raises(tk.ValidationError):
        act("tomoni_project_update", town.people["owner"], id=draft["id"], participations=[])
    with pytest.raises(tk.ValidationError):
        town.project(participations=[{"event": event(town, "draft")}])

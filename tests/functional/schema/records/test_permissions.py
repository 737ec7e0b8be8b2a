"""Each role × each action × each kind of dataset: the rows are as visible as the dataset that they come from."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_schema.records import store
from tests.functional.schema.records.support import act, ask, faults

ROLES = ("anonymous", "stranger", "member", "editor", "admin", "collaborator", "sysadmin")
INSIDERS = ("member", "editor", "admin", "collaborator", "sysadmin")


@pytest.fixture
def roles() -> dict[str, str]:
    """A user name for each role; the empty one is anonymous."""
    users = {role: factories.User()["name"] for role in ROLES[1:-1]}
    return {"anonymous": "", **users, "sysadmin": factories.Sysadmin()["name"]}


@pytest.fixture
def org(roles: dict[str, str]) -> dict[str, Any]:
    """An organization with a member, an editor and an admin."""
    capacities = [{"name": roles[role], "capacity": role} for role in ("member", "editor", "admin")]
    return factories.Organization(users=capacities)


def dataset(org: dict[str, Any], roles: dict[str, str], state: str) -> dict[str, Any]:
    """A dataset in a state, with one row, and one person invited to it."""
    made = factories.Dataset(owner_org=org["id"], private=state == "private", resources=[{"url": "http://e.com/a.csv"}])
    store.load(made["resources"][0]["id"], made["id"], "public_toilet", "2026", [{"id": "1", "name": state}])
    if state == "deleted":
        act("package_delete", id=made["id"])
    elif state == "draft":
        model.Session.execute(sa.update(model.Package).where(model.Package.id == made["id"]).values(state="draft"))
        model.Session.commit()
    else:
        act("package_collaborator_create", id=made["id"], user_id=roles["collaborator"], capacity="member")
    return made


class Matrix:
    """One kind of dataset and who sees its rows, by each action; a subclass names only these."""

    state: str
    allowed: tuple[str, ...]

    @pytest.mark.ckan_config("ckan.auth.allow_dataset_collaborators", True)
    @pytest.mark.parametrize("role", ROLES)
    def test_role(self, role: str, roles: dict[str, str], org: dict[str, Any]) -> None:
        dataset(org, roles, self.state)
        answer = ask(user=roles[role])
        expected = [self.state] if role in self.allowed else []
        assert [row["name"] for row in answer["results"]] == expected
        assert answer["count"] == len(expected)
        context: Any = {"user": roles[role], "ignore_auth": False}
        sources = helpers.call_action("tomoni_standard_record_sources", context, id="public_toilet")
        assert (sources["count"], sources["rows"]) == (len(expected), len(expected))


class TestPublic(Matrix):
    state = "public"
    allowed = ROLES


class TestPrivate(Matrix):
    state = "private"
    allowed = INSIDERS


class TestDraft(Matrix):
    state = "draft"
    allowed = ()


class TestDeleted(Matrix):
    state = "deleted"
    allowed = ()


class Labels(lib_plugins.DefaultPermissionLabels):
    """A portal's own rule: public datasets are for people who are logged in."""

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        """Never the label of passers-by."""
        return ["logged-in"]

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        """One label, for those who logged in."""
        return ["public", "logged-in"] if user_obj else ["public"]


@pytest.mark.ckan_config("ckan.auth.allow_dataset_collaborators", True)
def test_labels_of_another_plugin(monkeypatch: pytest.MonkeyPatch, roles: dict[str, str], org: dict[str, Any]) -> None:
    """A plugin's own labels decide, not our idea of CKAN's."""
    dataset(org, roles, "public")
    monkeypatch.setattr("ckanext.tomoni_schema.records.visibility.get_permission_labels", Labels)
    assert ask()["results"] == []
    assert len(ask(user=roles["stranger"])["results"]) == 1


@pytest.mark.parametrize("action", ["tomoni_standard_records", "tomoni_standard_record_sources"])
def test_reading_changes_nothing_and_needs_a_standard(app, action: str) -> None:
    """Both may be asked by GET; an unknown standard is not found."""
    assert app.get(f"/api/3/action/{action}?id=public_toilet").json["success"]
    for wrong in ("", "?id=no_such", "?id=public_toilet@1999"):
        app.get(f"/api/3/action/{action}{wrong}", status=404)


def test_hostile_questions_are_refused_in_both_languages(app) -> None:
    """The API names each fault; nothing of the question reaches the database as SQL."""
    evil = "name') OR 1=1; DROP TABLE tomoni_schema_record; --"
    found = faults(filters={evil: "1"}, bbox="1", cursor="broken", limit=10**6)
    assert set(found) == {evil[:60], "bbox", "cursor", "limit"}
    assert all(not ja.isascii() and en for ja, en in found.values())
    assert ask(filters={"name": evil})["count"] == 0
    assert ask(filters={"name": "%"})["count"] == 0
    answer = app.get("/api/3/action/tomoni_standard_records?id=public_toilet&filters={", status=409)
    assert answer.json["error"]["__type"] == "Validation Error"


def test_a_statement_that_takes_too_long_says_how_to_ask_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked, the database is not held for long."""
    monkeypatch.setattr("ckanext.tomoni_schema.records.query.TIMEOUT", "1ms")
    monkeypatch.setattr("ckanext.tomoni_schema.records.conditions.of_row", _slow)
    with pytest.raises(tk.ValidationError) as caught:
        ask(bbox="1,1,2,2")
    assert "自治体か都道府県" in str(caught.value.error_dict)
    assert model.Session.scalar(sa.text("SELECT 1")) == 1


def _slow(question: Any) -> list[Any]:
    return [sa.text("(SELECT pg_sleep(1)) IS NOT NULL")]

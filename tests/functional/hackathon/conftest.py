"""People, organizations and datasets that the tests of this room share; unique names spare an empty database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories

from tests.functional.hackathon import acts


@dataclass
class Town:
    """One organization with a person in each role, one dataset with a file, and a team that made something of it."""

    organization: dict[str, Any]
    other: dict[str, Any]
    people: dict[str, dict[str, Any]]
    dataset: dict[str, Any]
    resource: dict[str, Any]

    def project(self, **values: Any) -> dict[str, Any]:
        """A draft by the team that names the dataset."""
        return acts.project(self.people["owner"], **{"datasets": [{"dataset": self.dataset["name"]}], **values})

    def published(self, **values: Any) -> dict[str, Any]:
        """A project by the team that an editor published."""
        project = self.project(**values)
        acts.act("tomoni_project_submit", self.people["owner"], id=project["id"])
        return acts.act("tomoni_project_approve", self.people["org_editor"], id=project["id"])


ROLES = ("user", "owner", "org_member", "org_editor", "org_admin", "other_editor")
_standing: list[Town] = []


def _people_and_town() -> Town:
    people = {name: factories.User() for name in ROLES} | {"sysadmin": factories.Sysadmin()}
    members = [{"name": people[f"org_{role}"]["name"], "capacity": role} for role in ("member", "editor", "admin")]
    organization = factories.Organization(users=members)
    other = factories.Organization(users=[{"name": people["other_editor"]["name"], "capacity": "editor"}])
    return _with_data(Town(organization, other, people, {}, {}))


def _with_data(town: Town) -> Town:
    dataset = factories.Dataset(title="指定緊急避難場所一覧", owner_org=town.organization["id"])
    address = f"https://city.example.jp/{dataset['name']}/hinan.csv"
    resource = factories.Resource(package_id=dataset["id"], name="避難場所.csv", format="CSV", url=address)
    return replace(town, dataset=dataset, resource=resource)


@pytest.fixture
def standing_town(non_clean_db: Any) -> Town:
    """The same town in every test that asks for it, as long as no other test empties the database."""
    if not _standing or model.Package.get(_standing[0].dataset["id"]) is None:
        _standing[:] = [_people_and_town()]
    return _standing[0]


@pytest.fixture
def town(standing_town: Town) -> Town:
    """The people of the standing town with a dataset of their own, that the test may change or delete."""
    return _with_data(standing_town)

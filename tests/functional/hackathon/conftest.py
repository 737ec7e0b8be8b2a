"""People, organizations and datasets that the tests of this room share; unique names spare an empty database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
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


@pytest.fixture
def town(non_clean_db: Any) -> Town:
    """A town with its data and its people."""
    people = {
        name: factories.User() for name in ("user", "owner", "org_member", "org_editor", "org_admin", "other_editor")
    }
    people["sysadmin"] = factories.Sysadmin()
    organization = factories.Organization(
        users=[{"name": people[f"org_{role}"]["name"], "capacity": role} for role in ("member", "editor", "admin")]
    )
    other = factories.Organization(users=[{"name": people["other_editor"]["name"], "capacity": "editor"}])
    dataset = factories.Dataset(title="指定緊急避難場所一覧", owner_org=organization["id"])
    resource = factories.Resource(
        package_id=dataset["id"],
        name="避難場所.csv",
        format="CSV",
        url=f"https://city.example.jp/{dataset['name']}/hinan.csv",
    )
    return Town(organization, other, people, dataset, resource)

"""Each role × each action; a report is as private as its resource."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_quality.model import QualityReport
from tests.functional.quality.support import DIRTY, ROLES, Upload, may, work


@pytest.fixture
def org(roles: dict[str, str]) -> dict[str, Any]:
    """An organization with a member, an editor and an admin."""
    capacities = [{"name": roles[role], "capacity": role} for role in ("member", "editor", "admin")]
    return factories.Organization(users=capacities)


@pytest.fixture
def public(org: dict[str, Any], upload: Upload) -> dict[str, Any]:
    """A checked resource of a public dataset."""
    resource = upload(DIRTY, factories.Dataset(owner_org=org["id"])["id"])
    work()
    return resource


@pytest.fixture
def private(org: dict[str, Any], upload: Upload) -> dict[str, Any]:
    """A checked resource of a private dataset."""
    resource = upload(DIRTY, factories.Dataset(owner_org=org["id"], private=True)["id"])
    work()
    return resource


class Matrix:
    """One action and who may call it; a subclass names only these."""

    action: str
    allowed: tuple[str, ...]
    visibility = "public"

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("key", ["resource_id", "package_id"])
    def test_role(self, role: str, key: str, roles: dict[str, str], request: pytest.FixtureRequest) -> None:
        resource = request.getfixturevalue(self.visibility)
        data = {key: resource["id" if key == "resource_id" else "package_id"]}
        assert may(self.action, roles[role], **data) is (role in self.allowed)


class TestShowPublic(Matrix):
    action = "tomoni_quality_report_show"
    allowed = ROLES


class TestShowPrivate(Matrix):
    action = "tomoni_quality_report_show"
    visibility = "private"
    allowed = ("member", "editor", "admin", "sysadmin")


class TestCompare:
    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("visibility", ["public", "private"])
    def test_role(self, role: str, visibility: str, roles: dict[str, str], request: pytest.FixtureRequest) -> None:
        resource = request.getfixturevalue(visibility)
        report = QualityReport.newest(resource["id"])
        assert report
        allowed = ROLES if visibility == "public" else TestShowPrivate.allowed
        data = {"resource_id": resource["id"], "before": report.id}
        assert may("tomoni_quality_report_compare", roles[role], **data) is (role in allowed)


class TestCheckPublic(Matrix):
    action = "tomoni_quality_check"
    allowed = ("editor", "admin", "sysadmin")


class TestCheckPrivate(Matrix):
    action = "tomoni_quality_check"
    visibility = "private"
    allowed = ("editor", "admin", "sysadmin")


@pytest.mark.parametrize("role", ROLES)
def test_everyone_may_see_the_summary(role: str, roles: dict[str, str]) -> None:
    assert may("tomoni_quality_summary", roles[role])


def test_the_summary_counts_public_datasets_only(private: dict[str, Any], org: dict[str, Any]) -> None:
    summary = helpers.call_action("tomoni_quality_summary", owner_org=org["id"])
    assert summary["resources"] == 0
    assert summary["findings"] == []


def test_the_summary_of_an_organization(public: dict[str, Any], org: dict[str, Any]) -> None:
    summary = helpers.call_action("tomoni_quality_summary", owner_org=org["name"])
    assert summary["resources"] == 1
    assert summary["levels"] == {"good": 0, "fair": 1, "poor": 0, "unchecked": 0}
    assert [o["name"] for o in summary["organizations"]] == [org["name"]]
    swapped = next(f for f in summary["findings"] if f["slug"] == "coordinates-swapped")
    assert (swapped["resources"], swapped["places"], swapped["severity"]) == (1, 2, "error")


def test_an_unknown_organization_is_not_found() -> None:
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_quality_summary", owner_org="no-such-organization")


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"offset": "x"}])
def test_wrong_numbers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_quality_summary", **wrong)


def test_only_tables_are_checked(org: dict[str, Any]) -> None:
    dataset = factories.Dataset(owner_org=org["id"])
    site = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    resource = helpers.call_action(
        "resource_create", {"user": site, "ignore_auth": True}, package_id=dataset["id"], url="http://example.com/a.pdf"
    )
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_quality_check", resource_id=resource["id"])

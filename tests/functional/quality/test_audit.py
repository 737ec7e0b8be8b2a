"""The audit: taken, kept by month, shown to whom it may be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ckan import model
from ckan.cli.cli import ckan as ckan_command
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANCliRunner

from ckanext.tomoni_quality import audit_run
from ckanext.tomoni_quality.audit import METHOD_VERSION
from ckanext.tomoni_quality.audit_model import AuditRow, month_of
from tests import harvest_tools
from tests.functional.quality.support import CLEAN, DIRTY, ROLES, Upload, act, may, work

MONTH = month_of(datetime.now(UTC))


def take(*packages: dict[str, Any]) -> None:
    assert [each.error for each in audit_run.audit([package["id"] for package in packages])] == [""] * len(packages)


def city(**more: Any) -> dict[str, Any]:
    return factories.Organization(local_government_code="372013", **more)


@pytest.fixture
def checked(org: dict[str, Any], upload: Upload) -> dict[str, Any]:
    """A public dataset whose file was checked."""
    package = factories.Dataset(owner_org=org["id"], license_id="CC-BY-4.0", tags=[{"name": "公園"}])
    upload(CLEAN, package["id"])
    work()
    return package


def test_a_dataset_without_a_kept_record_is_measured_now(checked: dict[str, Any]) -> None:
    found = helpers.call_action("tomoni_audit_show", package_id=checked["name"])
    assert found["month"] is None
    assert (found["record"]["resources"], found["record"]["checked"], found["record"]["content_score"]) == (1, 1, 99)
    assert found["record"]["openness"]["stars"] == 3
    assert found["record"]["links"] == {"alive": 1, "dead": 0, "doubtful": 0, "unmeasured": 0}


def test_taken_twice_it_is_kept_once(checked: dict[str, Any], upload: Upload) -> None:
    take(checked)
    first = helpers.call_action("tomoni_audit_show", package_id=checked["id"])
    assert (first["month"], first["record"]["resources"]) == (MONTH, 1)
    upload(DIRTY, checked["id"], "more.csv")
    work()
    take(checked)
    rows = model.Session.query(AuditRow).filter_by(package_id=checked["id"]).all()
    assert [(row.month, row.resources, row.checked) for row in rows] == [(MONTH, 2, 2)]


def test_figures_of_an_organization(checked: dict[str, Any], org: dict[str, Any]) -> None:
    bare = factories.Dataset(owner_org=org["id"])
    take(checked, bare)
    answer = helpers.call_action("tomoni_audit_show", organization=org["name"])
    figures = answer["figures"]
    assert answer["month"] == MONTH
    assert (figures["datasets"], figures["resources"], figures["checked"]) == (2, 1, 1)
    assert figures["content_score"] == 99
    assert figures["openness"]["datasets"]["3"] == 1
    assert figures["openness"]["unmeasured"] == 1
    assert sum(figures["freshness"].values()) == 2
    records = [helpers.call_action("tomoni_audit_show", package_id=p["id"])["record"]["mqa"] for p in (checked, bare)]
    assert figures["mqa"]["points"] == sum(r["points"] for r in records) / 2
    assert figures["mqa"]["unmeasured"] == sum(r["unmeasured"] for r in records) / 2
    assert figures["methods"] == [METHOD_VERSION]


def test_private_and_deleted_datasets_are_not_counted(checked: dict[str, Any], org: dict[str, Any]) -> None:
    private = factories.Dataset(owner_org=org["id"], private=True)
    gone = factories.Dataset(owner_org=org["id"])
    take(checked, private, gone)
    act("package_delete", id=gone["id"])
    assert helpers.call_action("tomoni_audit_show", organization=org["id"])["figures"]["datasets"] == 1
    listed = helpers.call_action("tomoni_audit_list", by="dataset", organization=org["id"])
    assert [row["name"] for row in listed["results"]] == [checked["name"]]
    act("package_patch", id=checked["id"], private=True)
    assert helpers.call_action("tomoni_audit_show", organization=org["id"])["figures"]["datasets"] == 0


def test_what_was_private_when_it_was_measured_stays_out(org: dict[str, Any]) -> None:
    private = factories.Dataset(owner_org=org["id"], private=True)
    take(private)
    act("package_patch", id=private["id"], private=False)
    assert helpers.call_action("tomoni_audit_show", organization=org["id"])["figures"]["datasets"] == 0


@pytest.mark.usefixtures("clean_db")
def test_by_organization_sorted_and_paged() -> None:
    groups = [city(), factories.Organization()]
    packages = [factories.Dataset(owner_org=groups[0]["id"]) for _ in range(2)]
    packages.append(factories.Dataset(owner_org=groups[1]["id"]))
    take(*packages)
    listed = helpers.call_action("tomoni_audit_list")
    assert [(row["id"], row["figures"]["datasets"]) for row in listed["results"]] == [
        (groups[0]["id"], 2), (groups[1]["id"], 1),
    ]  # fmt: skip
    assert listed["count"] == 2
    turned = helpers.call_action("tomoni_audit_list", sort="datasets", limit=1, offset=1)
    assert [row["id"] for row in turned["results"]] == [groups[0]["id"]]
    prefectures = helpers.call_action("tomoni_audit_list", by="prefecture")
    assert [(row["id"], row["title"]) for row in prefectures["results"]] == [("37", "香川県")]
    assert helpers.call_action("tomoni_audit_show", prefecture="37")["figures"]["datasets"] == 2


@pytest.mark.usefixtures("clean_db")
def test_by_source(app: Any) -> None:
    """What a harvest brought is told by the portal it came from, what was made here is not."""
    listing = [harvest_tools.dataset("aa-1"), harvest_tools.dataset("aa-2")]
    with harvest_tools.portal(listing) as served:
        source = harvest_tools.make_source(served.url)
        harvest_tools.harvest(source["id"])
    brought = [helpers.call_action("package_show", id=name) for name in ("aa-1", "aa-2")]
    take(*brought, factories.Dataset())
    listed = helpers.call_action("tomoni_audit_list", by="source")["results"]
    assert [(row["id"], row["title"], row["figures"]["datasets"]) for row in listed] == [
        (source["id"], source["title"], 2)
    ]


def test_month_by_month(checked: dict[str, Any], org: dict[str, Any]) -> None:
    take(checked)
    row = AuditRow.newest(checked["id"])
    assert row
    values = {column.name: getattr(row, column.name) for column in AuditRow.__table__.columns}
    AuditRow.put({**values, "month": "2026-01", "content_score": 40})
    model.Session.commit()
    trend = helpers.call_action("tomoni_audit_trend", organization=org["id"])["results"]
    assert [(each["month"], each["figures"]["content_score"]) for each in trend] == [("2026-01", 40), (MONTH, 99)]
    older = helpers.call_action("tomoni_audit_show", organization=org["id"], month="2026-01")
    assert older["figures"]["content_score"] == 40


def test_two_side_by_side(checked: dict[str, Any], org: dict[str, Any]) -> None:
    other = city()
    take(checked)
    found = helpers.call_action("tomoni_audit_compare", organization=org["name"], other=other["name"])
    assert [(row["id"], row["figures"]["datasets"]) for row in found["results"]] == [(org["id"], 1), (other["id"], 0)]
    assert found["results"][1]["local_government_code"] == "372013"


@pytest.mark.parametrize(
    ("action", "wrong"),
    [("show", {"month": "2026-13"}), ("show", {"prefecture": "x"}), ("list", {"by": "user"}),
     ("list", {"sort": "name"}), ("list", {"limit": -1}), ("trend", {"offset": "x"}),
     ("compare", {"organization": ""})],
)  # fmt: skip
def test_wrong_parameters_are_refused(action: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(tk.ValidationError):
        helpers.call_action(f"tomoni_audit_{action}", **wrong)


@pytest.mark.parametrize("wrong", [{"organization": "no-such"}, {"package_id": "no-such"}])
def test_what_is_not_there_is_not_found(wrong: dict[str, Any]) -> None:
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_audit_show", **wrong)


def test_a_month_without_a_record_is_not_found(checked: dict[str, Any]) -> None:
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_audit_show", package_id=checked["id"], month="2020-01")


@pytest.mark.parametrize("role", ROLES)
def test_a_private_record_is_as_private_as_its_dataset(role: str, roles: dict[str, str]) -> None:
    users = [{"name": roles[name], "capacity": name} for name in ("member", "editor", "admin")]
    owner = factories.Organization(users=users)
    package = factories.Dataset(owner_org=owner["id"], private=True)
    take(package)
    seen = role in ("member", "editor", "admin", "sysadmin")
    assert may("tomoni_audit_show", roles[role], package_id=package["id"]) is seen
    for name in ("show", "list", "trend"):
        assert may(f"tomoni_audit_{name}", roles[role], organization=owner["id"])
    assert may("tomoni_audit_compare", roles[role], organization=owner["id"], other=owner["id"])


@pytest.mark.usefixtures("clean_db")
def test_the_command_measures_all_and_resumes(
    org: dict[str, Any], cli: CKANCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = [factories.Dataset(owner_org=org["id"]) for _ in range(3)]
    bad, whole = packages[1]["id"], audit_run.take

    def breaking(package_id: str) -> None:
        if package_id == bad:
            raise RuntimeError("broken on purpose")
        whole(package_id)

    monkeypatch.setattr(audit_run, "take", breaking)
    first = cli.invoke(ckan_command, ["tomoni-quality", "audit"])
    assert first.exit_code == 1
    assert "2 datasets measured, 1 failed" in first.output
    assert {row.package_id for row in model.Session.query(AuditRow)} == {p["id"] for p in packages} - {bad}
    monkeypatch.setattr(audit_run, "take", whole)
    second = cli.invoke(ckan_command, ["tomoni-quality", "audit", "--resume"])
    assert (second.exit_code, "1 datasets measured, 0 failed" in second.output) == (0, True)


@pytest.mark.usefixtures("clean_db")
def test_records_of_purged_datasets_go(org: dict[str, Any], cli: CKANCliRunner) -> None:
    package = factories.Dataset(owner_org=org["id"])
    take(package)
    act("dataset_purge", id=package["id"])
    assert cli.invoke(ckan_command, ["tomoni-quality", "audit"]).exit_code == 0
    assert model.Session.query(AuditRow).filter_by(package_id=package["id"]).count() == 0

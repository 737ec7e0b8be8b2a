"""What the form of a new dataset begins with, asked for through the API; and the templates of an organization."""

from __future__ import annotations

import base64

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def org() -> dict:
    """An organization that is 港区."""
    return factories.Organization(local_government_code="131032", default_license_id="PDL1.0")


def test_standard_and_organization_together(org) -> None:
    """Title, keywords and so on of the standard; name, area and licence of the organization."""
    fields = helpers.call_action("tomoni_dataset_suggest", tomoni_standard="hospital", owner_org=org["id"])["fields"]
    assert fields["title"].startswith("医療機関")
    assert (fields["spatial"], fields["license_id"]) == ("東京都港区", "PDL1.0")
    assert fields["name"] == "131032_hospital"
    assert fields["theme"] == "社会保障・衛生"


def test_a_taken_name_gets_a_number(org) -> None:
    """What is proposed can be saved."""
    wanted = {"tomoni_standard": "tourism", "owner_org": org["name"]}
    for expected in ("131032_tourism", "131032_tourism_2"):
        fields = helpers.call_action("tomoni_dataset_suggest", **wanted)["fields"]
        assert fields["name"] == expected
        factories.Dataset(owner_org=org["id"], name=expected)


def test_only_what_is_known() -> None:
    """No code, no name; no standard, no title; nothing asked, nothing said."""
    plain = factories.Organization()
    assert helpers.call_action("tomoni_dataset_suggest", owner_org=plain["id"])["fields"] == {}
    assert "name" not in helpers.call_action("tomoni_dataset_suggest", tomoni_standard="aed")["fields"]
    assert helpers.call_action("tomoni_dataset_suggest") == {"fields": {}}


@pytest.mark.parametrize("data", [{"tomoni_standard": "no_such"}, {"owner_org": "no-such"}])
def test_unknown(data) -> None:
    """Not found."""
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_dataset_suggest", **data)


@pytest.mark.parametrize("role", ["anonymous", "user", "member", "editor", "admin", "sysadmin"])
def test_who_may_ask(role: str) -> None:
    """Whoever may make datasets: it tells which names are taken."""
    user = {"name": ""} if role == "anonymous" else factories.Sysadmin() if role == "sysadmin" else factories.User()
    if role in ("member", "editor", "admin"):
        factories.Organization(users=[{"name": user["name"], "capacity": role}])
    context = {"user": user["name"], "ignore_auth": False}
    # The test portal lets any user make datasets of no organization.
    if role == "anonymous":
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("tomoni_dataset_suggest")(context, {"tomoni_standard": "aed"})
    else:
        assert tk.get_action("tomoni_dataset_suggest")(context, {"tomoni_standard": "aed"})["fields"]


def test_the_form_asks_for_suggestions(app) -> None:
    """The dataset's own form does, a resource's does not; a link may bring the standard with it."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    page = app.get("/dataset/new?tomoni_standard=aed", headers=headers).body
    assert 'data-module="tomoni-suggestions"' in page
    assert '<option value="aed" selected' in page
    dataset = factories.Dataset(owner_org=factories.Organization()["id"], tomoni_standard="aed")
    form = app.get(f"/dataset/{dataset['name']}/resource/new", headers=headers).body
    assert "tomoni-suggestions" not in form
    assert f"/dataset/{dataset['name']}/table?standard=aed" in form


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_of_an_organization(app, org, kind) -> None:
    """By the action and by the page, the same file."""
    made = helpers.call_action("tomoni_standard_template", id="aed", format=kind, organization=org["name"])
    assert f"organization={org['name']}" in made["url"]
    if kind == "csv":
        assert "131032" in base64.b64decode(made["content"]).decode("utf-8-sig")
    page = app.get(f"/standards/aed/template.{kind}?organization={org['name']}")
    assert page.headers["Content-Disposition"] == f'attachment; filename="aed_2026.{kind}"'


def test_a_template_with_an_example(app) -> None:
    """A file of its own name; unknown organizations are not found."""
    made = app.get("/standards/aed/template.csv?example=true")
    assert "aed_2026_example.csv" in made.headers["Content-Disposition"]
    assert len(made.data.decode("utf-8-sig").splitlines()) == 2
    app.get("/standards/aed/template.csv?organization=no-such", status=404)
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_standard_template", id="aed", organization="no-such")

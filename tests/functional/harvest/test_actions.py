"""Who may do what, what the actions tell, and the ways a job is run."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.consumers import keeper, stages
from tests.harvest_tools import dataset, findings, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


def mark() -> str:
    return model.types.make_uuid()[:8]


@pytest.fixture
def place():
    """A source of an organization with one person in each role, harvested once."""
    people = {role: factories.User() for role in ("admin", "editor", "member", "outsider")}
    members = [{"name": people[role]["name"], "capacity": role} for role in ("admin", "editor", "member")]
    organization = factories.Organization(users=members)
    with portal([dataset(f"act-{mark()}")]) as served:
        source = make_source(served.url, owner_org=organization["id"])
        first = harvest(source["id"])
        yield SimpleNamespace(
            names={
                **{role: person["name"] for role, person in people.items()},
                "sysadmin": factories.Sysadmin()["name"], "visitor": "",
            },
            source=source, first=first, served=served,
        )  # fmt: skip


ALLOWED = {"sysadmin", "admin", "editor"}


@pytest.mark.ckan_config("ckan.auth.create_unowned_dataset", False)
@pytest.mark.usefixtures("ckan_config")
@pytest.mark.parametrize("role", ["sysadmin", "admin", "editor", "member", "outsider", "visitor"])
@pytest.mark.parametrize(
    ("action", "parameter"),
    [
        ("tomoni_harvest_detect", "url"),
        ("tomoni_harvest_portal_list", "q"),
        ("tomoni_harvest_preview", "source_id"),
        ("tomoni_harvest_report_show", "job_id"),
        ("tomoni_harvest_question_show", "source_id"),
        ("tomoni_harvest_question_answer", "source_id"),
        ("tomoni_harvest_refusal_list", "source_id"),
        ("tomoni_harvest_refusal_retry", "source_id"),
        ("tomoni_harvest_credential_show", "source_id"),
        ("tomoni_harvest_credential_write", "source_id"),
        ("tomoni_harvest_credential_delete", "source_id"),
        ("harvest_source_reindex", "id"),
        ("tomoni_harvest_health", "q"),
    ],
)
def test_each_role_and_each_action(place, role: str, action: str, parameter: str) -> None:
    """Those who may edit the source may do all with it; nobody else anything."""
    value = place.first.job_id if parameter == "job_id" else place.source["id"]
    context = {"user": place.names[role], "model": model, "ignore_auth": False}
    if role in ALLOWED:
        assert helpers.call_auth(action, dict(context), **{parameter: value})
        return
    with pytest.raises(tk.NotAuthorized):
        helpers.call_auth(action, dict(context), **{parameter: value})


@pytest.mark.parametrize("role", ["sysadmin", "admin", "editor", "member", "outsider", "visitor"])
@pytest.mark.parametrize(
    "action", ["tomoni_harvest_field_list", "tomoni_harvest_field_keep", "tomoni_harvest_field_take"]
)
def test_each_role_and_each_field(role: str, action: str) -> None:
    """Those who may edit the dataset decide which of its fields follow the source; a source's editor need not."""
    people = {name: factories.User() for name in ("admin", "editor", "member", "outsider")}
    members = [{"name": people[name]["name"], "capacity": name} for name in ("admin", "editor", "member")]
    organization = factories.Organization(users=members)
    names = {name: person["name"] for name, person in people.items()}
    names |= {"sysadmin": factories.Sysadmin()["name"], "visitor": ""}
    package = factories.Dataset(owner_org=organization["id"])
    context = {"user": names[role], "model": model, "ignore_auth": False}
    if role in ALLOWED:
        assert helpers.call_auth(action, context, id=package["id"])
        return
    with pytest.raises(tk.NotAuthorized):
        helpers.call_auth(action, context, id=package["id"])


@pytest.mark.parametrize(("role", "may"), [("editor", True), ("member", False), ("visitor", False)])
def test_stored_objects_are_for_those_who_manage_the_source(place, role: str, may: bool) -> None:
    """What a source said, published or not, is read by its editors only."""
    package = model.Session.execute(
        sa.text("SELECT package_id FROM tomoni_harvest_record WHERE source_id = :s"),
        {"s": place.source["id"]},
    ).scalar()
    context = {"user": place.names[role], "model": model, "ignore_auth": False}
    if may:
        assert helpers.call_auth("harvest_object_show", context, dataset_id=package)
    else:
        with pytest.raises(tk.NotAuthorized):
            helpers.call_auth("harvest_object_show", context, dataset_id=package)


def test_preview_and_report_need_their_parameters() -> None:
    """A missing parameter is said by name; an unknown job is not found."""
    for action in (
        "tomoni_harvest_preview", "tomoni_harvest_report_show", "tomoni_harvest_question_show",
        "tomoni_harvest_question_answer", "tomoni_harvest_refusal_list", "tomoni_harvest_refusal_retry",
        "tomoni_harvest_credential_show", "tomoni_harvest_credential_delete", "tomoni_harvest_field_list",
        "tomoni_harvest_field_keep", "tomoni_harvest_field_take",
    ):  # fmt: skip
        with pytest.raises(tk.ValidationError):
            helpers.call_action(action)
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_harvest_report_show", job_id="no-such-job")


def test_preview_tells_what_a_run_then_does() -> None:
    """The figures of the preview are those of the run that follows, and the preview wrote nothing."""
    items = [dataset(f"pv-{mark()}-{number}") for number in range(5)]
    with portal(items) as served:
        source = make_source(served.url)
        assert helpers.call_action("tomoni_harvest_preview", source_id=source["id"])["counts"]["added"] == 5
        harvest(source["id"])
        items[0]["notes"] = "あたらしい説明"
        items[1]["id"] = "another-id"
        del items[4]
        items.append(dataset(f"pv-{mark()}-new"))
        told = helpers.call_action("tomoni_harvest_preview", source_id=source["id"])
        done = harvest(source["id"])
    changes = told["examples"]["updated"][0]["changes"]
    assert [(change["field"], change["new"]) for change in changes] == [("notes", "あたらしい説明")]
    for figure in ("added", "updated", "recreated", "withdrawn", "unchanged"):
        assert told["counts"][figure] == done.counts[figure] == (2 if figure == "unchanged" else 1), figure


def test_job_from_the_page_runs_and_finishes_without_cron(place) -> None:
    """What the page queues is worked off by the consumer's own functions and ends as finished."""
    job = helpers.call_action("harvest_job_create", source_id=place.source["id"])
    assert job["status"] == "Running"
    stages.gather(job["id"])
    assert helpers.call_action("harvest_job_show", id=job["id"])["status"] == "Finished"
    assert stages.gather_queue().waiting() >= {job["id"]}, "the message itself is the loop's to take"
    stages.gather_queue().connection.delete(stages.gather_queue().routing_key)


def test_keeper_sends_a_lost_job_again(place, monkeypatch) -> None:
    """A running job that nobody works on and that is in no queue is queued again, once."""
    job = helpers.call_action("harvest_job_create", source_id=place.source["id"])
    queue = stages.gather_queue()
    queue.connection.delete(queue.routing_key)
    assert keeper.send_again(job["id"]) is False, "a fresh job is not lost yet"
    monkeypatch.setattr(keeper, "LOST_AFTER", keeper.timedelta(0))
    assert keeper.send_again(job["id"]) is True
    assert keeper.send_again(job["id"]) is False
    assert queue.waiting() == {job["id"]}
    queue.connection.delete(queue.routing_key)


def test_consumer_takes_works_and_acknowledges(place) -> None:
    """One turn of the loop over the real Redis: taken, worked off, finished, forgotten."""
    job = helpers.call_action("harvest_job_create", source_id=place.source["id"])
    loop = stages.gather_loop()
    message = loop.queue.take(wait=1)
    assert message
    assert message.id == job["id"]
    loop.handle(message)
    assert loop.queue.connection.exists(message.mark) == 0
    assert helpers.call_action("harvest_job_show", id=job["id"])["status"] == "Finished"


def test_command_line_runs_and_previews(place, cli) -> None:
    """``ckan tomoni-harvest`` harvests and previews without queues."""
    place.served.datasets.append(dataset(f"cli-{mark()}"))
    from ckan.cli.cli import ckan

    told = cli.invoke(ckan, ["tomoni-harvest", "preview", place.source["name"]])
    assert "added 1" in told.output, told.output
    done = cli.invoke(ckan, ["tomoni-harvest", "run", place.source["name"]])
    assert "done:" in done.output, done.output
    assert "added 1" in done.output


def test_organizations_get_their_code_when_it_is_sure() -> None:
    """A right code with the right name counts; a wrong pair and an unknown bureau stay empty and are told."""
    tag = mark()
    bodies = {"t131032": "港区", "t131041": "港区", f"b{tag}": "東京都総務局"}
    items = [
        dataset(f"org-{tag}-{number}", organization={"name": name, "title": title})
        for number, (name, title) in enumerate(bodies.items())
    ]
    with portal(items) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
    owners = [helpers.call_action("package_show", id=item["name"])["owner_org"] for item in items]
    codes = [helpers.call_action("organization_show", id=owner).get("local_government_code") or "" for owner in owners]
    assert codes == ["131032", "", ""]
    told = findings(result.job_id)
    assert told["organization-code-disagrees"] == 1
    assert told["organization-code-unknown"] == 1


def test_organizations_of_an_officer_stay_in_the_source() -> None:
    """A source that an editor added makes no organizations: its datasets go into the organization that owns it."""
    user = factories.User()
    organization = factories.Organization(users=[{"name": user["name"], "capacity": "editor"}])
    name = f"own-{mark()}"
    with portal([dataset(name)]) as served:
        source = make_source(served.url, owner_org=organization["id"])
        package = model.Package.get(source["id"])
        assert package
        package.creator_user_id = user["id"]
        model.Session.commit()
        harvest(source["id"])
    assert helpers.call_action("package_show", id=name)["owner_org"] == organization["id"]


def test_same_as_package_create() -> None:
    """A harvested dataset is stored, shown and indexed as ``package_create`` would have done it."""
    name = f"same-{mark()}"
    with portal([dataset(name, notes="説明\n二行目", version="1.0")]) as served:
        source = make_source(served.url, {"organizations": "own"})
        harvest(source["id"])
    ours = helpers.call_action("package_show", {"use_cache": False}, id=name)
    data = {key: value for key, value in ours.items() if key not in ("id", "organization", "tags", "resources")}
    data["tags"] = [{"name": tag["name"]} for tag in ours["tags"]]
    kept = ("url", "name", "format", "issued", "last_modified_date")
    data["resources"] = [{key: item[key] for key in kept if key in item} for item in ours["resources"]]
    context = {"user": factories.Sysadmin()["name"]}
    twin = helpers.call_action("package_create", context, **{**data, "name": f"{name}-twin"})
    changing = {"id", "name", "metadata_created", "metadata_modified", "creator_user_id", "resources", "source_url"}
    assert {k: v for k, v in ours.items() if k not in changing} == {k: v for k, v in twin.items() if k not in changing}
    moving = {"id", "package_id", "created", "metadata_modified"}
    for mine, theirs in zip(ours["resources"], twin["resources"], strict=True):
        assert {k: v for k, v in mine.items() if k not in moving} == {
            k: v for k, v in theirs.items() if k not in moving
        }
    hits = [
        helpers.call_action("package_search", fq=f"name:{found}", facet="false")["results"][0]
        for found in (name, f"{name}-twin")
    ]
    left_out = changing | {"extras"}
    assert {k: v for k, v in hits[0].items() if k not in left_out} == {
        k: v for k, v in hits[1].items() if k not in left_out
    }

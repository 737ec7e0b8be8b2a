"""What the actions accept, refuse and return, apart from who may call them."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.tomoni_hackathon.model import DatasetUse, Event, Participation, Project
from tests.functional.hackathon.acts import act, project


def test_migration_makes_what_the_models_say(town) -> None:
    """Columns, nullability and types of the tables are those of the classes."""
    from sqlalchemy import inspect

    inspector, dialect = inspect(model.meta.engine), model.meta.engine.dialect
    for kind in (Event, Project, Participation, DatasetUse):
        there = {column["name"]: column for column in inspector.get_columns(kind.__tablename__)}
        assert there.keys() == set(kind.__table__.columns.keys())
        for column in kind.__table__.columns:
            assert there[column.name]["type"].compile(dialect) == column.type.compile(dialect), column
            assert there[column.name]["nullable"] == column.nullable, column


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example/", "https://"]
)
def test_links_that_run_or_lead_nowhere_are_refused(standing_town, link: str) -> None:
    """Only absolute http and https links are stored, whichever field they come in."""
    fields = {"app_url", "repository_url", "video_url", "slides_url", "image_url"}
    with pytest.raises(tk.ValidationError) as refused:
        standing_town.project(**dict.fromkeys(fields, link))
    assert set(refused.value.error_dict) == fields


def test_slugs_are_ascii_unique_and_never_empty(town) -> None:
    """Titles of kana, kanji, signs and English, twice each."""
    made = [
        town.project(title=title)["slug"] for title in ("避難所マップ", "避難所", "♪♪", "new", "New") for _ in range(2)
    ]
    assert len(set(made)) == len(made)
    assert all(slug and slug.isascii() for slug in made)
    assert "new" not in made
    with pytest.raises(tk.ValidationError):
        town.project(slug="review")
    with pytest.raises(tk.ValidationError):
        town.project(slug=made[0])


def test_what_is_too_long_or_not_of_the_list_is_refused(town) -> None:
    """Each wrong field is named, all at once."""
    with pytest.raises(tk.ValidationError) as refused:
        town.project(
            title="あ" * 201, status="done", summary="あ" * 501, datasets=[{"dataset": "a", "role": "あ" * 501}]
        )
    assert set(refused.value.error_dict) == {"title", "status", "summary", "datasets"}


def test_a_project_without_data_or_summary_is_not_submitted(town) -> None:
    """What is lacking is said, field by field."""
    draft = project(town.people["owner"], title="空", summary="")
    with pytest.raises(tk.ValidationError) as refused:
        act("tomoni_project_submit", town.people["owner"], id=draft["id"])
    assert set(refused.value.error_dict) == {"summary", "datasets"}


def test_moves_out_of_turn_are_explained(town) -> None:
    """Approving a draft, returning a published project, returning without a reason."""
    editor = town.people["org_editor"]
    draft = town.project()
    with pytest.raises(tk.ValidationError, match="is a draft"):
        act("tomoni_project_approve", editor, id=draft["id"])
    published = town.published()
    with pytest.raises(tk.ValidationError, match="is published"):
        act("tomoni_project_return", editor, id=published["id"], reason="遅い")
    with pytest.raises(tk.ValidationError) as refused:
        act("tomoni_project_return", editor, id=draft["id"], reason=" ")
    assert "reason" in refused.value.error_dict


def _at_once(app: Any, *calls: Callable[[], Any]) -> list[Any]:
    """What each call returns or raises, all of them begun in the same moment."""
    outcomes: list[Any] = []
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> None:
        try:
            with app.flask_app.test_request_context("/"):
                gate.wait(timeout=20)
                outcomes.append(call())
        except Exception as error:
            outcomes.append(error)
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_two_approvals_at_once_end_as_one(app, town) -> None:
    """Two editors press the button in the same moment: one publication, no error."""
    draft = town.project()
    act("tomoni_project_submit", town.people["owner"], id=draft["id"])
    people = [town.people["org_editor"], town.people["org_admin"]]
    calls = [lambda person=person: act("tomoni_project_approve", person, id=draft["id"]) for person in people]
    outcomes = _at_once(app, *calls)
    assert [outcome["state"] for outcome in outcomes] == ["published", "published"], outcomes
    assert outcomes[0]["published"] == outcomes[1]["published"]


def test_works_of_one_name_at_once_get_addresses_of_their_own(app, town) -> None:
    """Four teams register the same title in the same moment."""
    calls = [lambda: project(town.people["user"], title=f"同じ名前 same {town.dataset['name']}")] * 4
    outcomes = _at_once(app, *calls)
    assert len({outcome["slug"] for outcome in outcomes}) == 4, outcomes


def test_declarations_in_every_shape_find_the_dataset(town) -> None:
    """Dataset page, resource page, download link, the original file's address, name and id, all to the same dataset."""
    name, resource_id = town.dataset["name"], town.resource["id"]
    site = "http://test.ckan.net"
    shapes = {
        f"{site}/dataset/{name}": None,
        f"{site}/en/dataset/{name}": None,
        f"https://test.ckan.net/dataset/{town.dataset['id']}": None,
        f"{site}/dataset/{name}/resource/{resource_id}": resource_id,
        f"{site}/dataset/{name}/resource/{resource_id}/download/hinan.csv": resource_id,
        f"/dataset/{name}": None,
        name: None,
        town.dataset["id"]: None,
        resource_id: resource_id,
        town.resource["url"]: resource_id,
        town.resource["url"].replace("https://", "http://") + "#top": resource_id,
    }
    for declared, expected in shapes.items():
        (use,) = project(town.people["user"], datasets=[{"dataset": declared}])["datasets"]
        assert use["target"] == "dataset", declared
        assert (use["package_id"], use["resource_id"]) == (town.dataset["id"], expected), declared


def test_what_is_not_found_stays_as_it_was_written(town) -> None:
    """Words, other portals, search pages, the portal's root, files of nobody: kept, linked to nothing."""
    declared = [
        "国土地理院 地理院タイル", "https://ckan.odpt.org/dataset/train", "http://test.ckan.net/dataset?q=避難",
        "http://test.ckan.net/", "http://test.ckan.net/dataset/no-such", "https://city.example.jp/nothing.csv", "ない",
        "http://evil.example/dataset/" + town.dataset["name"],
    ]  # fmt: skip
    uses = project(town.people["user"], datasets=[{"dataset": text} for text in declared])["datasets"]
    assert [use["target"] for use in uses] == ["external"] * len(declared)
    assert [use["declared_url"] or use["declared_text"] for use in uses] == declared


def test_uses_keep_their_order_when_the_clock_stands_still(town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moments that are the same, or go back, do not mix the uses up."""
    moments = iter([dt.datetime.now(dt.UTC), *[dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 100])
    monkeypatch.setattr("ckanext.tomoni_hackathon.uses.now", lambda: next(moments))
    declared = [f"データ {number}" for number in range(12)]
    uses = project(town.people["user"], datasets=[{"dataset": text} for text in declared])["datasets"]
    assert [use["declared_text"] for use in uses] == declared


def test_a_file_of_two_datasets_links_to_neither(town) -> None:
    """Only a single answer links by itself."""
    twin = factories.Dataset(owner_org=town.organization["id"])
    factories.Resource(package_id=twin["id"], url=town.resource["url"])
    (use,) = project(town.people["user"], datasets=[{"dataset": town.resource["url"]}])["datasets"]
    assert use["target"] == "external"


def test_the_page_of_the_portal_it_was_harvested_from_links(town) -> None:
    """A harvested dataset is found by its page at its first home."""
    home = f"https://portal.example.jp/dataset/{town.dataset['name']}"
    harvested = factories.Dataset(owner_org=town.organization["id"], source_url=home)
    (use,) = project(town.people["user"], datasets=[{"dataset": home}])["datasets"]
    assert (use["package_id"], use["matched_by"]) == (harvested["id"], "portal-page")


def test_the_same_use_twice_is_one(town) -> None:
    """By the list and by the action; the second saying adds its words."""
    draft = town.project(datasets=[{"dataset": town.dataset["name"]}, {"dataset": town.dataset["id"]}])
    assert len(draft["datasets"]) == 1
    values = {"project_id": draft["id"], "package_id": town.dataset["name"], "role": "地図"}
    again = act("tomoni_dataset_use_create", town.people["owner"], **values)
    assert (again["id"], again["role"]) == (draft["datasets"][0]["id"], "地図")


@pytest.mark.ckan_config("ckanext.tomoni_hackathon.datasets_per_project", 2)
def test_a_project_names_so_many_datasets(town) -> None:
    """More than the setting allows is refused with the number."""
    with pytest.raises(tk.ValidationError, match="2 datasets"):
        town.project(datasets=[{"dataset": f"データ {number}"} for number in range(3)])
    draft = town.project(datasets=[{"dataset": "データ 1"}, {"dataset": "データ 2"}])
    with pytest.raises(tk.ValidationError, match="2 datasets"):
        act("tomoni_dataset_use_create", town.people["owner"], project_id=draft["id"], dataset="データ 3")


def test_updating_keeps_what_owners_answered(town) -> None:
    """A confirmed use that stays in the form stays confirmed; one that is left out goes."""
    published = town.published(datasets=[{"dataset": town.dataset["name"]}, {"dataset": "言葉"}])
    linked, words = act("tomoni_project_show", None, id=published["id"])["datasets"]
    act("tomoni_dataset_use_confirm", town.people["org_editor"], id=linked["id"])
    act("tomoni_project_withdraw", town.people["owner"], id=published["id"])
    kept = [{"id": linked["id"], "dataset": "", "role": "新しい使い方"}]
    after = act("tomoni_project_update", town.people["owner"], id=published["id"], datasets=kept)
    (use,) = after["datasets"]
    assert (use["id"], use["state"], use["role"]) == (linked["id"], "confirmed", "新しい使い方")
    stolen = [{"id": words["id"]}, {"id": town.published()["id"]}]
    assert act("tomoni_project_update", town.people["owner"], id=published["id"], datasets=stolen)["datasets"] == []


def test_lists_filter_search_and_page(town) -> None:
    """Each filter alone; words in any width and case; signs of LIKE are words."""
    mark = town.dataset["name"][-9:]
    made = act("tomoni_event_create", town.people["sysadmin"], title=f"催し {mark}", state="published")
    one = town.published(title=f"ＡＥＤマップ {mark}", status="released", participations=[{"event": made["id"]}])
    two = town.published(title=f"100%_ガイド {mark}", status="idea", datasets=[{"dataset": town.resource["id"]}])
    listed = lambda **filters: {  # noqa: E731
        found["id"] for found in act("tomoni_project_list", None, **{"q": mark, **filters})["results"]
    }
    assert listed() == {one["id"], two["id"]}
    assert listed(q=f"aedマップ {mark}") == {one["id"]}
    assert listed(q=f"0%_ガ {mark}") == {two["id"]}
    assert listed(q=f"0_ {mark}") == set()
    assert listed(status="idea") == {two["id"]}
    assert listed(event=made["slug"]) == {one["id"]}
    assert listed(resource_id=town.resource["id"]) == {two["id"]}
    assert listed(owner_org=town.organization["name"]) == {one["id"], two["id"]}
    assert listed(owner_org=town.other["name"]) == set()
    assert listed(limit=1) == {two["id"]}
    assert listed(limit=1, offset=1) == {one["id"]}
    assert act("tomoni_project_list", None, q=mark, limit=1)["count"] == 2
    assert act("tomoni_project_list", None, limit=0)["results"] == []
    shown = act("tomoni_event_show", None, id=made["slug"])
    assert [(used["id"], used["project_count"]) for used in shown["datasets_used_most"]] == [(town.dataset["id"], 1)]


def test_the_team_is_not_named_by_its_account(town) -> None:
    """Account ids and the reason of a return are for the team and for those who run the portal."""
    published = town.published()
    for person in (None, town.people["user"], town.people["org_editor"]):
        shown = act("tomoni_project_show", person, id=published["id"])
        assert not {"creator_user_id", "reviewer_user_id", "return_reason"} & shown.keys()
    assert act("tomoni_project_show", town.people["owner"], id=published["id"])["creator_user_id"]


def test_dataset_is_saved_whatever_the_count_does(town, monkeypatch) -> None:
    """A count that fails in the database leaves the dataset's own save whole."""
    import sqlalchemy as sa

    from ckanext.tomoni_hackathon import queries

    monkeypatch.setattr(queries, "project_count", lambda _id: model.Session.execute(sa.text("SELECT no_such_column")))
    changed = act("package_patch", town.people["org_editor"], id=town.dataset["id"], notes="新しい説明")
    assert changed["notes"] == "新しい説明"
    model.Session.remove()
    assert act("package_show", None, id=town.dataset["id"])["notes"] == "新しい説明"


def test_what_was_approved_stays_when_the_index_is_away(town, monkeypatch) -> None:
    """Solr down: the project is published all the same."""
    from ckan.lib import search

    def away(*_args: Any, **_values: Any) -> None:
        raise search.SearchIndexError("solr is away")

    monkeypatch.setattr(search, "rebuild", away)
    assert town.published()["state"] == "published"


def test_export_holds_what_a_visitor_sees(town, cli) -> None:
    """The command line writes JSON of published work; ``--all`` adds drafts."""
    from ckan.cli.cli import ckan

    published, draft = town.published(), town.project()
    output = cli.invoke(ckan, ["tomoni-hackathon", "export"]).stdout
    exported = {found["id"]: found for found in json.loads(output)["projects"]}
    assert exported[published["id"]]["datasets"][0]["dataset"]["name"] == town.dataset["name"]
    assert draft["id"] not in exported
    everything = json.loads(cli.invoke(ckan, ["tomoni-hackathon", "export", "--all"]).stdout)
    assert draft["id"] in {found["id"] for found in everything["projects"]}
    listed = cli.invoke(ckan, ["tomoni-hackathon", "list", "--state", "draft"]).stdout
    assert draft["slug"] in listed

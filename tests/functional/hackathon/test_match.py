"""Asking what declared texts would be linked to."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from ckan.cli.cli import ckan
from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from tests.functional.hackathon.acts import act


def test_match_and_candidates(town) -> None:
    """An address links; words and search pages are answered with likely titles, other data with nothing."""
    mark = town.dataset["name"].replace("-", "")[-8:]
    likely = factories.Dataset(title=f"観光施設一覧{mark}", owner_org=town.organization["id"])
    declared = [
        town.resource["url"],
        f"観光施設一覧{mark}",
        f"http://test.ckan.net/dataset?q=観光施設一覧{mark}",
        "地理院タイル zzz",
    ]
    linked, words, search, other = act("tomoni_dataset_match", None, declared=declared)
    assert (linked["match"]["dataset"]["id"], linked["match"]["resource"]["id"]) == (
        town.dataset["id"],
        town.resource["id"],
    )
    assert linked["match"]["how"] == "file-url"
    for answer in (words, search):
        assert answer["match"] is None
        assert answer["candidates"][0]["name"] == likely["name"]
        assert answer["candidates"][0]["score"] == 1
    assert (other["match"], other["candidates"]) == (None, [])


def test_private_datasets_are_no_candidates(town) -> None:
    """Neither as a match nor as a candidate, for those who may not see them."""
    secret = factories.Dataset(title=f"内部台帳{town.dataset['name']}", owner_org=town.organization["id"], private=True)
    for person, seen in ((None, False), (town.people["user"], False), (town.people["org_member"], True)):
        by_name, by_title = act("tomoni_dataset_match", person, declared=[secret["name"], secret["title"]])
        assert bool(by_name["match"]) is seen
        assert (secret["id"] in {found["id"] for found in by_title["candidates"]}) is seen


@pytest.mark.parametrize("text", ['" OR *:*', "{!func}id", "AND OR NOT", "title:*)", "あ" * 2000, "\\", "*"])
def test_words_are_words_and_never_a_query(town, text: str) -> None:
    """Nothing of the query language passes; nothing of it fails either."""
    (answer,) = act("tomoni_dataset_match", None, declared=text)
    assert answer["match"] is None


def test_without_the_search_there_are_no_candidates(town) -> None:
    """Exact matches still answer when Solr is away."""

    def away(*_args, **_values):
        raise SearchError("solr is away")

    with patch("ckan.plugins.toolkit.get_action", return_value=away):
        from ckanext.tomoni_hackathon.matching import candidates, lookup

        assert candidates.offered(lookup.read("避難場所一覧"), {"user": ""}) == []


def test_too_many_or_empty_texts_are_refused(town) -> None:
    """The number that fits is said."""
    with pytest.raises(tk.ValidationError, match="50"):
        act("tomoni_dataset_match", None, declared=["a"] * 51)
    with pytest.raises(tk.ValidationError):
        act("tomoni_dataset_match", None, declared=[""])
    assert act("tomoni_dataset_match", None) == []


def test_a_dataset_that_comes_back_is_linked_again(town, cli) -> None:
    """Purged and made again under its name with another id, as harvests do; and one that only comes later."""
    name = town.dataset["name"]
    late = f"late-{name}"
    published = town.published(datasets=[{"dataset": name}, {"dataset": f"http://test.ckan.net/dataset/{late}"}])
    uses = act("tomoni_project_show", None, id=published["id"])["datasets"]
    act("tomoni_dataset_use_confirm", town.people["org_editor"], id=uses[0]["id"])
    act("package_delete", town.people["sysadmin"], id=name)
    act("dataset_purge", town.people["sysadmin"], id=name)
    back = factories.Dataset(name=name, owner_org=town.organization["id"])
    arrived = factories.Dataset(name=late, owner_org=town.organization["id"])

    with pytest.raises(tk.NotAuthorized):
        act("tomoni_dataset_rematch", town.people["org_admin"])
    said = act("tomoni_dataset_rematch", town.people["sysadmin"], dry_run=True)
    mine = {found["package_id"] for found in said["linked"] if found["project_id"] == published["id"]}
    assert mine == {back["id"], arrived["id"]}
    assert act("tomoni_project_list", None, package_id=name)["count"] == 0

    output = cli.invoke(ckan, ["tomoni-hackathon", "rematch"]).stdout
    assert back["id"] in output
    shown = act("tomoni_project_show", None, id=published["id"])["datasets"]
    assert {use["package_id"] for use in shown} == mine
    assert {use["state"] for use in shown} == {"declared"}
    again = act("tomoni_dataset_rematch", town.people["sysadmin"])
    assert published["id"] not in {found["project_id"] for found in again["linked"]}


def test_rematching_links_public_datasets_only(town) -> None:
    """A private dataset of the declared name stays unknown to the project."""
    name = f"hidden-{town.dataset['name']}"
    draft = town.project(datasets=[{"dataset": name}])
    factories.Dataset(name=name, owner_org=town.organization["id"], private=True)
    act("tomoni_dataset_rematch", town.people["sysadmin"])
    (use,) = act("tomoni_project_show", town.people["owner"], id=draft["id"])["datasets"]
    assert (use["target"], use["declared_text"]) == ("external", name)

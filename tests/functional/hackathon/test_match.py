"""Asking what declared texts would be linked to."""

from __future__ import annotations

from unittest.mock import patch

import pytest
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

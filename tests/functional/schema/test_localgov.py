"""The actions about local governments."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("non_clean_db", "with_request_context")

CALLS = {
    "tomoni_localgov_show": {"id": "011002"},
    "tomoni_localgov_list": {},
    "tomoni_localgov_autocomplete": {"q": "さっぽろ"},
}


@pytest.mark.parametrize("action", CALLS)
@pytest.mark.parametrize("role", ["anonymous", "user", "sysadmin"])
def test_everybody_reads(action: str, role: str) -> None:
    """Lists of bodies are public facts."""
    users = {"anonymous": "", "user": factories.User()["name"], "sysadmin": factories.Sysadmin()["name"]}
    context = {"user": users[role], "ignore_auth": False}
    assert helpers.call_auth(action, context, **CALLS[action])
    assert tk.get_action(action)(context, dict(CALLS[action]))


@pytest.mark.parametrize("action", CALLS)
def test_answers_get(app, action: str) -> None:
    """Nothing is written."""
    query = "&".join(f"{name}={value}" for name, value in CALLS[action].items())
    assert app.get(f"/api/3/action/{action}?{query}").json["success"]


def test_show() -> None:
    """What is above and below, and who publishes for it here."""
    organization = factories.Organization(local_government_code="011002")
    shown = helpers.call_action("tomoni_localgov_show", id="北海道札幌市")
    assert (shown["code"], shown["region_code"], shown["parent"]["code"]) == ("011002", "01100", "010006")
    assert len(shown["children"]) == 10
    assert organization["id"] in {item["id"] for item in shown["organizations"]}
    assert shown["ended"] is None


def test_show_a_code_that_ended() -> None:
    """When, how, and what it is today."""
    shown = helpers.call_action("tomoni_localgov_show", id="402222")
    assert (shown["name_full"], shown["ended"]["date"], shown["ended"]["kind"]) == (
        "福岡県前原市",
        "2010-01-01",
        "merged_into",
    )
    assert [body["name"] for body in shown["ended"]["successors"]] == ["糸島市"]


def test_show_says_what_is_wrong() -> None:
    """No such body; several of one name."""
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_localgov_show", id="999999")
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("tomoni_localgov_show", id="府中市")
    assert "132063 東京都府中市" in caught.value.error_dict["id"][0]
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_localgov_show", id="")


def test_list_walks_down_the_tree() -> None:
    """Prefectures, a prefecture by its short name, a city's wards, and what is not there."""
    top = helpers.call_action("tomoni_localgov_list")
    assert (top["count"], top["results"][0]["name"], top["results"][0]["num_children"]) == (47, "北海道", 185)
    assert helpers.call_action("tomoni_localgov_list", parent="香川", limit=1)["count"] == 17
    wards = helpers.call_action("tomoni_localgov_list", parent="011002")
    assert {item["kind"] for item in wards["results"]} == {"ward"}
    assert helpers.call_action("tomoni_localgov_list", parent="東京都", kind="special_ward")["count"] == 23
    assert helpers.call_action("tomoni_localgov_list", q="たかまつ")["results"][0]["code"] == "372013"
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_localgov_list", parent="ないまち")
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_localgov_list", kind="国")


@pytest.mark.usefixtures("clean_index")
def test_datasets_are_counted_up_the_tree() -> None:
    """A municipality's datasets are its prefecture's too; a ward's are its city's."""
    for code in ("372013", "011011"):
        factories.Dataset(owner_org=factories.Organization(local_government_code=code)["id"])
    (top,) = (
        item
        for item in helpers.call_action("tomoni_localgov_list", include_dataset_count=True)["results"]
        if item["name"] == "香川県"
    )
    below = helpers.call_action("tomoni_localgov_list", parent="香川県", include_dataset_count=True)["results"]
    assert top["num_datasets"] == 1
    assert {item["name"]: item["num_datasets"] for item in below if item["num_datasets"]} == {"高松市": 1}
    wards = helpers.call_action("tomoni_localgov_list", parent="011002", include_dataset_count=True)["results"]
    assert {item["name"]: item["num_datasets"] for item in wards if item["num_datasets"]} == {"札幌市中央区": 1}
    cities = helpers.call_action("tomoni_localgov_list", parent="010006", include_dataset_count=True)["results"]
    assert {item["name"]: item["num_datasets"] for item in cities if item["num_datasets"]} == {"札幌市": 1}


def test_autocomplete() -> None:
    """Kana of either kind; never more than fifty."""
    found = helpers.call_action("tomoni_localgov_autocomplete", q="たかま")
    assert found[0]["code"] == "372013"
    assert len(helpers.call_action("tomoni_localgov_autocomplete", q="市", limit=1000)) <= 50

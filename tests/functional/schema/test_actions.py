"""Standards and bodies through the action API."""

from __future__ import annotations

import base64

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("non_clean_db")


def test_list_gives_each_standard_once() -> None:
    """The newest edition of each, with the other editions named."""
    answer = helpers.call_action("tomoni_standard_list")
    assert answer["count"] == len(answer["results"]) == 31
    toilet = next(item for item in answer["results"] if item["slug"] == "public_toilet")
    assert (toilet["number"], toilet["edition"], toilet["editions"]) == ("13", "2026", ["2026", "2021"])
    assert "num_datasets" not in toilet


def test_list_by_edition_words_and_page() -> None:
    """``edition``, ``q`` (also a column's name, in any width) and the page."""
    assert helpers.call_action("tomoni_standard_list", edition="2021")["count"] == 14
    found = helpers.call_action("tomoni_standard_list", q="ＳＳＩＤ")
    assert [item["slug"] for item in found["results"]] == ["public_wireless_lan"]
    partial = helpers.call_action("tomoni_standard_list", q="駐輪場")["results"][0]
    assert (partial["verified"], partial["partial"], partial["provisional"]) == (False, True, [])
    unknown = helpers.call_action("tomoni_standard_list", q="赤ちゃんの駅")["results"][0]
    assert (unknown["num_columns"], unknown["provisional"]) == (0, ["slug"])
    page = helpers.call_action("tomoni_standard_list", limit=2, offset=1)
    assert [item["number"] for item in page["results"]] == ["02", "03"]
    assert page["count"] == 31
    assert helpers.call_action("tomoni_standard_list", q="そんな標準はない")["count"] == 0


@pytest.mark.usefixtures("clean_index")
def test_list_counts_public_datasets(app) -> None:
    """A dataset that declares a standard is counted; a private one is not, for who may not see it."""
    org = factories.Organization()
    factories.Dataset(owner_org=org["id"], tomoni_standard="care_service")
    factories.Dataset(owner_org=org["id"], tomoni_standard="care_service", private=True)
    answer = app.get("/api/3/action/tomoni_standard_list?include_dataset_count=true").json["result"]
    numbers = {item["slug"]: item["num_datasets"] for item in answer["results"]}
    assert numbers["care_service"] == 1
    assert numbers["hospital"] == 0
    outside = helpers.call_action("tomoni_standard_list", include_dataset_count=True, q="介護")
    assert [item["num_datasets"] for item in outside["results"]] == [1]  # and outside a request


def test_show() -> None:
    """Columns, constraints and a Table Schema, by slug and edition."""
    shown = helpers.call_action("tomoni_standard_show", id="public_toilet@2021")
    assert shown["edition"] == "2021"
    assert len(shown["columns"]) == 32
    assert shown["columns"][4]["constraints"] == {"required": True}
    assert shown["table_schema"]["fields"][0]["name"] == "都道府県コード又は市区町村コード"
    assert helpers.call_action("tomoni_standard_show", id="public_toilet", edition="2026")["id"] == "public_toilet@2026"


@pytest.mark.parametrize("data", [{"id": "no_such"}, {"id": "aed", "edition": "1999"}])
def test_unknown_standard(data: dict) -> None:
    """What does not exist is not found."""
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_standard_show", **data)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template(kind: str) -> None:
    """The file comes in Base64, with an address for a plain download."""
    made = helpers.call_action("tomoni_standard_template", id="aed", format=kind)
    assert made["filename"] == f"aed_2026.{kind}"
    assert base64.b64decode(made["content"])[:2] in (b"\xef\xbb", b"PK")
    assert made["url"].endswith(f"/standards/aed/template.{kind}?edition=2026")


def test_a_standard_without_columns_has_no_template() -> None:
    """It is shown, with its relation to nothing, and asking for its template says why there is none."""
    assert helpers.call_action("tomoni_standard_show", id="baby_station")["columns"] == []
    with pytest.raises((tk.ObjectNotFound, tk.ValidationError)):
        helpers.call_action("tomoni_standard_template", id="baby_station")


def test_the_companion_file_is_shown() -> None:
    """投票所一覧 points to the facility file."""
    shown = helpers.call_action("tomoni_standard_show", id="polling_place")
    assert shown["foreign_keys"] == [
        {"fields": ["施設_ID"], "reference": {"resource": "facility", "fields": ["施設_ID"]}}
    ]


def test_template_of_an_unknown_format() -> None:
    """Only csv and xlsx."""
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_standard_template", id="aed", format="exe")


def test_municipalities() -> None:
    """By prefecture, by words (name or reading) and by code."""
    kagawa = helpers.call_action("tomoni_municipality_list", prefecture="香川県")
    assert kagawa["count"] == 18
    assert kagawa["results"][0]["code"] == "370002"
    by_name = helpers.call_action("tomoni_municipality_list", q="たかまつ")
    assert "372013" in [item["code"] for item in by_name["results"]]
    assert helpers.call_action("tomoni_municipality_list", q="372013")["results"][0]["name"] == "高松市"
    assert helpers.call_action("tomoni_municipality_list", q="そんな市はない") == {"count": 0, "results": []}


def test_municipalities_that_publish_here() -> None:
    """An organization with a body's code is named beside it."""
    org = factories.Organization(local_government_code="472018")
    found = helpers.call_action("tomoni_municipality_list", with_organization=True, prefecture="沖縄県")
    naha = next(item for item in found["results"] if item["code"] == "472018")
    assert org["id"] in [each["id"] for each in naha["organizations"]]


class Reads:
    """Each action of this room by each role: all are public reads."""

    action = ""
    data: dict = {}  # noqa: RUF012 - overridden by each subclass, never changed

    @pytest.mark.parametrize("role", ["anonymous", "user", "member", "editor", "admin", "sysadmin"])
    def test_allowed(self, role: str) -> None:
        """Anyone may read."""
        name = self._user(role)
        context = {"user": name, "ignore_auth": False}
        assert helpers.call_auth(self.action, dict(context), **self.data)
        assert tk.get_action(self.action)(dict(context), dict(self.data))

    def _user(self, role: str) -> str:
        if role == "anonymous":
            return ""
        user = factories.Sysadmin() if role == "sysadmin" else factories.User()
        if role in ("member", "editor", "admin"):
            factories.Organization(users=[{"name": user["name"], "capacity": role}])
        return user["name"]


class TestStandardList(Reads):
    """``tomoni_standard_list``."""

    action = "tomoni_standard_list"


class TestStandardShow(Reads):
    """``tomoni_standard_show``."""

    action = "tomoni_standard_show"
    data = {"id": "aed"}  # noqa: RUF012


class TestStandardTemplate(Reads):
    """``tomoni_standard_template``."""

    action = "tomoni_standard_template"
    data = {"id": "aed"}  # noqa: RUF012


class TestMunicipalityList(Reads):
    """``tomoni_municipality_list``."""

    action = "tomoni_municipality_list"
    data = {"q": "高松"}  # noqa: RUF012


def test_reads_answer_to_get(app) -> None:
    """The API gives them over GET, to anyone."""
    for path in ("tomoni_standard_list", "tomoni_standard_show?id=aed", "tomoni_municipality_list?q=高松"):
        assert app.get(f"/api/3/action/{path}").json["success"]

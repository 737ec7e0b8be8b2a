"""Any two checks of a resource, side by side."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from tests.functional.quality.support import CLEAN, DIRTY, Upload, work

OTHER = "名称,人数\n㈱甲,12\n乙,13\n"


@pytest.fixture
def checked(dataset: dict[str, Any], upload: Upload) -> dict[str, Any]:
    """A resource that was checked three times: dirty, otherwise dirty, clean."""
    resource = upload(DIRTY, dataset["id"])
    work()
    for content in (OTHER, CLEAN):
        upload(content, dataset["id"], id=resource["id"])
        work()
    return resource


def history(resource: dict[str, Any]) -> list[dict[str, Any]]:
    return helpers.call_action("tomoni_quality_report_show", resource_id=resource["id"], history=True)["history"]


def compare(resource: dict[str, Any], **chosen: str) -> dict[str, Any]:
    return helpers.call_action("tomoni_quality_report_compare", resource_id=resource["id"], **chosen)


def kinds(answer: dict[str, Any]) -> dict[str, tuple[str, int, int]]:
    return {each["slug"]: (each["kind"], each["before"], each["after"]) for each in answer["changes"]}


def test_the_first_and_the_newest(checked: dict[str, Any]) -> None:
    newest, _, first = history(checked)
    answer = compare(checked, before=first["id"])
    assert (answer["before"]["id"], answer["after"]["id"]) == (first["id"], newest["id"])
    assert kinds(answer)["coordinates-swapped"] == ("gone", 2, 0)
    assert "platform-characters" not in kinds(answer), "it came and went in between"


def test_either_way_round_and_with_itself(checked: dict[str, Any]) -> None:
    newest, _, first = history(checked)
    back = compare(checked, before=newest["id"], after=first["id"])
    assert kinds(back)["coordinates-swapped"] == ("new", 0, 2)
    assert compare(checked, before=first["id"], after=first["id"])["changes"] == []


def test_neighbours_say_what_the_history_says(checked: dict[str, Any]) -> None:
    newest, second, _ = history(checked)
    known = helpers.call_action("tomoni_quality_report_show", resource_id=checked["id"], history=True)["changes"]
    assert known
    assert compare(checked, before=second["id"], after=newest["id"])["changes"] == known


@pytest.mark.ckan_config("ckanext.tomoni_quality.history", 1)
def test_findings_that_are_no_longer_kept(app: Any, dataset: dict[str, Any], checked: dict[str, Any]) -> None:
    rows = history(checked)
    assert [row["findings_kept"] for row in rows] == [True, False, False]
    answer = compare(checked, before=rows[2]["id"])
    assert (answer["changes"], answer["before"]["counts"]["error"]) == (None, rows[2]["counts"]["error"])
    page = app.get(f"/dataset/{dataset['name']}/resource/{checked['id']}/quality?before={rows[2]['id']}").body
    assert "要約だけが残っていて" in page


def test_reports_of_another_resource_are_not_shown(checked: dict[str, Any], upload: Upload) -> None:
    org = factories.Organization()
    private = upload(DIRTY, factories.Dataset(owner_org=org["id"], private=True)["id"])
    work()
    hidden = history(private)[0]["id"]
    for chosen in ({"before": hidden}, {"before": history(checked)[0]["id"], "after": hidden}, {"before": "no-such"}):
        with pytest.raises(tk.ObjectNotFound):
            compare(checked, **chosen)
    with pytest.raises(tk.ValidationError):
        compare(checked)
    with pytest.raises(tk.ObjectNotFound):
        compare({"id": "no-such"}, before=hidden)


def test_the_page_compares_what_is_chosen(app: Any, dataset: dict[str, Any], checked: dict[str, Any]) -> None:
    newest, second, first = history(checked)
    path = f"/dataset/{dataset['name']}/resource/{checked['id']}/quality"
    page = BeautifulSoup(app.get(path).body, "html.parser")
    chosen = {each["name"]: each["value"] for each in page.select("input[type=radio][checked]")}
    assert chosen == {"before": second["id"], "after": newest["id"]}
    found = BeautifulSoup(app.get(f"/en{path}?before={first['id']}&after={second['id']}").body, "html.parser")
    assert found.select(f"[data-compared='{first['id']} {second['id']}']")
    assert {row["data-change"] for row in found.select("[data-compared] tr[data-change]")} >= {"new", "gone"}
    assert found.select(f"input[name=before][value='{first['id']}'][checked]")
    assert "The two checks that you chose" in found.text
    same = app.get(f"/en{path}?before={first['id']}&after={first['id']}").body
    assert "Both checks found the same." in same


@pytest.mark.parametrize("query", ["before=no-such", "before=%00", "before=<script>&after=x"])
def test_nonsense_is_not_found(app: Any, dataset: dict[str, Any], checked: dict[str, Any], query: str) -> None:
    app.get(f"/dataset/{dataset['name']}/resource/{checked['id']}/quality?{query}", status=404)

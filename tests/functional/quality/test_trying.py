"""A file is checked before it is published: page, action, roles, bounds; and nothing of it stays."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.model import QualityReport
from tests.functional.quality.support import CLEAN, DIRTY, ROLES, Upload, act, may, queued, work
from tests.functional.quality.test_pages import HOSTILE, path, token

PAGE = "/quality/try"


def sent(text: str = DIRTY, name: str = "公園.csv", **more: str) -> dict[str, Any]:
    """The fields of the form."""
    return {"upload": (io.BytesIO(text.encode()), name), **more}


def storage(text: str = DIRTY, name: str = "公園.csv") -> FileStorage:
    return FileStorage(io.BytesIO(text.encode()), filename=name)


@pytest.fixture
def key() -> dict[str, str]:
    """The headers of somebody who is logged in."""
    return token(factories.User())


def test_the_form_and_the_report(app: Any, key: dict[str, str]) -> None:
    """The report of the page is the report of a published file."""
    assert "公開する前にファイルを検査する" in app.get(PAGE, headers=key).body
    body = app.post(PAGE, headers=key, data=sent()).body
    assert "公園.csv の検査結果" in body
    assert 'data-slug="coordinates-swapped"' in body
    assert "139.78604, 36.28414" in body
    assert 'data-requirement="L1-08"' in body
    english = app.post("/en" + PAGE, headers=key, data=sent()).body
    assert "Latitude and longitude are swapped" in english


def test_a_clean_file(app: Any, key: dict[str, str]) -> None:
    """It is said in so many words."""
    assert "直すところは見つかりませんでした。" in app.post(PAGE, headers=key, data=sent(CLEAN)).body


def test_a_file_that_cannot_be_read(app: Any, key: dict[str, str]) -> None:
    """It has a report that says why and what to do."""
    body = app.post(PAGE, headers=key, data=sent("<!DOCTYPE html><html></html>", "a.csv")).body
    assert "a.csv の検査結果" in body
    assert 'data-severity="error"' in body


def test_the_findings_as_csv(app: Any, key: dict[str, str]) -> None:
    """A download, in the reader's language."""
    answer = app.post(PAGE + ".csv", headers=key, data=sent())
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.body.removeprefix("\ufeff"))))
    assert rows[1][:2] == ["エラー", "coordinates-swapped"]
    assert app.post(PAGE + ".csv", headers=key, data={"code": ""}, status=400)


def test_nothing_stays(app: Any, key: dict[str, str]) -> None:
    """No resource, no report, no job."""
    before = (model.Session.query(model.Resource).count(), model.Session.query(QualityReport).count())
    app.post(PAGE, headers=key, data=sent())
    assert (model.Session.query(model.Resource).count(), model.Session.query(QualityReport).count()) == before
    assert queued() == []


def test_hostile_names_and_cells_are_text(app: Any, key: dict[str, str]) -> None:
    """The file's name and what is in it come out escaped; a path in a name does not come out at all."""
    body = app.post(
        PAGE, headers=key, data=sent(f"{HOSTILE},緯度,経度\n{HOSTILE},139.7,36.2\n", f"../{HOSTILE}.csv")
    ).body
    assert HOSTILE not in body
    assert "../" not in body.partition("tomoni-try-result")[2].partition("</h2>")[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "131016"}, "ファイルを選んでください。"),
        (sent(code="131017"), "検査数字"),
        (sent(standard="no-such"), "そのような標準はありません。"),
    ],
)
def test_a_wrong_form(app: Any, key: dict[str, str], fields: dict[str, Any], said: str) -> None:
    """400 with what is wrong; HTMX, which shows no error, gets the same page with 200."""
    if "upload" in fields:
        fields = {**fields, "upload": (io.BytesIO(DIRTY.encode()), "a.csv")}
    answer = app.post(PAGE, headers=key, data=fields, status=400)
    assert said in answer.body
    assert 'role="alert"' in answer.body


def test_an_error_for_htmx(app: Any, key: dict[str, str]) -> None:
    """It is shown."""
    answer = app.post(PAGE, headers={**key, "HX-Request": "true"}, data={"code": ""}, status=200)
    assert "ファイルを選んでください。" in answer.body


@pytest.mark.ckan_config("ckanext.tomoni_quality.try_max_bytes", "20")
def test_a_file_that_is_too_large(app: Any, key: dict[str, str]) -> None:
    """It is refused, whether its size is told before or only found."""
    assert "MB を超えています" in app.post(PAGE, headers=key, data=sent(), status=400).body
    long = sent("a" * 200_000)
    assert "MB を超えています" in app.post(PAGE, headers=key, data=long, status=400).body


def test_visitors_log_in_first(app: Any) -> None:
    """By default the check is for those who are logged in."""
    app.get(PAGE, status=403)
    app.post(PAGE, data=sent(), status=403)
    assert PAGE not in app.get("/quality").body


@pytest.mark.ckan_config("ckanext.tomoni_quality.try_by_anyone", "true")
def test_a_portal_may_let_everyone(app: Any) -> None:
    """A setting."""
    assert PAGE in app.get("/quality").body
    assert "公園.csv の検査結果" in app.post(PAGE, data=sent()).body


def test_the_action_by_multipart(app: Any, key: dict[str, str]) -> None:
    """A developer sends a file and gets the report that the check makes."""
    answer = app.post("/api/3/action/tomoni_quality_check_file", headers=key, data=sent(name="a.csv", code="372013"))
    expected = check(DIRTY.encode(), "a.csv", organization_code="372013").as_dict()
    found = answer.json["result"]
    assert [(one["slug"], one["count"]) for one in found["findings"]] == [
        (one["slug"], one["count"]) for one in expected["findings"]
    ]
    assert (found["score"], found["level"], found["status"]) == (expected["score"], expected["level"], "ok")


def test_text_in_place_of_a_file_is_refused() -> None:
    """By JSON there is no file to send."""
    for wrong in (None, "text", {"filename": "a.csv"}):
        with pytest.raises(tk.ValidationError):
            act("tomoni_quality_check_file", upload=wrong)


@pytest.mark.parametrize("role", ROLES)
def test_role(role: str, roles: dict[str, str]) -> None:
    """Whoever is logged in."""
    assert may("tomoni_quality_check_file", roles[role], upload=storage()) is (role != "anonymous")


@pytest.mark.ckan_config("ckanext.tomoni_quality.try_by_anyone", "true")
@pytest.mark.parametrize("role", ROLES)
def test_role_where_everyone_may(role: str, roles: dict[str, str]) -> None:
    """Everyone."""
    assert may("tomoni_quality_check_file", roles[role], upload=storage())


def test_the_resource_form_leads_to_it(app: Any) -> None:
    """Where a file is added, it can be checked first."""
    admin = factories.Sysadmin()
    dataset = factories.Dataset(owner_org=factories.Organization()["id"])
    body = app.get(f"/dataset/{dataset['name']}/resource/new", headers=token(admin)).body
    assert f'href="{PAGE}"' in body


def test_visitors_log_in_to_see_what_can_be_mended(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    """By default; and the report leads only those there who may see it."""
    resource = upload(DIRTY, dataset["id"])
    work()
    for tail in ("/repair", "/repair.csv"):
        assert app.get(path(dataset, resource, tail), expect_errors=True).status_code == 403
    assert "/quality/repair" not in app.get(path(dataset, resource)).body
    headers = token(factories.User())
    assert "/quality/repair" in app.get(path(dataset, resource), headers=headers).body
    assert 'data-state="mends"' in app.get(path(dataset, resource, "/repair"), headers=headers).body

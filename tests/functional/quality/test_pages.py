"""The pages in Japanese and English: each state, hostile text, the button, the CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from ckan.tests import factories

from tests.functional.quality.support import CLEAN, DIRTY, Upload, act, queued, work

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def visitor(app: Any) -> Any:
    """A browser without a session."""
    return app


def token(user: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": factories.APIToken(user=user["name"])["token"]}


def path(dataset: dict[str, Any], resource: dict[str, Any], tail: str = "") -> str:
    return f"/dataset/{dataset['name']}/resource/{resource['id']}/quality{tail}"


def test_checking_then_report_then_clean(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    assert 'data-state="checking"' in visitor.get(path(dataset, resource)).body
    work()
    body = visitor.get(path(dataset, resource)).body
    assert "緯度と経度が入れ替わっています" in body
    assert 'data-slug="coordinates-swapped"' in body
    assert "139.78604, 36.28414" in body
    assert "直し方" in body
    upload(CLEAN, dataset["id"], id=resource["id"])
    work()
    body = visitor.get(path(dataset, resource)).body
    assert 'data-state="clean"' in body
    assert "これまでの検査" in body


def test_machine_readability_is_shown_level_by_level(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload("名称,人数\n㈱甲,12\n乙,X\n丙,3\n丁,4\n", dataset["id"])
    work()
    body = visitor.get(path(dataset, resource)).body
    assert 'data-requirement="L1-08" data-status="issues_found"' in body
    assert 'data-requirement="L3-03" data-status="needs_review"' in body
    assert 'data-requirement="L1-12" data-status="not_applicable"' in body
    # The dataset is known here, and says nothing of its data.
    assert 'data-requirement="L3-08" data-status="needs_review"' in body
    assert 'href="#finding-platform-characters"' in body
    assert 'id="finding-platform-characters"' in body
    assert "機種依存文字を使用していないか" in body
    english = visitor.get("/en" + path(dataset, resource)).body
    assert "No characters that only some systems have" in english
    assert "機種依存文字を使用していないか" not in english


def test_the_same_file_checked_again_adds_no_history(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload("名称,人数\n㈱甲,12\n", dataset["id"])
    work()
    act("tomoni_quality_check", resource_id=resource["id"])
    work()
    assert len(act("tomoni_quality_report_show", resource_id=resource["id"], history=True)["history"]) == 1


def test_english(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    body = visitor.get("/en" + path(dataset, resource)).body
    assert "Latitude and longitude are swapped" in body
    assert "How to fix" in body
    assert "緯度と経度が入れ替わっています" not in body


def test_not_yet_checked_and_failed(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    picture = act("resource_create", package_id=dataset["id"], url="http://example.com/a.png", format="PNG")
    assert 'data-state="unchecked"' in visitor.get(path(dataset, picture)).body
    broken = upload(b"%PDF-1.7 no table", dataset["id"], name="b.csv")
    work()
    assert 'data-state="failed"' in visitor.get(path(dataset, broken)).body


def test_dataset_and_resource_pages_carry_the_badge(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    for page in (f"/dataset/{dataset['name']}", f"/dataset/{dataset['name']}/resource/{resource['id']}"):
        body = visitor.get(page).body
        assert "tomoni-quality-badge" in body, page
        assert 'data-level="fair"' in body, page
        assert "tomoni-quality-summary" in body, page


def test_a_dataset_without_tables_has_no_badge(visitor: Any, dataset: dict[str, Any]) -> None:
    assert "tomoni-quality-summary" not in visitor.get(f"/dataset/{dataset['name']}").body


def test_dataset_page_of_quality(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    body = visitor.get(f"/dataset/{dataset['name']}/quality").body
    assert path(dataset, resource) in body
    assert visitor.get(f"/dataset/{factories.Dataset()['name']}/quality").status_code == 200


def test_portal_page(visitor: Any, org: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    upload(DIRTY, dataset["id"])
    work()
    body = visitor.get(f"/quality?organization={org['name']}").body
    assert org["title"] in body
    assert "緯度と経度が入れ替わっています" in body
    assert visitor.get("/quality").status_code == 200
    assert visitor.get("/quality?page=99999").status_code == 200
    assert visitor.get("/quality?organization=no-such", expect_errors=True).status_code == 404


def test_rules_page_has_an_anchor_for_each(visitor: Any) -> None:
    from ckanext.tomoni_quality.rules import described

    body = visitor.get("/quality/rules").body
    assert all(f'id="{rule["slug"]}"' in body for rule in described())


def test_hostile_cells_are_escaped(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    content = f"{HOSTILE},緯度,経度,名称_カナ\n{HOSTILE},1,1,{HOSTILE}\n同上,2,2,カナ\n"
    resource = upload(content, dataset["id"], name="x.csv")
    act("resource_patch", id=resource["id"], name=HOSTILE)
    work()
    for page in (path(dataset, resource), f"/dataset/{dataset['name']}/quality", f"/dataset/{dataset['name']}"):
        body = visitor.get(page).body
        assert HOSTILE not in body, page
    assert "&lt;script&gt;alert(1)" in visitor.get(path(dataset, resource)).body


def test_findings_as_csv(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    assert visitor.get(path(dataset, resource, ".csv"), expect_errors=True).status_code == 404
    work()
    answer = visitor.get(path(dataset, resource, ".csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    swapped = [row for row in rows if row["規則"] == "coordinates-swapped"]
    assert [(row["行"], row["列"], row["候補"]) for row in swapped] == [
        ("2", "緯度", "36.28414"),
        ("3", "緯度", "36.285612"),
    ]


def test_a_formula_in_the_csv_is_defused(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload('名称,備考\n甲,"=cmd|(1+1)"\n', dataset["id"])
    work()
    text = visitor.get(path(dataset, resource, ".csv")).data.decode("utf-8-sig")
    assert "'=cmd|(1+1)" in text


def test_the_editor_checks_again(app: Any, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    assert "再検査" in app.get(path(dataset, resource), headers=token(editor)).body
    answer = app.post(path(dataset, resource, "/check"), headers=token(editor), follow_redirects=False)
    assert answer.status_code == 302
    assert queued() == [resource["id"]]
    assert 'data-state="checking"' in app.get(path(dataset, resource), headers=token(editor)).body


def test_a_stranger_does_not(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    stranger = token(factories.User())
    assert "再検査" not in app.get(path(dataset, resource), headers=stranger).body
    answer = app.post(path(dataset, resource, "/check"), headers=stranger, follow_redirects=False, expect_errors=True)
    assert answer.status_code == 403
    assert queued() == []


def test_checking_by_get_is_refused(app: Any, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    answer = app.get(path(dataset, resource, "/check"), headers=token(editor), expect_errors=True)
    assert answer.status_code in (404, 405)


@pytest.mark.parametrize("tail", ["", ".csv"])
def test_a_private_report_is_not_found(app: Any, org: dict[str, Any], upload: Upload, tail: str) -> None:
    secret = factories.Dataset(owner_org=org["id"], private=True)
    resource = upload(DIRTY, secret["id"])
    work()
    for headers in ({}, token(factories.User())):
        assert app.get(path(secret, resource, tail), headers=headers, expect_errors=True).status_code == 404
    assert app.get(f"/dataset/{secret['name']}/quality", expect_errors=True).status_code == 404


def test_another_datasets_resource_is_not_found(visitor: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    other = factories.Dataset()
    assert visitor.get(path(other, resource), expect_errors=True).status_code == 404

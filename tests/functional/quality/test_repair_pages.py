"""The page of mending: each state in both languages, the choice of mends, the file, publishing and taking back."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories

from tests.functional.quality.support import CLEAN, Upload, act
from tests.functional.quality.test_pages import HOSTILE, path, token
from tests.functional.quality.test_repair import FILE, MENDED

#: What the pages show is asked as a visitor, whom the portal of these tests lets see it.
pytestmark = pytest.mark.ckan_config("ckanext.tomoni_quality.try_by_anyone", "true")


def test_what_changes_cell_by_cell(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    body = app.get(path(dataset, resource, "/repair")).body
    assert 'data-state="mends"' in body
    assert 'data-mend="dates" data-count="1"' in body
    assert "2024-05-01</mark>" in body or "05-01" in body
    assert "公共施設一覧" in body
    assert "日付が YYYY-MM-DD の形ではありません" in body
    assert "新しいリソースとして公開" not in body
    english = app.get("/en" + path(dataset, resource, "/repair")).body
    assert "What can be mended" in english
    assert "Dates to YYYY-MM-DD" in english
    assert "直せるところ" not in english


def test_a_mend_switched_off(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    body = app.get(path(dataset, resource, "/repair?chosen=1&on=encoding&on=preamble")).body
    assert '<tr data-mend="dates">' not in body
    assert '<tr data-mend="encoding">' in body
    data = app.get(path(dataset, resource, "/repair.csv?chosen=1&on=encoding&bom=0")).data
    assert data == FILE.decode("cp932").encode()


def test_the_mended_file(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    answer = app.get(path(dataset, resource, "/repair.csv"))
    assert answer.data == MENDED
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for wrong in ("7", "-1", "x", "٣"):
        assert app.get(path(dataset, resource, f"/repair.csv?sheet={wrong}"), expect_errors=True).status_code == 404


def test_nothing_to_mend_and_no_table(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    clean = upload(CLEAN, dataset["id"])
    assert 'data-state="nothing"' in app.get(path(dataset, clean, "/repair")).body
    broken = upload(b"%PDF-1.7", dataset["id"], name="a.csv")
    body = app.get(path(dataset, broken, "/repair")).body
    assert 'data-state="failed"' in body
    assert "PDF" in body


def test_paging_keeps_the_choice(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload("名称,公開日\n" + "甲,令和6年5月1日\n" * 120, dataset["id"])
    body = app.get(path(dataset, resource, "/repair?chosen=1&on=dates&page=3")).body
    assert body.count('<tr data-mend="dates">') == 20
    assert "on=dates" in body
    assert 'on=spaces"' not in body


def test_hostile_cells_are_escaped(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(f"{HOSTILE},公開日\n　{HOSTILE},令和6年5月1日\n", dataset["id"])
    body = app.get(path(dataset, resource, "/repair")).body
    assert HOSTILE not in body
    assert "&lt;script&gt;" in body


def test_publish_and_take_back(app: Any, editor: dict[str, Any], dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    page, headers = path(dataset, resource, "/repair"), token(editor)
    assert "新しい版として公開" in app.get(page, headers=headers).body
    digest = act("tomoni_quality_repair_preview", resource_id=resource["id"])["digest"]
    sent = {"mode": "resource", "digest": digest}
    answer = app.post(f"{page}/publish", data=sent, headers=headers, follow_redirects=False)
    assert answer.status_code == 302
    resources = act("package_show", id=dataset["id"])["resources"]
    assert len(resources) == 2
    assert 'data-published="beside"' in app.get(page, headers=headers).body
    mended = path(dataset, resources[1], "/repair")
    assert 'data-published="resource"' in app.get(mended, headers=headers).body
    app.post(f"{mended}/undo", headers=headers, follow_redirects=False)
    assert len(act("package_show", id=dataset["id"])["resources"]) == 1


def test_a_stranger_publishes_nothing(app: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    headers = token(factories.User())
    for tail in ("/repair/publish", "/repair/undo"):
        answer = app.post(path(dataset, resource, tail), headers=headers, expect_errors=True, follow_redirects=False)
        assert answer.status_code == 403
        assert app.get(path(dataset, resource, tail), headers=headers, expect_errors=True).status_code in (404, 405)
    assert len(act("package_show", id=dataset["id"])["resources"]) == 1


@pytest.mark.parametrize("tail", ["/repair", "/repair.csv"])
def test_a_private_resource_is_not_found(app: Any, org: dict[str, Any], upload: Upload, tail: str) -> None:
    secret = factories.Dataset(owner_org=org["id"], private=True)
    resource = upload(FILE, secret["id"])
    for headers in ({}, token(factories.User())):
        assert app.get(path(secret, resource, tail), headers=headers, expect_errors=True).status_code == 404

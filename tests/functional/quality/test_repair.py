"""Mending a resource by the actions: who may, what is published, once, and taken back."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_quality import source
from ckanext.tomoni_quality.rules._workbooks import workbook
from tests.functional.quality.support import DIRTY, ROLES, Upload, act, may

FILE = "公共施設一覧,,\r\n名称,公開日,緯度\r\n甲,令和6年5月1日,３４．３４２７８９\r\n乙,01/02/03,34.3\r\n".encode(
    "cp932"
)
MENDED = "\ufeff名称,公開日,緯度\r\n甲,2024-05-01,34.342789\r\n乙,01/02/03,34.3\r\n".encode()


@pytest.fixture
def home(roles: dict[str, str]) -> dict[str, Any]:
    capacities = [{"name": roles[role], "capacity": role} for role in ("member", "editor", "admin")]
    return factories.Organization(users=capacities)


USERS, INSIDE, EDITORS = ROLES[1:], ("member", "editor", "admin", "sysadmin"), ("editor", "admin", "sysadmin")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("action", "private", "allowed"),
    [
        ("tomoni_quality_repair_preview", False, USERS),
        ("tomoni_quality_repair_preview", True, INSIDE),
        ("tomoni_quality_repair_publish", False, EDITORS),
        ("tomoni_quality_repair_publish", True, EDITORS),
    ],
)
def test_role(
    role: str, action: str, private: bool, allowed: Any, roles: dict[str, str], home: dict[str, Any], upload: Upload
) -> None:
    resource = upload(DIRTY, factories.Dataset(owner_org=home["id"], private=private)["id"])
    assert may(action, roles[role], resource_id=resource["id"]) is (role in allowed)


@pytest.mark.ckan_config("ckanext.tomoni_quality.try_by_anyone", "true")
@pytest.mark.parametrize(("private", "seen"), [(False, True), (True, False)])
def test_a_portal_may_let_visitors_see(private: bool, seen: bool, home: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, factories.Dataset(owner_org=home["id"], private=private)["id"])
    assert may("tomoni_quality_repair_preview", "", resource_id=resource["id"]) is seen


@pytest.mark.parametrize("role", ROLES)
def test_role_undo(role: str, roles: dict[str, str], home: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, factories.Dataset(owner_org=home["id"])["id"])
    made = act("tomoni_quality_repair_publish", resource_id=resource["id"])["resources"][0]
    assert may("tomoni_quality_repair_undo", roles[role], resource_id=made["id"]) is (role in EDITORS)


def content(resource_id: str) -> bytes:
    return source.load(act("resource_show", id=resource_id))


def test_preview(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    found = act("tomoni_quality_repair_preview", resource_id=resource["id"], data=True)
    changes = [(c["mend"], c["row"], c["column"], c["before"], c["after"]) for c in found["changes"]]
    assert changes == [
        ("encoding", None, None, "Shift_JIS（CP932）", "UTF-8"),
        ("dates", 3, 2, "令和6年5月1日", "2024-05-01"),
        ("coordinates", 3, 3, "３４．３４２７８９", "34.342789"),
    ]
    assert [cell["value"] for cell in found["moved"]] == ["公共施設一覧"]
    assert base64.b64decode(found["tables"][0]["data"]) == MENDED
    assert {m["slug"]: m["count"] for m in found["mends"] if m["count"]} == {
        "encoding": 1, "dates": 1, "coordinates": 1, "preamble": 1,
    }  # fmt: skip
    assert "date-format" in [finding["slug"] for finding in found["remaining"]]
    page = act("tomoni_quality_repair_preview", resource_id=resource["id"], off="encoding,preamble", offset=1, limit=1)
    assert ([c["mend"] for c in page["changes"]], page["change_count"], page["moved"]) == (["coordinates"], 2, [])


def test_a_new_resource_beside_the_original(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"], description="市の施設", tomoni_standard="public_facility")
    digest = act("tomoni_quality_repair_preview", resource_id=resource["id"])["digest"]
    made = act("tomoni_quality_repair_publish", resource_id=resource["id"], digest=digest)["resources"]
    again = act("tomoni_quality_repair_publish", resource_id=resource["id"])["resources"]
    assert [(m["created"], n["created"], m["id"] == n["id"]) for m, n in zip(made, again, strict=True)] == [
        (True, False, True)
    ]
    both = act("package_show", id=dataset["id"])["resources"]
    assert [r["id"] for r in both] == [resource["id"], made[0]["id"]]
    assert (content(resource["id"]), content(made[0]["id"])) == (FILE, MENDED)
    new = both[1]
    assert (new["format"], new["description"], new["tomoni_standard"]) == (
        "CSV", "市の施設\n\n公共施設一覧", "public_facility",
    )  # fmt: skip
    assert act("tomoni_quality_repair_undo", resource_id=new["id"]) == {"id": resource["id"], "deleted": new["id"]}
    assert [r["id"] for r in act("package_show", id=dataset["id"])["resources"]] == [resource["id"]]


def test_a_new_version_keeps_the_original(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"], description="市の施設")
    done = act("tomoni_quality_repair_publish", resource_id=resource["id"], mode="version")
    both = act("package_show", id=dataset["id"])["resources"]
    assert [r["id"] for r in both] == [resource["id"], done["original"]]
    assert (content(resource["id"]), content(done["original"])) == (MENDED, FILE)
    with pytest.raises(tk.ValidationError):
        act("tomoni_quality_repair_publish", resource_id=resource["id"], mode="version")
    assert len(act("package_show", id=dataset["id"])["resources"]) == 2
    with pytest.raises(tk.ValidationError):
        act("tomoni_quality_repair_undo", resource_id=done["original"])
    act("tomoni_quality_repair_undo", resource_id=resource["id"])
    left = act("package_show", id=dataset["id"])["resources"]
    assert [(r["id"], r["description"]) for r in left] == [(resource["id"], "市の施設")]
    assert content(resource["id"]) == FILE


def test_a_workbook_becomes_a_file_a_sheet(dataset: dict[str, Any], upload: Upload) -> None:
    data = workbook({"甲": [["名　称", "数"], ["a", 1]], "乙": [["名称", "数"], [" b", 2]]})
    resource = upload(data, dataset["id"], name="list.xlsx")
    with pytest.raises(tk.ValidationError):
        act("tomoni_quality_repair_publish", resource_id=resource["id"], mode="version")
    made = act("tomoni_quality_repair_publish", resource_id=resource["id"])["resources"]
    assert [content(m["id"]).decode("utf-8-sig") for m in made] == ["名称,数\r\na,1\r\n", "名称,数\r\nb,2\r\n"]


def test_a_changed_file_is_not_published_unseen(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    digest = act("tomoni_quality_repair_preview", resource_id=resource["id"])["digest"]
    upload(DIRTY, dataset["id"], id=resource["id"])
    with pytest.raises(tk.ValidationError) as refused:
        act("tomoni_quality_repair_publish", resource_id=resource["id"], digest=digest)
    assert "digest" in refused.value.error_dict


@pytest.mark.parametrize(("data", "name"), [(b"%PDF-1.7", "a.csv"), ("名称,数\n甲,1\n", "a.csv")])
def test_nothing_to_publish(dataset: dict[str, Any], upload: Upload, data: Any, name: str) -> None:
    resource = upload(data, dataset["id"], name=name)
    with pytest.raises(tk.ValidationError):
        act("tomoni_quality_repair_publish", resource_id=resource["id"])


@pytest.mark.ckan_config("ckanext.tomoni_quality.repair_max_cells", "4")
def test_a_large_file_is_refused(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(FILE, dataset["id"])
    with pytest.raises(tk.ValidationError) as refused:
        act("tomoni_quality_repair_preview", resource_id=resource["id"])
    assert refused.value.error_dict["slug"] == ["too_many_cells"]


@pytest.mark.parametrize("wrong", [{"off": "no-such"}, {"off": 3}, {"limit": -1}, {"resource_id": ""}])
def test_wrong_words_are_refused(dataset: dict[str, Any], upload: Upload, wrong: dict[str, Any]) -> None:
    resource = upload(FILE, dataset["id"])
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_quality_repair_preview", **{"resource_id": resource["id"], **wrong})


def test_the_command_mends_a_file(cli: Any, tmp_path: Any) -> None:
    from ckanext.tomoni_quality.cli import tomoni_quality

    path, out = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(FILE)
    shown = cli.invoke(tomoni_quality, ["repair", str(path)])
    assert "'令和6年5月1日' → '2024-05-01'" in shown.output
    assert not out.exists()
    assert cli.invoke(tomoni_quality, ["repair", str(path), "--output", str(out)]).exit_code == 0
    assert (out.read_bytes(), path.read_bytes()) == (MENDED, FILE)
    assert cli.invoke(tomoni_quality, ["repair", str(path), "--output", str(out)]).exit_code == 1
    forced = ["repair", str(path), "--output", str(out), "--force", "--no-bom", "--off", "dates"]
    assert cli.invoke(tomoni_quality, forced).exit_code == 0
    assert "令和6年5月1日" in out.read_bytes().decode()
    same = cli.invoke(tomoni_quality, ["repair", str(path), "--output", str(path), "--force"])
    assert (same.exit_code, path.read_bytes()) == (1, FILE)


def test_the_command_mends_a_resource(cli: Any, tmp_path: Any, dataset: dict[str, Any], upload: Upload) -> None:
    from ckanext.tomoni_quality.cli import tomoni_quality

    data = workbook({"甲.": [["名　称", "数"], ["a", 1]], "乙": [["名称", "数"], [" b", 2]]})
    resource = upload(data, dataset["id"], name="list.xlsx")
    result = cli.invoke(tomoni_quality, ["repair", resource["id"], "--output", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["01_甲_.csv", "02_乙.csv"]
    assert cli.invoke(tomoni_quality, ["repair", "no-such-thing"]).exit_code == 1


def test_a_linked_file_keeps_its_address(dataset: dict[str, Any], upload: Upload, monkeypatch: Any) -> None:
    upload("名称\n甲\n", dataset["id"])
    address = "http://example.com/a.csv"
    resource = act("resource_create", package_id=dataset["id"], url=address, name="a", format="CSV")
    stored = source.load
    monkeypatch.setattr(source, "load", lambda r: FILE if r.get("url_type") != "upload" else stored(r))
    done = act("tomoni_quality_repair_publish", resource_id=resource["id"], mode="version")
    assert content(resource["id"]) == MENDED
    assert act("resource_show", id=done["original"])["url"] == address
    act("tomoni_quality_repair_undo", resource_id=resource["id"])
    back = act("resource_show", id=resource["id"])
    assert (back["url"], back["url_type"] or "") == (address, "")
    assert len(act("package_show", id=dataset["id"])["resources"]) == 2

"""A list into the portal: checked, applied, applied again, undone; and who may."""

from __future__ import annotations

import base64
import csv
import io
import os
import signal
import time
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_core.open_data_list.layout import layout
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.open_data_list import applying
from ckanext.tomoni_schema.open_data_list import model as list_model
from ckanext.tomoni_schema.open_data_list.model import ListImport

pytestmark = pytest.mark.usefixtures("clean_index", "non_clean_db")

CODE = "372013"  # 高松市


@pytest.fixture
def town() -> dict[str, Any]:
    """An organization with a municipality's code, and its editor."""
    user = factories.User()
    org = factories.Organization(local_government_code=CODE, users=[{"name": user["name"], "capacity": "editor"}])
    return {**org, "editor": user["name"]}


def csv_of(rows: list[dict[str, str]], columns: list[str] | None = None) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def send(town: dict[str, Any], content: bytes, **options: Any) -> dict[str, Any]:
    data = {"organization": town["name"], "content": base64.b64encode(content).decode(), "filename": "list.csv"}
    return helpers.call_action("tomoni_open_data_list_import_create", {"user": town["editor"]}, **data, **options)


def go_on(town: dict[str, Any], made: dict[str, Any], verb: str = "apply") -> dict[str, Any]:
    return helpers.call_action(f"tomoni_open_data_list_import_{verb}", {"user": town["editor"]}, id=made["id"])


def show(name: str) -> dict[str, Any]:
    return helpers.call_action("package_show", id=name)


def patch(town: dict[str, Any], name: str, **fields: Any) -> None:
    helpers.call_action("package_patch", {"user": town["editor"]}, id=name, **fields)


ROWS = [
    {
        "全国地方公共団体コード": CODE,
        "データセット_ID": "0000000001",
        "データセット_タイトル": "公衆トイレ一覧",
        "データセット_概要": "市内の公衆トイレです。\n二行目。",
        "データセット_キーワード": "トイレ;バリアフリー",
        "データセット_公開日": "令和6年4月1日",
        "データセット_準拠する標準": "公衆トイレ一覧",
        "データセット_備考": "=1+1",
        "ファイル_タイトル": f"トイレ {number}月",
        "ファイル_ダウンロードURL": f"https://www.example.jp/toilet{number}.csv",
        "ファイル形式": "csv",
        "ファイル_ライセンス": "CC BY 4.0",
        "ファイル_サイズ": "1,024",
    }
    for number in (4, 5)
] + [{"全国地方公共団体コード": CODE, "データセット_タイトル": "人口"}]


def test_check_changes_nothing_and_tells_what_would_be_new(town: dict[str, Any]) -> None:
    """Two rows of one id are one dataset with two files."""
    made = send(town, csv_of(ROWS))
    assert made["state"] == "checked"
    assert made["summary"]["actions"] == {"create": 2}
    assert made["summary"]["files"] == 2
    assert made["results"][0]["rows"] == [2, 3]
    assert helpers.call_action("package_search", fq=f"owner_org:{town['id']}", include_private=True)["count"] == 0


def test_applied_and_again(town: dict[str, Any]) -> None:
    """The datasets bear what the rows say; a second import finds nothing to do."""
    made = go_on(town, send(town, csv_of(ROWS)))
    assert made["state"] == "done"
    assert made["summary"]["outcomes"] == {"created": 2}
    dataset = show(made["results"][0]["name"])
    assert dataset["name"].startswith(f"{CODE}_")
    assert dataset["tomoni_standard"] == "public_toilet"
    assert dataset["issued"] == "2024-04-01"
    assert dataset["license_id"] == "CC-BY-4.0"
    assert dataset["etc"] == "=1+1"
    assert {tag["name"] for tag in dataset["tags"]} == {"トイレ", "バリアフリー"}
    assert [(r["name"], r["format"], r["size"]) for r in dataset["resources"]] == [
        ("トイレ 4月", "CSV", 1024),
        ("トイレ 5月", "CSV", 1024),
    ]
    assert not dataset["private"]
    again = send(town, csv_of(ROWS))
    assert again["summary"]["actions"] == {"unchanged": 2}
    assert go_on(town, again)["summary"]["outcomes"] == {}


def test_own_list_changes_nothing(town: dict[str, Any]) -> None:
    """What this portal wrote, in either edition, is recognised dataset by dataset and changes nothing."""
    go_on(town, send(town, csv_of(ROWS)))
    for edition in ("2026", "2021"):
        written = helpers.call_action("tomoni_open_data_list", organization=town["id"], edition=edition, format="csv")
        made = send(town, written["content"].encode())
        assert made["summary"]["actions"] == {"unchanged": 2}, made["results"]
        assert made["summary"]["problems"] == {}


def test_changes_are_told_and_made_and_undone(town: dict[str, Any]) -> None:
    """Old and new value, cell by cell; fields the list does not hold stay; undoing brings the old values back."""
    name = go_on(town, send(town, csv_of(ROWS)))["results"][0]["name"]
    patch(town, name, notes_en="Public toilets", maintainer="環境課")
    before = show(name)
    rows = [dict(row) for row in ROWS[:2]]
    for row in rows:
        row |= {"データセット_タイトル": "公衆便所一覧", "データセット_キーワード": "トイレ", "データセット_概要": ""}
    rows[1]["ファイル_説明"] = "五月分"
    rows.append({**rows[0], "ファイル_タイトル": "6月", "ファイル_ダウンロードURL": "https://www.example.jp/6.csv"})
    made = send(town, csv_of(rows))
    changes = {(each["column"], each["old"], each["new"]) for each in made["results"][0]["changes"]}
    assert changes == {
        ("データセット_タイトル", "公衆トイレ一覧", "公衆便所一覧"),
        ("データセット_キーワード", "トイレ;バリアフリー", "トイレ"),
        ("ファイル_説明", "", "五月分"),
    }
    assert made["results"][0]["new_files"] == ["6月"]
    done = go_on(town, made)
    assert done["summary"]["outcomes"] == {"updated": 1}
    after = show(name)
    assert after["title"] == "公衆便所一覧"
    assert [tag["name"] for tag in after["tags"]] == ["トイレ"]
    assert (after["notes"], after["notes_en"], after["maintainer"]) == (before["notes"], "Public toilets", "環境課")
    assert [r["name"] for r in after["resources"]] == ["トイレ 4月", "トイレ 5月", "6月"]
    assert [r["id"] for r in after["resources"][:2]] == [r["id"] for r in before["resources"]]
    undone = go_on(town, made, "undo")
    assert undone["state"] == "undone"
    back = show(name)
    assert (back["title"], back["notes_en"]) == ("公衆トイレ一覧", "Public toilets")
    assert {tag["name"] for tag in back["tags"]} == {"トイレ", "バリアフリー"}
    assert [(r["id"], r.get("description") or "") for r in back["resources"]] == [
        (r["id"], r.get("description") or "") for r in before["resources"]
    ]


def test_undo_of_new_datasets_leaves_what_was_edited_since(town: dict[str, Any]) -> None:
    """What the import made goes to the trash; what somebody has touched stays."""
    made = go_on(town, send(town, csv_of(ROWS)))
    touched, other = made["results"][1]["name"], made["results"][0]["name"]
    patch(town, touched, notes="直しました")
    undone = go_on(town, made, "undo")
    assert undone["summary"]["outcomes"] == {"undone": 1, "kept": 1}
    assert model.Package.get(other).state == "deleted"
    assert model.Package.get(touched).state == "active"


def test_empty_cells_clear_only_when_asked(town: dict[str, Any]) -> None:
    """Title, id and licence stay even then."""
    go_on(town, send(town, csv_of(ROWS)))
    columns = layout("2026").columns
    row = {"データセット_ID": "0000000001", "データセット_タイトル": "公衆トイレ一覧"}
    assert send(town, csv_of([row], columns))["summary"]["actions"] == {"unchanged": 1}
    made = go_on(town, send(town, csv_of([row], columns), clear=True))
    assert made["summary"]["outcomes"] == {"updated": 1}
    dataset = show(made["results"][0]["name"])
    assert (dataset["title"], dataset["opendata_id"], dataset["license_id"]) == (
        "公衆トイレ一覧", "0000000001", "CC-BY-4.0",
    )  # fmt: skip
    assert not dataset.get("notes")
    assert not dataset["tags"]
    assert len(dataset["resources"]) == 2
    assert send(town, csv_of([row], columns), clear=True)["summary"]["actions"] == {"unchanged": 1}


def test_one_bad_row_never_stops_the_others(town: dict[str, Any]) -> None:
    """Each row that cannot be taken says where, why and how to mend it, in both languages."""
    rows = [
        {"全国地方公共団体コード": "011002", "データセット_タイトル": "札幌の行", "データセット_備考": ""},
        {"データセット_タイトル": "", "データセット_備考": "名前のない行"},
        {"データセット_タイトル": "同じ名前", "データセット_ID": "7"},
        {"データセット_タイトル": "違う名前", "データセット_ID": "7"},
        {"データセット_タイトル": "良い行"},
    ]
    made = go_on(town, send(town, csv_of(rows)))
    assert made["summary"]["outcomes"] == {"created": 1}
    assert made["summary"]["actions"] == {"error": 3, "create": 1}
    slugs = [[each["slug"] for each in item["problems"]] for item in made["results"]]
    assert slugs == [["other_municipality"], ["no_title"], ["same_id_other_title"], []]
    told = made["results"][0]["problems"][0]
    assert (told["row"], told["cell"]) == (2, "A2")
    assert "北海道札幌市" in told["ja"]
    assert all(told[key] for key in ("en", "hint_ja", "hint_en"))


def test_what_ckan_refuses_is_told_with_its_reason(town: dict[str, Any]) -> None:
    """CKAN's own validation speaks for itself; the other datasets are saved."""
    rows = [
        {"データセット_タイトル": "版が長い", "データセット_バージョン": "v" * 200, "データセット_備考": ""},
        {"データセット_タイトル": "良い行", "データセット_バージョン": "1"},
    ]
    made = go_on(town, send(town, csv_of(rows)))
    assert made["summary"]["outcomes"] == {"error": 1, "created": 1}
    assert "version" in made["results"][0]["problems"][0]["ja"]


def test_two_that_match_are_not_guessed(town: dict[str, Any]) -> None:
    """A title that two datasets have names neither; the id of one does."""
    first = factories.Dataset(owner_org=town["id"], title="人口")
    factories.Dataset(owner_org=town["id"], title="人口")
    made = send(town, csv_of([{"データセット_タイトル": "人口", "データセット_ID": "", "データセット_備考": "x"}]))
    assert made["results"][0]["problems"][0]["slug"] == "several_match"
    row = {"データセット_タイトル": "人口", "データセット_ID": first["id"], "データセット_備考": "x"}
    assert send(town, csv_of([row]))["results"][0]["id"] == first["id"]
    row = {
        "データセット_タイトル": "人口",
        "データセット_URL": f"http://test.ckan.net/en/dataset/{first['name']}",
        "データセット_備考": "x",
    }
    assert send(town, csv_of([row]))["results"][0]["id"] == first["id"]


def test_changed_between_check_and_import(town: dict[str, Any]) -> None:
    """What was shown is what is done: a dataset that changed meanwhile is left alone and told."""
    go_on(town, send(town, csv_of(ROWS)))
    made = send(town, csv_of([{"データセット_タイトル": "人口", "データセット_ID": "", "データセット_備考": "新"}]))
    name = made["results"][0]["name"]
    patch(town, name, etc="ほかの人の備考")
    done = go_on(town, made)
    assert [each["slug"] for each in done["results"][0]["problems"]] == ["changed_meanwhile"]
    assert show(name)["etc"] == "ほかの人の備考"


def test_a_job_that_died_is_taken_up_again(town: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made before the crash is known again, nothing is made twice, and all of it can be taken back."""
    made = send(town, csv_of(ROWS))
    create, calls = applying._created, []

    def dies(*args: Any) -> dict[str, Any]:
        if calls:
            raise SystemExit
        calls.append(1)
        return create(*args)

    monkeypatch.setattr(applying, "_created", dies)
    with pytest.raises(SystemExit):
        go_on(town, made)
    monkeypatch.undo()
    assert ListImport.get(made["id"]).state == "applying"
    assert go_on(town, made)["state"] == "applying"  # it may still be alive
    monkeypatch.setattr(list_model, "STALLED", -list_model.STALLED)
    done = go_on(town, made)
    assert done["state"] == "done"
    assert done["summary"]["outcomes"] == {"created": 2}
    assert helpers.call_action("package_search", fq=f"owner_org:{town['id']}")["count"] == 2
    assert go_on(town, made, "undo")["summary"]["outcomes"] == {"undone": 2}
    assert helpers.call_action("package_search", fq=f"owner_org:{town['id']}")["count"] == 0


def test_a_long_list_whose_worker_is_killed(town: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker killed in the middle (SIGKILL) leaves what it made; the next one makes the rest, once each."""
    rows = [{"全国地方公共団体コード": CODE, "データセット_タイトル": f"見本 {number}"} for number in range(60)]
    rows[30]["データセット_公開日"] = "いつか"
    queued: list[Any] = []
    monkeypatch.setattr(tk, "enqueue_job", lambda job, args, **_: queued.append((job, args)))
    made = send(town, csv_of(rows))
    assert go_on(town, made)["state"] == "queued"
    ((job, args),) = queued

    def count() -> int:
        model.Session.rollback()
        found = model.Session.query(model.Package).filter_by(owner_org=town["id"], state="active")
        return found.count()

    pid = os.fork()
    if not pid:
        # Nothing of the parent's connections may be used, or closed, by the child.
        model.meta.engine.dispose(close=False)
        model.Session.registry.clear()
        job(*args)
        os._exit(0)
    while count() < 20:
        assert os.waitpid(pid, os.WNOHANG) == (0, 0), "the worker ended before it could be killed"
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    left = count()
    assert 20 <= left < 60
    half = helpers.call_action("tomoni_open_data_list_import_show", {"user": town["editor"]}, id=made["id"])
    assert half["state"] == "applying"
    assert 0 < half["done"] <= left

    monkeypatch.setattr(list_model, "STALLED", -list_model.STALLED)
    assert go_on(town, made)["state"] == "queued"
    job(*args)
    done = helpers.call_action("tomoni_open_data_list_import_show", {"user": town["editor"]}, id=made["id"])
    assert done["state"] == "done"
    assert sum(done["summary"]["outcomes"].values()) == 60
    assert done["summary"]["outcomes"]["created"] == count()
    titles = [row[0] for row in model.Session.query(model.Package.title).filter_by(owner_org=town["id"])]
    assert len(titles) == len(set(titles)) == count()


@pytest.mark.parametrize(
    ("content", "slug"),
    [(b"%PDF-1.7 ...", "wrong_type"), ("名称,住所\n駅,町\n".encode(), "not_a_list"), (b" \n", "empty_file")],
)
def test_what_is_no_list_says_what_it_is(town: dict[str, Any], content: bytes, slug: str) -> None:
    """In both languages, with the way out; nothing is imported."""
    made = send(town, content)
    assert made["state"] == "failed"
    assert made["summary"]["error"]["slug"] == slug
    with pytest.raises(tk.ValidationError):
        go_on(town, made)


def test_another_standard_is_named(town: dict[str, Any]) -> None:
    """A file of public toilets is told to be one."""
    header = ",".join(column.name for column in registry().get("public_toilet", "2021").columns)
    made = send(town, f"{header}\n1\n".encode())
    assert made["summary"]["error"]["slug"] == "another_standard"
    assert "公衆トイレ一覧" in made["summary"]["error"]["ja"]


def test_private_when_asked(town: dict[str, Any]) -> None:
    """New datasets are private, and a public list does not show them."""
    made = go_on(town, send(town, csv_of(ROWS), private=True))
    assert all(show(item["name"])["private"] for item in made["results"])
    assert helpers.call_action("tomoni_open_data_list", organization=town["id"])["count"] == 0


def test_hostile_cells_stay_text(town: dict[str, Any]) -> None:
    """Addresses that are none are left out; control characters, quotes and markup are text."""
    rows = [{
        "データセット_タイトル": "<script>alert(1)</script>\x00'; DROP TABLE package; --",
        "データセット_URL": "javascript:alert(1)",
        "ファイル_タイトル": "a",
        "ファイル_ダウンロードURL": "file:///etc/passwd",
        "データセット_キーワード": "a;b・c;＜x＞",
    }]  # fmt: skip
    made = go_on(town, send(town, csv_of(rows)))
    assert made["summary"]["outcomes"] == {"created": 1}
    dataset = show(made["results"][0]["name"])
    assert dataset["title"] == "<script>alert(1)</script>'; DROP TABLE package; --"
    assert not dataset.get("landingPage")
    assert not dataset["resources"][0]["url"]
    slugs = {each["slug"] for each in made["results"][0]["problems"]}
    assert slugs == {"not_an_address", "keyword_dropped", "keyword_changed"}


def test_list_2021(town: dict[str, Any]) -> None:
    """One row a dataset; its formats are kept until files are registered."""
    rows = [{
        "都道府県コード又は市区町村コード": "37201", "NO": "1", "データ名称": "AED", "データ形式": "xlsx、CSV",
        "分類": "司法・安全・環境", "URL": "https://www.example.jp/aed", "API対応有無": "あり",
        "最終更新日": "2024/4/1",
    }]  # fmt: skip
    made = go_on(town, send(town, csv_of(rows)))
    dataset = show(made["results"][0]["name"])
    assert (dataset["data_format"], dataset["api_available"]) == ("XLSX;CSV", "有")
    assert (dataset["landingPage"], dataset["last_modified_date"]) == ("https://www.example.jp/aed", "2024-04-01")
    assert [each["slug"] for each in made["results"][0]["problems"]] == ["code_odd"]
    assert send(town, csv_of(rows))["summary"]["actions"] == {"unchanged": 1}
    listed = helpers.call_action("tomoni_open_data_list", organization=town["id"], edition="2021")["results"][0]
    assert (listed["NO"], listed["データ形式"], listed["都道府県名"], listed["市区町村名"]) == (
        "1", "XLSX;CSV", "香川県", "高松市",
    )  # fmt: skip


class Editors:
    """Each action of the import by each role: editors, administrators and sysadmins."""

    action = ""

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            ("anonymous", False),
            ("user", False),
            ("member", False),
            ("editor", True),
            ("admin", True),
            ("sysadmin", True),
        ],
    )
    def test_role(self, town: dict[str, Any], role: str, may: int) -> None:
        """Permission is that of creating datasets in the organization."""
        made = send(town, csv_of([{"データセット_タイトル": "人口", "データセット_ID": "1", "データセット_備考": ""}]))
        if self.action == "undo":
            go_on(town, made)
        name = self._user(role, town)
        data = {"create": {"organization": town["id"], "content": "QUJD"}, "list": {"organization": town["id"]}}
        call = tk.get_action(f"tomoni_open_data_list_import_{self.action}")
        context = {"user": name, "ignore_auth": False}
        if may:
            assert call(context, data.get(self.action, {"id": made["id"]}))
        else:
            with pytest.raises(tk.NotAuthorized):
                call(context, data.get(self.action, {"id": made["id"]}))

    def _user(self, role: str, town: dict[str, Any]) -> str:
        if role == "anonymous":
            return ""
        user = factories.Sysadmin() if role == "sysadmin" else factories.User()
        if role in ("member", "editor", "admin"):
            helpers.call_action("organization_member_create", id=town["id"], username=user["name"], role=role)
        return user["name"]


class TestCreate(Editors):
    """``tomoni_open_data_list_import_create``."""

    action = "create"


class TestShow(Editors):
    """``tomoni_open_data_list_import_show``."""

    action = "show"


class TestList(Editors):
    """``tomoni_open_data_list_import_list``."""

    action = "list"


class TestApply(Editors):
    """``tomoni_open_data_list_import_apply``."""

    action = "apply"


class TestUndo(Editors):
    """``tomoni_open_data_list_import_undo``."""

    action = "undo"


def test_an_editor_of_elsewhere_may_not(town: dict[str, Any]) -> None:
    """The organization that the import is for decides."""
    stranger = factories.User()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    made = send(town, csv_of(ROWS))
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "tomoni_open_data_list_import_apply", {"user": stranger["name"], "ignore_auth": False}, id=made["id"]
        )

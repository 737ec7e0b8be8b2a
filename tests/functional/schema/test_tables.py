"""Tables typed in the browser: kept, overtaken, published, opened again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.tables.model import TableDraft

STANDARD = registry().get("public_toilet", "2026")
assert STANDARD is not None
HEADER = [column.name for column in STANDARD.columns]
ROLES = ("anonymous", "stranger", "member", "editor", "admin", "sysadmin")


@pytest.fixture(autouse=True)
def _state(non_clean_db, clean_queues, ckan_config, monkeypatch, tmp_path):
    """A database, and a place for uploaded files that is the test's own."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))


@pytest.fixture
def roles() -> dict[str, dict[str, Any]]:
    """A user for each role; nobody for anonymous."""
    users = {role: factories.User() for role in ROLES[1:-1]}
    return {"anonymous": {"name": "", "id": ""}, **users, "sysadmin": factories.Sysadmin()}


@pytest.fixture
def dataset(roles) -> dict[str, Any]:
    """A dataset of an organization that is 港区."""
    capacities = [{"name": roles[role]["name"], "capacity": role} for role in ("member", "editor", "admin")]
    org = factories.Organization(users=capacities, local_government_code="131032")
    return factories.Dataset(owner_org=org["id"], tomoni_standard="public_toilet")


@pytest.fixture
def act(roles, dataset):
    """Call an action as the editor (or another role) on the dataset."""

    def call(action: str, role: str = "editor", **data: Any) -> Any:
        user = roles[role]
        context: Any = {"user": user["name"], "auth_user_obj": model.User.get(user["id"]), "ignore_auth": False}
        return helpers.call_action(f"tomoni_table_{action}", context, **{"package_id": dataset["id"], **data})

    return call


def row(**cells: str) -> list[str]:
    """A row of the standard with ``cells`` filled."""
    return [{"全国地方公共団体コード": "131032", **cells}.get(name, "") for name in HEADER]


def save(act, rows, revision=0, **more):
    """Save a draft; of a new table unless it says otherwise."""
    wanted = {"standard": STANDARD.id, "header": HEADER, **more}
    return act("draft_save", rows=rows, revision=revision, **wanted)


def publish(act, rows, **more):
    """Save and publish a new table; its resource."""
    saved = save(act, rows)
    made = act("publish", standard=STANDARD.id, revision=saved["revision"], **more)
    return helpers.call_action("resource_show", id=made["resource_id"])


def site() -> Any:
    """The context of the site's own user (the activity plugin wants one that exists)."""
    return {"user": helpers.call_action("get_site_user", {"ignore_auth": True})["name"], "ignore_auth": True}


def content(app, resource) -> bytes:
    """What a visitor downloads."""
    return app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}/download/{resource['name']}.csv").data


def told(raised) -> dict[str, list[str]]:
    """What a refused action says."""
    return raised.value.error_dict


def test_a_new_table_is_empty_and_knows_the_organization(act) -> None:
    """Columns with what they may hold, the organization's code and name to begin each row with, and no draft."""
    shown = act("show", standard="public_toilet")
    assert shown["standard"]["id"] == "public_toilet@2026"
    assert (shown["header"], shown["rows"], shown["base"], shown["draft"]) == (HEADER, [], "", None)
    assert shown["prefill"] == {"0": "131032", "2": "東京都港区"}
    assert shown["filename"] == "131032_public_toilet.csv"
    by_name = {column["name"]: column for column in shown["columns"]}
    assert by_name["名称"]["required"] is True
    assert by_name["車椅子使用者用トイレ有無"]["enum"] == ["有", "無"]
    assert by_name["緯度"]["type"] == "number"


def test_a_draft_is_kept_for_everyone_who_may_edit(act, roles) -> None:
    """What an editor typed an admin opens; hostile text comes back as it was."""
    hostile = row(名称='<script>alert(1)</script>"\n=1+1', 備考="𠮷野家\t①")
    saved = save(act, [hostile, row()])
    assert saved["revision"] == 1
    shown = act("show", role="admin", standard="public_toilet")
    assert shown["rows"] == [hostile, row()]
    assert shown["draft"]["user"] == roles["editor"]["display_name"]
    assert shown["changed"] is False


def test_the_same_save_again_changes_nothing(act) -> None:
    """A repeated request is no new revision."""
    first = save(act, [row(名称="公園")])
    again = save(act, [row(名称="公園")], revision=first["revision"])
    assert again == first


def test_a_save_that_was_overtaken_is_refused(act) -> None:
    """Two windows: the slower one is told by whom it was overtaken, and nothing of the faster is lost."""
    save(act, [row(名称="速い")])
    with pytest.raises(tk.ValidationError) as raised:
        save(act, [row(名称="遅い")], revision=0)
    assert told(raised)["slug"] == ["draft-overtaken"]
    assert "下書き" in told(raised)["conflict"][0]
    assert act("show", standard=STANDARD.id)["rows"] == [row(名称="速い")]


def test_a_draft_is_thrown_away(act) -> None:
    """Once or twice: there is none afterwards."""
    save(act, [row(名称="公園")])
    for _ in range(2):
        act("draft_delete", standard=STANDARD.id)
        assert act("show", standard=STANDARD.id)["draft"] is None


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        ({"header": ["名称"]}, "table-header"),
        ({"header": [*HEADER[::-1]]}, "table-header"),
        ({"header": [*HEADER, *map(str, range(101))]}, "table-header"),
        ({"rows": "x"}, "table-rows"),
        ({"rows": [["a", 1]]}, "table-rows"),
        ({"rows": [["a"] * (len(HEADER) + 1)]}, "table-rows"),
        ({"rows": [["x" * 10_001]]}, "table-rows"),
        ({"rows": [["a"]] * 10_001}, "table-too-long"),
    ],
)
def test_what_is_no_such_table_is_refused(act, more, slug) -> None:
    """Nothing is stored of it."""
    with pytest.raises(tk.ValidationError) as raised:
        act("draft_save", **{"standard": STANDARD.id, "header": HEADER, "rows": [], "revision": 0, **more})
    assert told(raised)["slug"] == [slug]
    assert act("show", standard=STANDARD.id)["draft"] is None


@pytest.mark.parametrize("data", [{"standard": "no_such"}, {}, {"resource_id": "no-such"}])
def test_unknown_tables_are_not_found(act, data) -> None:
    """Neither a standard nor a resource of the dataset."""
    with pytest.raises(tk.ObjectNotFound):
        act("show", **data)


def test_publishing_makes_the_standards_file(act, app, dataset) -> None:
    """UTF-8 with BOM, the standard's header, blank rows left out, cells as typed; the draft is gone."""
    made = publish(act, [row(名称="中央公園", 緯度="35.658"), row()[:0], row(名称='"二"\n行')])
    assert (made["format"], made["encoding"], made["name"]) == ("CSV", "UTF-8（BOM付き）", "公衆トイレ一覧")
    assert made["url"].endswith("/131032_public_toilet.csv")
    data = content(app, made)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [HEADER, row(名称="中央公園", 緯度="35.658"), row(名称='"二"\n行')]
    assert TableDraft.find(dataset["id"], STANDARD.id) is None


def test_publishing_twice_makes_one_file(act, dataset) -> None:
    """A second press finds the draft gone and says so."""
    saved = save(act, [row(名称="公園")])
    act("publish", standard=STANDARD.id, revision=saved["revision"])
    with pytest.raises(tk.ValidationError) as raised:
        act("publish", standard=STANDARD.id, revision=saved["revision"])
    assert told(raised)["slug"] == ["draft-gone"]
    assert len(helpers.call_action("package_show", id=dataset["id"])["resources"]) == 1


@pytest.mark.parametrize("rows", [[], [[""], [" "]]])
def test_nothing_is_not_published(act, rows) -> None:
    """A table of blank rows is told to be empty."""
    saved = save(act, rows)
    with pytest.raises(tk.ValidationError) as raised:
        act("publish", standard=STANDARD.id, revision=saved["revision"])
    assert told(raised)["slug"] == ["table-empty"]


def test_a_dataset_that_is_a_draft_becomes_active(act, roles, dataset) -> None:
    """From the form of a new dataset straight into the table."""
    helpers.call_action("package_patch", site(), id=dataset["id"], state="draft")
    publish(act, [row(名称="公園")])
    assert helpers.call_action("package_show", id=dataset["id"])["state"] == "active"


def test_another_standard_is_declared_on_the_file(act, dataset) -> None:
    """The dataset's own standard is not said twice; another one is the resource's."""
    other = registry().get("aed")
    assert other is not None
    names = [column.name for column in other.columns]
    saved = act("draft_save", standard=other.id, header=names, rows=[["x"]], revision=0)
    made = act("publish", standard=other.id, revision=saved["revision"], name="AED（試験）")
    resource = helpers.call_action("resource_show", id=made["resource_id"])
    assert (resource["tomoni_standard"], resource["name"]) == ("aed", "AED（試験）")
    assert not publish(act, [row(名称="公園")]).get("tomoni_standard")


def test_a_published_table_is_opened_and_mended(act, app) -> None:
    """The file's rows come back, and publishing replaces the file of the same resource."""
    made = publish(act, [row(名称="中央公園")])
    shown = act("show", resource_id=made["id"])
    assert (shown["rows"], shown["notes"]) == ([row(名称="中央公園")], [])
    assert len(shown["base"]) == 64
    wanted = {"resource_id": made["id"], "base": shown["base"]}
    saved = save(act, [row(名称="中央公園トイレ")], **wanted)
    again = act("publish", resource_id=made["id"], standard=STANDARD.id, revision=saved["revision"])
    assert again["resource_id"] == made["id"]
    after = helpers.call_action("resource_show", id=made["id"])
    assert "中央公園トイレ" in content(app, after).decode("utf-8-sig")
    assert after["name"] == made["name"]


def upload(resource_id: str, text: str, name: str = "new.csv", **more: Any) -> dict[str, Any]:
    """Replace the file of a resource, or make one."""
    stored = FileStorage(io.BytesIO(text.encode()), name, "upload")
    action = "resource_patch" if resource_id else "resource_create"
    wanted = {"id": resource_id} if resource_id else {}
    return helpers.call_action(action, site(), upload=stored, url=name, **wanted, **more)


def test_a_file_that_changed_meanwhile_is_not_overwritten_unseen(act, app) -> None:
    """The editor is told, the page of the draft says so, and only an explicit wish overwrites."""
    made = publish(act, [row(名称="公園")])
    base = act("show", resource_id=made["id"])["base"]
    saved = save(act, [row(名称="わたしの直し")], resource_id=made["id"], base=base)
    upload(made["id"], ",".join(HEADER) + "\r\n" + ",".join(row(名称="だれかの直し")))
    assert act("show", resource_id=made["id"])["changed"] is True
    wanted = {"resource_id": made["id"], "standard": STANDARD.id, "revision": saved["revision"]}
    with pytest.raises(tk.ValidationError) as raised:
        act("publish", **wanted)
    assert told(raised)["slug"] == ["file-changed"]
    assert "だれかの直し" in content(app, helpers.call_action("resource_show", id=made["id"])).decode()
    act("publish", **wanted, overwrite=True)
    assert "わたしの直し" in content(app, helpers.call_action("resource_show", id=made["id"])).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("text", "slug"), [("甲,乙\n1,2\n", "table-unrecognised"), ("", "empty_file"), ("<html></html>", "html_not_table")]
)
def test_a_file_that_is_no_table_of_a_standard(act, dataset, text, slug) -> None:
    """It says why it cannot be opened, and what to do."""
    made = upload("", text, package_id=dataset["id"], format="CSV")
    with pytest.raises(tk.ValidationError) as raised:
        act("show", resource_id=made["id"])
    assert told(raised)["slug"] == [slug] or slug == "html_not_table"
    assert told(raised)["table"]


def test_a_file_elsewhere_is_not_opened(act, dataset) -> None:
    """A link cannot be written to."""
    link = factories.Resource(package_id=dataset["id"], url="https://example.com/a.csv", format="CSV")
    with pytest.raises(tk.ValidationError) as raised:
        act("show", resource_id=link["id"])
    assert told(raised)["slug"] == ["table-elsewhere"]


def test_a_deleted_resource_loses_its_draft(act, dataset) -> None:
    """What cannot be published any more is not kept."""
    made = publish(act, [row(名称="公園")])
    save(act, [row(名称="直し")], resource_id=made["id"])
    helpers.call_action("resource_delete", site(), id=made["id"])
    assert TableDraft.find(dataset["id"], made["id"]) is None


def test_the_check_is_the_quality_check(act) -> None:
    """Cell by cell, with the organization's code known, counted as the report counts; blank rows are passed over."""
    rows = [
        row(名称="公園"),
        [""],
        row(名称="", 車椅子使用者用トイレ有無="○"),
        row(名称="=1+1", 緯度="139.7", 経度="35.6"),
    ]
    rows[0][0] = "011002"
    answer = act("check", standard=STANDARD.id, header=HEADER, rows=rows)
    assert answer["available"] is True
    found = {(one["row"], HEADER[one["column"]], one["slug"]) for one in answer["cells"]}
    assert (2, "名称", "constraint-required") in found
    assert (2, "車椅子使用者用トイレ有無", "constraint-enum") in found
    assert (3, "緯度", "coordinates-swapped") in found
    assert (3, "名称", "formula-injection") in found
    assert any(slug == "other-organizations-code" for _, _, slug in found)
    assert not [place for place in found if place[0] == 1]
    assert answer["rows"] == 3


class Matrix:
    """One action and who may call it; a subclass names only these."""

    action = ""
    data: dict = {}  # noqa: RUF012 - overridden by each subclass, never changed

    @pytest.mark.parametrize("role", ROLES)
    def test_role(self, role, act) -> None:
        """Whoever may update the dataset, and nobody else: a draft is not published."""
        try:
            act(self.action, role=role, standard=STANDARD.id, **self.data)
            allowed = True
        except tk.NotAuthorized:
            allowed = False
        except tk.ValidationError:
            allowed = True
        assert allowed is (role in ("editor", "admin", "sysadmin"))


class TestShow(Matrix):
    """``tomoni_table_show``."""

    action = "show"


class TestCheck(Matrix):
    """``tomoni_table_check``."""

    action = "check"
    data = {"header": HEADER, "rows": [["131032"]]}  # noqa: RUF012


class TestDraftSave(Matrix):
    """``tomoni_table_draft_save``."""

    action = "draft_save"
    data = {"header": HEADER, "rows": [["131032"]], "revision": 0}  # noqa: RUF012


class TestDraftDelete(Matrix):
    """``tomoni_table_draft_delete``."""

    action = "draft_delete"


class TestPublish(Matrix):
    """``tomoni_table_publish``."""

    action = "publish"
    data = {"revision": 1}  # noqa: RUF012


def test_writes_are_not_answered_to_get(app) -> None:
    """A link in somebody's mail must not publish."""
    for action in ("draft_save", "draft_delete", "publish", "check"):
        reply = app.get(f"/api/3/action/tomoni_table_{action}?package_id=x", status=400)
        assert "POST" in reply.body or "Bad request" in reply.body


class TestPages:
    """The two pages."""

    def test_choose(self, app, dataset) -> None:
        """A visitor is led to the login, an editor to the datasets, those of the standard marked."""
        assert app.get("/standards/public_toilet/table", follow_redirects=False).status_code == 302
        token = factories.SysadminWithToken()["token"]
        page = app.get("/standards/public_toilet/table", headers={"Authorization": token}).body
        assert "どのデータセットの表を作りますか" in page
        assert "/dataset/new?tomoni_standard=public_toilet" in page

    def test_edit(self, app, dataset) -> None:
        """The page carries its texts and nothing that a title could break."""
        token = factories.SysadminWithToken()["token"]
        page = app.get(
            f"/dataset/{dataset['name']}/table?standard=public_toilet", headers={"Authorization": token}
        ).body
        assert 'id="tomoni-table-config"' in page
        assert "public_toilet@2026" in page
        english = app.get(
            f"/en/dataset/{dataset['name']}/table?standard=public_toilet", headers={"Authorization": token}
        ).body
        assert "What to mend" in english

    @pytest.mark.parametrize("query", ["standard=no_such", "", "resource=no-such"])
    def test_not_found(self, app, dataset, query) -> None:
        """Unknown standards and resources; and everything, for who may not edit."""
        token = factories.SysadminWithToken()["token"]
        app.get(f"/dataset/{dataset['name']}/table?{query}", headers={"Authorization": token}, status=404)
        app.get(f"/dataset/{dataset['name']}/table?standard=public_toilet", status=404)

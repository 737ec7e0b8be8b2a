"""The pages of the open data list: who sees what, files that are sent, a list all the way in."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_core.open_data_list.layout import layout
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_schema.open_data_list import stock

pytestmark = pytest.mark.usefixtures("clean_index", "non_clean_db")

LIST = (
    "データセット_ID,データセット_タイトル,データセット_備考,うちの列\n1,<b>公園</b>,x,y\n2,図書館,,\n,,名前のない行,\n"
)


@pytest.fixture
def town() -> dict[str, Any]:
    """An organization with an editor who has a token, two public datasets and a private one."""
    user = factories.UserWithToken()
    org = factories.Organization(
        title="高松市", local_government_code="372013", users=[{"name": user["name"], "capacity": "editor"}]
    )
    files = [{"url": f"https://www.example.jp/{n}.csv", "name": f"{n}月", "format": "CSV"} for n in (4, 5)]
    factories.Dataset(owner_org=org["id"], title="公衆トイレ", notes="=1+1", resources=files)
    factories.Dataset(owner_org=org["id"], title="AED")
    factories.Dataset(owner_org=org["id"], title="内緒", private=True)
    return {**org, "headers": {"Authorization": user["token"]}}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_file_of_one_organization(app, town: dict[str, Any]) -> None:
    """One row a file in 2026, one a dataset in 2021; named as the standard's files are; no private dataset."""
    sent = app.get(f"/standards/open_data_list/export.csv?organization={town['name']}")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="372013_open_data_list.csv"'
    got = rows(sent.data)
    assert sorted(row["データセット_タイトル"] for row in got) == ["AED", "公衆トイレ", "公衆トイレ"]
    assert {row["データセット_概要"] for row in got if row["データセット_タイトル"] == "公衆トイレ"} == {"=1+1"}
    old = rows(app.get(f"/standards/open_data_list/export.csv?organization={town['name']}&edition=2021").data)
    assert len(old) == 2
    assert {row["市区町村名"] for row in old} == {"高松市"}


def test_workbook(app, town: dict[str, Any]) -> None:
    """The same rows, all text."""
    sent = app.get(f"/standards/open_data_list/export.xlsx?organization={town['name']}")
    table = read(sent.data, name="list.xlsx").tables[0]
    assert table.header == layout("2026").columns
    assert len(table.rows) == 3
    assert "=1+1" in {row[5] for row in table.rows}


def test_private_only_for_who_may_see_them_and_asks(app, town: dict[str, Any]) -> None:
    """Neither an editor who does not ask nor a stranger who does gets a private dataset."""
    url = f"/standards/open_data_list/export.csv?organization={town['name']}&edition=2021"
    assert len(rows(app.get(url, headers=town["headers"]).data)) == 2
    assert len(rows(app.get(f"{url}&private=1", headers=town["headers"]).data)) == 3
    assert len(rows(app.get(f"{url}&private=1").data)) == 2
    stranger = {"Authorization": factories.UserWithToken()["token"]}
    assert len(rows(app.get(f"{url}&private=1", headers=stranger).data)) == 2


def test_action_goes_on_by_name(town: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dataset once, page by page, whatever the size of the search's own pages; a dataset added shifts nothing."""
    monkeypatch.setattr(stock, "PAGE", 1)
    seen, after = [], None
    for _ in range(10):
        given = {"after": after} if after else {}
        page = helpers.call_action("tomoni_open_data_list", organization=town["id"], edition="2021", limit=1, **given)
        seen += [row["データ名称"] for row in page["results"]]
        after = page["next"]
        if after is None:
            break
        factories.Dataset(owner_org=town["id"], name=f"0-{len(seen)}-{town['name']}"[:90], title="前に増えたもの")
    assert sorted(seen) == ["AED", "公衆トイレ"]


def test_action_as_csv_and_of_everyone(app, town: dict[str, Any]) -> None:
    """CSV as text with the address of the whole; without an organization every one is there."""
    made = helpers.call_action("tomoni_open_data_list", organization=town["name"], format="csv")
    assert len(rows(made["content"].encode())) == 3
    assert rows(app.get(made["url"].replace("http://test.ckan.net", "")).data) == rows(made["content"].encode())
    other = factories.Organization(local_government_code="011002")
    factories.Dataset(owner_org=other["id"], title="札幌のデータ")
    everyone = helpers.call_action("tomoni_open_data_list", edition="2021", limit=1000)
    names = [row["データ名称"] for row in everyone["results"]]
    assert {"札幌のデータ", "AED"} <= set(names)
    assert names.index("札幌のデータ") < names.index("AED")  # by code


@pytest.mark.parametrize("data", [{"edition": "1999"}, {"format": "exe"}, {"after": 'x/"] OR *:*'}, {"limit": "-1"}])
def test_action_refuses_what_it_does_not_know(data: dict[str, Any]) -> None:
    """Nothing unexpected reaches the search."""
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_open_data_list", **data)


def test_show_refuses_a_filter_it_does_not_know() -> None:
    """The answer names those there are."""
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("tomoni_open_data_list_import_show", id="x", show="everything")
    assert "unchanged" in str(caught.value.error_dict["show"])


@pytest.mark.parametrize("role", ["anonymous", "user", "sysadmin"])
def test_action_is_for_everyone(town: dict[str, Any], role: str) -> None:
    """Anyone reads public datasets."""
    user = {"anonymous": lambda: "", "user": lambda: factories.User()["name"],
            "sysadmin": lambda: factories.Sysadmin()["name"]}[role]()  # fmt: skip
    context = {"user": user, "ignore_auth": False}
    assert helpers.call_action("tomoni_open_data_list", context, organization=town["id"])["count"] == 2


@pytest.mark.parametrize("path", ["export.csv?organization=no-such", "export.csv?edition=1999", "export.exe"])
def test_not_found(app, path: str) -> None:
    """Unknown organizations, editions and kinds of file."""
    assert app.get(f"/standards/open_data_list/{path}", status=404)


def test_export_page_in_both_languages(app, town: dict[str, Any]) -> None:
    """Organizations with their numbers; and the organization's own tab."""
    assert "オープンデータ一覧を書き出す" in app.get("/standards/open_data_list/export").body
    assert "All organizations" in app.get("/en/standards/open_data_list/export").body
    assert f"/organization/{town['name']}/open-data-list" in app.get(f"/organization/{town['name']}").body


def test_import_is_hidden_from_visitors(app, town: dict[str, Any]) -> None:
    """They see the files alone; sending or opening an import needs a login."""
    page = app.get(f"/organization/{town['name']}/open-data-list").body
    assert "CSVをダウンロード" in page
    assert "一覧を確認する" not in page
    assert app.post(f"/organization/{town['name']}/open-data-list/", follow_redirects=False).status_code == 302
    stranger = {"Authorization": factories.UserWithToken()["token"]}
    assert app.post(f"/organization/{town['name']}/open-data-list/", headers=stranger, status=403)


def test_a_list_all_the_way(app, town: dict[str, Any]) -> None:
    """Sent, looked at, imported, undone; markup in a title stays text; nothing is ticked that nobody ticked."""
    base = f"/organization/{town['name']}/open-data-list"
    form = BeautifulSoup(app.get(base, headers=town["headers"]).body, "html.parser")
    assert not form.select("input[type=checkbox][checked]")
    upload = {"upload": (io.BytesIO(LIST.encode("cp932")), "一覧.csv")}
    checked = app.post(f"{base}/", data=upload, headers=town["headers"])
    page = BeautifulSoup(checked.body, "html.parser").find(role="main")
    assert "2件を取り込む" in page.text
    assert "<b>公園</b>" in page.text
    assert "C4" not in page.text
    assert "B4" in page.text  # the cell without a title
    assert "うちの列" in page.text
    assert "空欄にした項目を消す" not in page.text
    made = helpers.call_action("tomoni_open_data_list_import_list", organization=town["id"])["results"][0]
    done = app.post(f"{base}/{made['id']}/apply", headers=town["headers"]).body
    assert "新規2件、変更0件、取り込めなかったもの1件" in done
    assert "1 not imported" in app.get(f"/en{base}/{made['id']}", headers=town["headers"]).body
    for show in ("create", "update", "unchanged", "error", "problem", "<script>"):
        assert app.get(f"{base}/{made['id']}?show={show}", headers=town["headers"])
    assert "取り消しました" in app.post(f"{base}/{made['id']}/undo", headers=town["headers"]).body
    assert "一覧.csv" in app.get(base, headers=town["headers"]).body


def test_an_unreadable_file_and_none_at_all(app, town: dict[str, Any]) -> None:
    """What is wrong and how to mend it, on the page."""
    base = f"/organization/{town['name']}/open-data-list"
    assert "ファイルを選んでください" in app.post(f"{base}/", headers=town["headers"]).body
    upload = {"upload": (io.BytesIO(b"%PDF-1.7"), "list.csv")}
    assert "PDF" in app.post(f"{base}/", data=upload, headers=town["headers"]).body


def test_an_import_is_shown_under_its_organization_alone(app, town: dict[str, Any]) -> None:
    """Another organization's address does not lead to it."""
    upload = {"upload": (io.BytesIO(LIST.encode()), "list.csv")}
    app.post(f"/organization/{town['name']}/open-data-list/", data=upload, headers=town["headers"])
    made = helpers.call_action("tomoni_open_data_list_import_list", organization=town["id"])["results"][0]
    other = factories.Organization()
    assert app.get(f"/organization/{other['name']}/open-data-list/{made['id']}", headers=town["headers"], status=404)
    assert model.Group.get(town["id"])


def test_command_line(cli, town: dict[str, Any], tmp_path) -> None:
    """The list out, checked, and in."""
    from ckanext.tomoni_schema.cli import tomoni_schema

    path = tmp_path / "list.csv"
    done = cli.invoke(tomoni_schema, ["open-data-list", "--organization", town["name"], "--output", str(path)])
    assert not done.exit_code, done.output
    assert len(rows(path.read_bytes())) == 3
    path.write_text(LIST, encoding="utf-8")
    checked = cli.invoke(tomoni_schema, ["import-open-data-list", str(path), "--organization", town["name"]])
    assert "create=2" in checked.output, checked.output
    applied = cli.invoke(tomoni_schema, ["import-open-data-list", str(path), "--organization", town["name"], "--apply"])
    assert "created=2" in applied.output, applied.output
    path.write_text("名称,住所\n", encoding="utf-8")
    failed = cli.invoke(tomoni_schema, ["import-open-data-list", str(path), "--organization", town["name"]])
    assert failed.exit_code
    assert "データセット_タイトル" in failed.output

"""Headers recognised and resources converted, through the API and on the resource's page."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any
from unittest import mock

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_core import errors, http
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import resource_files, uploads

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture(autouse=True)
def _storage(ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Uploads go to a folder of the test."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))


def _standard(ident: str) -> Standard:
    found = registry().get(ident)
    assert found is not None
    return found


def _header(ident: str) -> list[str]:
    return [column.name for column in _standard(ident).columns]


def _file(*, own: bool = False, **cells: str) -> bytes:
    """A small file of 公衆トイレ一覧 (2021), in CP932 as many are."""
    names = [*_header("public_toilet@2021"), *(["清掃回数"] if own else [])]
    values = {"NO": "1", "名称": "公園トイレ", "都道府県名": "北海道", "市区町村名": "札幌市", "清掃回数": "3", **cells}
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, [values.get(name, "") for name in names]])
    return out.getvalue().encode("cp932")


def _upload(content: bytes, name: str = "toilet.csv", **more: Any) -> dict[str, Any]:
    package = more.pop("package", None) or factories.Dataset(owner_org=factories.Organization()["id"])
    upload = FileStorage(io.BytesIO(content), name, "upload")
    return factories.Resource(
        package_id=package["id"], url_type="upload", upload=upload, url=name, format="CSV", **more
    )


class TestRecognise:
    """``tomoni_standard_recognise``."""

    def test_a_header(self) -> None:
        """Standard, edition, how sure, and how its columns differ; positions count from 1."""
        header = [*_header("public_toilet@2026")[:-1], "清掃回数"]
        header[8] = "住所"
        answer = helpers.call_action("tomoni_standard_recognise", header=header)
        assert answer["recognised"] is True
        assert answer["standard"]["id"] == "public_toilet@2026"
        assert 0.9 < answer["confidence"] <= 1
        assert answer["missing"] == [{"name": "備考", "level": "optional"}]
        assert answer["extra"] == [{"position": 39, "written": "清掃回数"}]
        assert answer["renamed"] == [{"position": 9, "written": "住所", "column": "所在地_連結表記"}]
        assert "公衆トイレ一覧" in answer["message_ja"]

    def test_doubt(self) -> None:
        """No standard is named."""
        answer = helpers.call_action("tomoni_standard_recognise", header=["名称", "住所", "緯度", "経度"])
        assert (answer["recognised"], answer["standard"], answer["confidence"]) == (False, None, None)
        assert answer["message_ja"]
        assert answer["message_en"]

    def test_a_claim_that_is_wrong(self) -> None:
        """A menu is no list of AEDs: what is missing is told, in both languages."""
        answer = helpers.call_action("tomoni_standard_recognise", header=["献立", "数量"], id="aed@2021")
        claimed = answer["claimed"]
        assert (claimed["id"], claimed["follows"], claimed["certain"]) == ("aed@2021", False, True)
        assert "設置位置" in [column["name"] for column in claimed["missing"]]
        assert "AED設置箇所一覧" in claimed["message_ja"]
        assert "AED" in claimed["message_en"]

    def test_a_claim_that_cannot_be_judged(self) -> None:
        """Nothing is known of 赤ちゃんの駅一覧, so nothing speaks against the file."""
        answer = helpers.call_action("tomoni_standard_recognise", header=["名称", "住所"], id="baby_station")
        assert (answer["claimed"]["follows"], answer["claimed"]["certain"]) == (True, False)

    def test_over_get(self, app) -> None:
        """Repeated parameters are the columns; a single one is a header of one column."""
        query = [("header", name) for name in _header("fire_hydrant@2021")]
        answer = app.get("/api/3/action/tomoni_standard_recognise", query_string=query).json["result"]
        assert answer["standard"]["id"] == "fire_hydrant@2021"
        assert not app.get("/api/3/action/tomoni_standard_recognise?header=ID").json["result"]["recognised"]

    @pytest.mark.parametrize("header", [[], "", ["a"] * 2001, [{"a": 1}], [1, 2]])
    def test_bad_headers(self, header: Any) -> None:
        """None, too many, or no names at all."""
        with pytest.raises(tk.ValidationError) as caught:
            helpers.call_action("tomoni_standard_recognise", header=header)
        assert "header" in caught.value.error_dict

    def test_hostile_names(self) -> None:
        """Long and odd cells are names that no standard has."""
        header = ["あ" * 100_000, "=cmd|' /C calc'!A0", "<script>", "\x00", "{{7*7}}", "'; DROP TABLE resource; --"]
        assert not helpers.call_action("tomoni_standard_recognise", header=header)["recognised"]

    def test_unknown_claim(self) -> None:
        """No such standard."""
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("tomoni_standard_recognise", header=["a"], id="no_such")

    @pytest.mark.parametrize("role", ["anonymous", "user", "sysadmin"])
    def test_anyone(self, role: str) -> None:
        """A question about public facts."""
        made = {"anonymous": lambda: "", "user": lambda: factories.User()["name"]}
        name = made.get(role, lambda: factories.Sysadmin()["name"])()
        context: Any = {"user": name, "ignore_auth": False}
        assert tk.get_action("tomoni_standard_recognise")(context, {"header": ["名称"]})


class TestConvert:
    """``tomoni_standard_convert``."""

    def test_a_resource(self) -> None:
        """The file of the current edition in UTF-8 with BOM; the resource is as it was."""
        resource = _upload(_file(own=True, 備考="=1+1"))
        made = helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        content = base64.b64decode(made["content"])
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert list(rows[0]) == _header("public_toilet@2026")
        assert (rows[0]["地方公共団体名"], rows[0]["ID"], rows[0]["備考"]) == ("北海道札幌市", "1", "=1+1")
        assert made["left"] == [{"position": 33, "written": "清掃回数", "filled": 1, "reason": "own"}]
        assert {"name": "町字ID", "level": "optional"} in made["empty"]
        assert (made["source"]["id"], made["target"]["id"]) == ("public_toilet@2021", "public_toilet@2026")
        assert (made["num_rows"], made["num_formula_like"]) == (1, 1)
        assert made["url"].endswith(f"/resource/{resource['id']}/convert.csv")
        assert helpers.call_action("resource_show", id=resource["id"])["url"] == resource["url"]

    def test_columns_without_a_place_are_kept_on_request(self) -> None:
        """``keep`` puts them at the end."""
        resource = _upload(_file(own=True))
        made = helpers.call_action("tomoni_standard_convert", resource_id=resource["id"], keep=True)
        header = base64.b64decode(made["content"]).decode("utf-8-sig").splitlines()[0].split(",")
        assert header[-1] == "清掃回数"
        assert made["left"] == []
        assert made["url"].endswith("convert.csv?keep=1")

    @pytest.mark.parametrize(
        ("content", "slug"),
        [
            ("献立,数量\n牛乳,206\n".encode(), "standard_not_recognised"),
            ((",".join(_header("public_toilet@2026")) + "\n").encode(), "newest_edition_already"),
            ((",".join(_header("event@2021")) + "\n").encode(), "newer_edition_not_known_whole"),
            (b"%PDF-1.7\n", "not_a_table"),
            (b"\x81", "undecodable"),
        ],
    )
    def test_why_not(self, content: bytes, slug: str) -> None:
        """What cannot be converted says why, in both languages."""
        resource = _upload(content)
        with pytest.raises(tk.ValidationError) as caught:
            helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        told: Any = caught.value.error_dict
        assert told["resource_id"] == told["ja"]
        assert told["ja"] != told["en"]
        if slug not in ("not_a_table", "undecodable"):
            assert told["slug"] == [slug]

    @pytest.mark.ckan_config("tomoni.schema.convert_max_bytes", 100)
    def test_a_file_over_the_limit(self) -> None:
        """It is refused with the limit and the way out."""
        resource = _upload(_file())
        with pytest.raises(tk.ValidationError) as caught:
            helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        assert "100" in str(caught.value.error_dict["ja"])

    def test_a_file_that_is_gone(self) -> None:
        """An upload whose file is no longer there says so."""
        resource = _upload(_file())
        with mock.patch.object(uploads.uploader, "get_resource_uploader") as made:
            made.return_value.storage = None
            made.return_value.get_path.return_value = "/nonexistent/file"
            with pytest.raises(tk.ValidationError) as caught:
                helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        assert caught.value.error_dict["slug"] == ["file_missing"]

    def test_a_link(self) -> None:
        """A file elsewhere is fetched through the one door, within the bounds."""
        package = factories.Dataset()
        resource = factories.Resource(
            package_id=package["id"], url="https://www.city.example.lg.jp/t.csv", format="CSV"
        )
        answer = http.Fetched(resource["url"], 200, {}, _file())
        with mock.patch.object(resource_files.http, "fetch", return_value=answer) as fetch:
            made = helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        assert made["target"]["id"] == "public_toilet@2026"
        policy = fetch.call_args.args[1]
        assert (policy.allow_private, policy.max_bytes, policy.timeout) == (False, 20_000_000, 20.0)

    @pytest.mark.parametrize("url", ["http://127.0.0.1/t.csv", "http://169.254.169.254/latest", "file:///etc/passwd"])
    def test_a_link_into_the_house(self, url: str) -> None:
        """Private addresses and other schemes are refused by the door itself."""
        package = factories.Dataset()
        resource = factories.Resource(package_id=package["id"], url=url, format="CSV")
        with pytest.raises(tk.ValidationError) as caught:
            helpers.call_action("tomoni_standard_convert", resource_id=resource["id"])
        assert isinstance(caught.value.__cause__, errors.FetchError)

    def test_unknown_resource(self) -> None:
        """Not found."""
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("tomoni_standard_convert", resource_id="no-such")

    @pytest.mark.parametrize(
        ("role", "private", "allowed"),
        [
            ("anonymous", False, True),
            ("user", False, True),
            ("anonymous", True, False),
            ("user", True, False),
            ("member", True, True),
            ("editor", True, True),
            ("admin", True, True),
            ("sysadmin", True, True),
        ],
    )
    def test_permissions_are_those_of_the_resource(self, role: str, private: bool, allowed: bool) -> None:
        """Role by role, on a public and on a private dataset."""
        name = self._name(role)
        users = [{"name": name, "capacity": role}] if role in ("member", "editor", "admin") else []
        organization = factories.Organization(users=users)
        package = factories.Dataset(owner_org=organization["id"], private=private)
        resource = _upload(_file(), package=package)
        context: Any = {"user": name, "ignore_auth": False}
        if allowed:
            assert tk.get_action("tomoni_standard_convert")(context, {"resource_id": resource["id"]})["content"]
        else:
            with pytest.raises(tk.NotAuthorized):
                tk.get_action("tomoni_standard_convert")(context, {"resource_id": resource["id"]})

    def _name(self, role: str) -> str:
        if role == "anonymous":
            return ""
        return (factories.Sysadmin() if role == "sysadmin" else factories.User())["name"]


class TestPages:
    """The link on the resource's page, the page of conversion, and its file."""

    def _url(self, resource: dict[str, Any], end: str = "convert") -> str:
        return f"/dataset/{resource['package_id']}/resource/{resource['id']}/{end}"

    def test_the_page(self, app) -> None:
        """What moves, what does not, what stays empty, in both languages; hostile names stay text."""
        content = _file(own=True).replace("清掃回数".encode("cp932"), b"<script>alert(1)</script>")
        resource = _upload(content)
        page = app.get(self._url(resource)).body
        for text in ("現行版への変換", "多機能トイレ数", "バリアフリートイレ数", "都道府県名 + 市区町村名", "町字ID"):
            assert text in page
        assert "<script>alert(1)" not in page
        assert "標準の項目ではありません" in page
        assert "convert.csv" in page
        english = app.get("/en" + self._url(resource)).body
        assert "Not carried over" in english

    def test_the_file(self, app) -> None:
        """An attachment, with the columns left out on request."""
        resource = _upload(_file(own=True))
        answer = app.get(self._url(resource, "convert.csv"))
        assert answer.headers["Content-Disposition"] == 'attachment; filename="public_toilet_2026.csv"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        assert "清掃回数" in app.get(self._url(resource, "convert.csv?keep=1")).data.decode("utf-8-sig")

    def test_why_there_is_none(self, app) -> None:
        """The page says it, and the file is not found."""
        resource = _upload("献立,数量\n牛乳,206\n".encode())
        assert "どの標準に沿っているか分かりません" in app.get(self._url(resource)).body
        assert app.get(self._url(resource, "convert.csv"), status=404)

    def test_a_private_dataset_is_not_found(self, app) -> None:
        """It does not betray that it exists."""
        package = factories.Dataset(owner_org=factories.Organization()["id"], private=True)
        resource = _upload(_file(), package=package)
        for end in ("convert", "convert.csv"):
            assert app.get(self._url(resource, end), status=404)
        assert app.get(f"/dataset/{package['id']}/resource/no-such/convert", status=404)

    def _read(self, app, resource: dict[str, Any]) -> str:
        return app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}").body

    def test_the_link_on_the_resource_page(self, app) -> None:
        """It is there when a standard that can be converted is declared, and the format is a table."""
        declared = _upload(_file(), tomoni_standard="public_toilet")
        assert f"/resource/{declared['id']}/convert" in self._read(app, declared)
        for more in ({}, {"tomoni_standard": "event"}, {"tomoni_standard": "baby_station"}):
            other = _upload(_file(), **more)
            assert f"/resource/{other['id']}/convert" not in self._read(app, other)

    @pytest.mark.parametrize(("edition", "offered"), [("2021", "older"), ("2026", ""), (None, "perhaps")])
    def test_what_was_checked_is_believed_first(self, app, edition: str | None, offered: str) -> None:
        """A file that the quality check recognised as current offers nothing, whatever is declared."""
        resource = _upload(_file(), tomoni_standard="public_toilet")
        report = {"standard": "public_toilet" if edition else None, "edition": edition}
        with mock.patch("ckanext.tomoni_schema.conversions.tk.get_action", return_value=lambda *_: report):
            found = tk.h.tomoni_conversion_offered(resource, {})
        assert found == offered

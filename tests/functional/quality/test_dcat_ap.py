"""Whether the RDF that the portal publishes of a dataset keeps to DCAT-AP: judged, kept, shown."""

from __future__ import annotations

import csv
import io
import socket
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.cli.cli import ckan as ckan_command
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANCliRunner
from rdflib import Graph

from ckanext.tomoni_quality import dcat_ap
from ckanext.tomoni_quality.audit import METHOD_VERSION, method, shacl
from ckanext.tomoni_quality.audit_model import AuditRow
from tests.functional.quality.support import CLEAN, Upload, act, work
from tests.functional.quality.test_audit import take
from tests.functional.quality.test_dqv import graph, values

PROFILES = "ckanext.dcat.rdf.profiles"
#: ckanext-dcat's own profile writes no dct:description for a dataset without notes: DCAT-AP requires one.
PLAIN = "euro_dcat_ap_3 tomoni_dqv"


@pytest.fixture
def plain(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal without our profile of RDF."""
    monkeypatch.setitem(ckan_config, PROFILES, PLAIN)


def bare(org: dict[str, Any], **more: Any) -> dict[str, Any]:
    return factories.Dataset(owner_org=org["id"], **{"notes": "", "title": "資料<b>", **more})


def shown(package: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action("tomoni_audit_show", package_id=package["id"])["record"]


def compliance(record: dict[str, Any]) -> tuple[bool | None, int, int]:
    row = next(row for row in record["mqa"]["metrics"] if row["id"] == "dcatApCompliance")
    return row["met"], row["points"], row["unmeasured"]


def test_what_this_portal_publishes_conforms(org: dict[str, Any]) -> None:
    package = bare(org, resources=[{"url": "http://x y/a.csv", "format": "CSV", "license_id": "no such"}])
    take(package)
    record = shown(package)
    assert compliance(record) == (True, 30, 0)
    assert (record["dcat_ap"]["violations"], record["dcat_ap"]["results"]) == (0, [])
    assert record["dcat_ap"]["shapes"] == method.SHAPES
    assert record["dcat_ap"]["profiles"] == ["tomoni_dcat_goj"]
    assert record["method"] == METHOD_VERSION
    assert "1.2" in [version.number for version in method.HISTORY]


@pytest.mark.usefixtures("plain")
def test_what_another_profile_leaves_out_is_told(org: dict[str, Any]) -> None:
    package = bare(org)
    take(package)
    record = shown(package)
    assert compliance(record) == (False, 0, 0)
    (told,) = record["dcat_ap"]["results"]
    assert (told["of"], told["path"], told["constraint"]) == ("dcat:Dataset", "dct:description", "MinCount")
    assert told["focus"].endswith(f"/dataset/{package['id']}")
    assert (told["name_ja"], told["name_en"]) == ("説明", "Description")
    assert "必要" in told["message_ja"]
    assert compliance(shown(bare(org, notes="説明です")))[0] is True


def test_judged_is_what_a_reader_gets(app: Any, org: dict[str, Any]) -> None:
    package = bare(org, tags=[{"name": "公園"}])
    take(package)
    ours = dcat_ap.published(helpers.call_action("package_show", id=package["id"]))
    theirs = Graph().parse(data=app.get(f"/dataset/{package['name']}.ttl").body, format="turtle")
    named = {triple for triple in ours if all("n3" in dir(term) and not _blank(term) for term in triple)}
    assert named
    assert named <= set(theirs)
    assert values(graph(app, package))["dcatApCompliance"].toPython() is True


def _blank(term: Any) -> bool:
    return type(term).__name__ == "BNode"


@pytest.mark.usefixtures("plain")
def test_an_unchanged_dataset_is_not_judged_again(org: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    package, asked, whole = bare(org), [], shacl.judge
    monkeypatch.setattr(shacl, "judge", lambda g: asked.append(len(g)) or whole(g))
    take(package)
    take(package)
    assert len(asked) == 1
    assert compliance(shown(package))[0] is False
    act("package_patch", id=package["id"], notes="説明です")
    take(package)
    assert (len(asked), compliance(shown(package))[0]) == (2, True)
    monkeypatch.setattr(method, "SHAPES", "DCAT-AP 9")
    take(package)
    assert (len(asked), shown(package)["dcat_ap"]["shapes"]) == (3, "DCAT-AP 9")


@pytest.mark.usefixtures("clean_db")
def test_the_page_in_either_language_uses_what_is_kept(
    app: Any, cli: CKANCliRunner, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quality's level stands in the RDF in words."""
    package = bare(factories.Organization())
    upload(CLEAN, package["id"])
    work()
    assert cli.invoke(ckan_command, ["tomoni-quality", "audit"]).exit_code == 0
    monkeypatch.setattr(shacl, "judge", lambda _: pytest.fail("judged again"))
    for prefix in ("", "/en"):
        page = BeautifulSoup(app.get(f"{prefix}/dataset/{package['name']}/quality").body, "html.parser")
        lines = page.select("section[aria-labelledby=audit] tbody")[0].select("tr")
        said = {row.th.text: row.strong.text for row in lines if row.th and row.strong}
        assert said.get("DCAT-AP（RDF）", said.get("DCAT-AP (RDF)")) in ("適合", "Conforms")


@pytest.mark.usefixtures("plain")
def test_the_page_says_what_to_mend(app: Any, org: dict[str, Any]) -> None:
    package = bare(org, resources=[{"url": "https://example.com/a.csv", "format": "CSV", "name": "公園<i>"}])
    ja = BeautifulSoup(app.get(f"/dataset/{package['name']}/quality").body, "html.parser")
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th,td")] for row in ja.select("#dcat-ap tbody tr")]
    assert [row[:2] for row in rows] == [
        ["データセット", "説明 dct:description"],
        ["公園<i>", "ファイル形式 dct:format"],
    ]
    assert rows[1][2].endswith("値 : CSV") or rows[1][2].endswith("値: CSV")
    assert ja.select(f"#dcat-ap a[href$='/resource/{package['resources'][0]['id']}']")
    assert "1 つは必要です" in rows[0][2]
    en = BeautifulSoup(app.get(f"/en/dataset/{package['name']}/quality").body, "html.parser")
    assert "There is no value; at least one is required." in en.select("#dcat-ap")[0].text
    assert "Does not conform (2 violations)" in en.select("section[aria-labelledby=audit]")[0].text


def test_a_page_of_a_conforming_dataset_has_nothing_to_mend(app: Any, org: dict[str, Any]) -> None:
    page = BeautifulSoup(app.get(f"/en/dataset/{bare(org)['name']}/quality").body, "html.parser")
    assert not page.select("#dcat-ap")
    assert "DCAT-AP" in page.select("section[aria-labelledby=audit] tbody")[0].text


def test_without_ckanext_dcat_it_is_not_measured(org: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dcat_ap, "plugin_loaded", lambda name: name != "dcat")
    record = shown(bare(org))
    assert compliance(record) == (None, 0, 30)
    assert (record["dcat_ap"]["reason"], record["dcat_ap"]["violations"]) == ("no_dcat", None)


@pytest.mark.parametrize(("most", "while_waited", "reason"), [(1, 1, "too_large"), (30_000, 1, "later")])
def test_a_large_graph_is_not_judged(
    org: dict[str, Any], monkeypatch: pytest.MonkeyPatch, most: int, while_waited: int, reason: str
) -> None:
    package = helpers.call_action("package_show", id=bare(org)["id"])
    monkeypatch.setattr(dcat_ap, "MOST", most)
    assert dcat_ap.measure(package, None, while_waited)["reason"] == reason
    many = {**package, "resources": [{"id": str(number)} for number in range(3001)]}
    monkeypatch.setattr(dcat_ap, "published", lambda _: pytest.fail("the graph was made"))
    assert dcat_ap.measure(many, None, 30_000)["reason"] == "too_large"


@pytest.mark.usefixtures("plain")
def test_a_profile_that_breaks_costs_this_measurement_alone(
    org: dict[str, Any], monkeypatch: pytest.MonkeyPatch, ckan_config: Any
) -> None:
    monkeypatch.setitem(ckan_config, PROFILES, "no_such_profile")
    package = bare(org)
    take(package)
    assert shown(package)["dcat_ap"]["reason"] == "failed"
    assert AuditRow.newest(package["id"])


def test_a_portal_without_dcat_profiles_does_not_conform(
    org: dict[str, Any], monkeypatch: pytest.MonkeyPatch, ckan_config: Any
) -> None:
    monkeypatch.setitem(ckan_config, PROFILES, "schemaorg")
    record = shown(bare(org))
    assert compliance(record)[0] is False
    assert [row["constraint"] for row in record["dcat_ap"]["results"]] == ["Dataset"]


@pytest.mark.usefixtures("plain")
def test_nothing_is_fetched(org: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made = bare(org, url="http://127.0.0.1:9/imports.ttl", resources=[{"url": "http://127.0.0.1:9/context.jsonld"}])
    package = helpers.call_action("package_show", id=made["id"])
    opened = []
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: opened.append(a))
    whole = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[1] in (9, 80, 443):
            opened.append(address)
        whole(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert dcat_ap.measure(package, None, dcat_ap.MOST)["conforms"] is False
    assert opened == []


@pytest.mark.usefixtures("plain", "clean_db")
def test_figures_and_files_count_it(app: Any, org: dict[str, Any]) -> None:
    take(bare(org), bare(org, notes="説明です"), bare(org, private=True))
    found = helpers.call_action("tomoni_audit_show", organization=org["name"])["figures"]["dcat_ap"]
    (broken,) = found.pop("broken")
    assert found == {"conforms": 1, "violates": 1, "unmeasured": 0}
    assert (broken["path"], broken["constraint"], broken["datasets"]) == ("dct:description", "MinCount", 1)
    page = BeautifulSoup(app.get("/quality/audit").body, "html.parser").select("section[aria-labelledby=dcat-ap]")[0]
    assert "2 件のデータセットのうち 1 件" in page.text
    assert [cell.get_text(" ", strip=True) for cell in page.select("tbody tr th,td")][:2] == [
        "説明 dct:description", "データセット",
    ]  # fmt: skip
    rows = in_csv(app, "datasets")
    assert sorted((row["mqa_dcatApCompliance"], row["dcat_ap_violations"]) for row in rows) == [
        ("false", "1"), ("true", "0"),
    ]  # fmt: skip
    (row,) = in_csv(app, "organizations")
    assert (row["dcat_ap_conforms"], row["dcat_ap_violates"]) == ("1", "1")


def in_csv(app: Any, what: str) -> list[dict[str, str]]:
    text = app.get(f"/quality/audit/{what}.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_record_of_an_older_method_is_still_shown(app: Any, org: dict[str, Any]) -> None:
    package = bare(org)
    take(package)
    row = AuditRow.newest(package["id"])
    assert row
    row.record = {key: value for key, value in row.record.items() if key != "dcat_ap"}
    row.method = "1.1"
    model.Session.commit()
    assert "dcat_ap" not in shown(package)
    app.get(f"/dataset/{package['name']}/quality", status=200)
    app.get("/quality/audit/datasets.csv", status=200)
    assert isinstance(helpers.call_action("tomoni_audit_show")["figures"]["dcat_ap"]["broken"], list)

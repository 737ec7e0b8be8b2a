"""The pages and files of the audit."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.tomoni_quality.audit import METHOD_VERSION, dictionary
from tests.functional.quality.support import CLEAN, Upload, act, work
from tests.functional.quality.test_audit import MONTH, take

TITLE = "=公園<script>alert(1)</script>"


@pytest.fixture
def measured(clean_db: None, upload: Upload) -> dict[str, Any]:
    """A public dataset and a private one, both measured."""
    org = factories.Organization(title="高松市<b>", local_government_code="372013")
    package = factories.Dataset(owner_org=org["id"], title=TITLE, license_id="CC-BY-4.0")
    upload(CLEAN, package["id"])
    work()
    take(package, factories.Dataset(owner_org=org["id"], private=True, title="秘密の表"))
    return {**package, "organization": org}


def soup(app: Any, address: str, status: int = 200) -> BeautifulSoup:
    return BeautifulSoup(app.get(address, status=status).body, "html.parser")


@pytest.mark.usefixtures("clean_db")
@pytest.mark.parametrize("address", ["/quality/audit", "/quality/audit/compare", "/quality/audit/method"])
def test_pages_open_before_anything_was_measured(app: Any, address: str) -> None:
    for prefix in ("", "/en"):
        assert soup(app, prefix + address).h1


def test_the_dashboard_says_the_figures(app: Any, measured: dict[str, Any]) -> None:
    page = soup(app, "/en/quality/audit")
    said = {dt.text: dt.find_next("dd").text for dt in page.select(".tomoni-audit-headlines dt")}
    assert said["Datasets"] == "1"
    assert said["Dead links"] == "0 of 1"
    assert said["Openness (stars)"] == "3"
    rows = page.select("#stars-table tbody tr")
    assert [(row.th.text, row.td["data-value"]) for row in rows if row.th and row.td][3] == (
        "3: open formats (CSV)",
        "1",
    )
    for chart in page.select("[data-chart]"):
        assert chart.select_one("canvas[role=img][aria-labelledby]")
        assert chart.select_one("table thead th[scope=col]")
    assert page.find("b", string="") is None
    assert "高松市<b>" in page.text


def test_the_map_leads_to_the_municipality(app: Any, measured: dict[str, Any]) -> None:
    page = soup(app, "/en/quality/audit?figure=readability")
    spots = page.select("svg.tomoni-audit-map-drawing a")
    assert [spot["aria-label"] for spot in spots] == ["香川県高松市: 100.0 (Good quality)"]
    assert f"organization={measured['organization']['name']}" in str(spots[0]["href"])
    assert page.select(".tomoni-audit-map [data-level=good] circle")
    assert page.select(".tomoni-audit-map details table tbody th")[0].text.strip() == "香川県高松市"
    listed = act("tomoni_audit_list", by="municipality")
    assert [(each["id"], each["title"]) for each in listed["results"]] == [("372013", "香川県高松市")]


def test_an_organizations_own_figures(app: Any, measured: dict[str, Any]) -> None:
    page = soup(app, f"/quality/audit?organization={measured['organization']['name']}&month={MONTH}")
    assert page.h1
    assert "高松市<b>の監査" in page.h1.text
    assert not page.select("#organizations")


@pytest.mark.parametrize(
    ("query", "status"),
    [("month=x", 400), ("month=1999-01", 200), ("sort=name", 400), ("organization=no-such", 404), ("page=999", 200),
     ("page=x", 400)],
)  # fmt: skip
def test_what_a_stranger_may_ask(app: Any, measured: dict[str, Any], query: str, status: int) -> None:
    app.get(f"/quality/audit?{query}", status=status)


def test_comparison(app: Any, measured: dict[str, Any]) -> None:
    name, other = measured["organization"]["name"], factories.Organization(title="空の町")
    page = soup(app, f"/quality/audit/compare?organization={name}&other={other['name']}")
    heads = [th.text for th in page.select("table")[0].select("thead th")][1:]
    assert heads == ["高松市<b>", "空の町"]
    first = page.select("table")[0].select("tbody tr")[0]
    assert [td.strong.text for td in first.select("td") if td.strong] == ["1", "0"]
    app.get(f"/quality/audit/compare?organization={name}&other=no-such", status=404)


def test_csv_holds_public_rows_by_the_dictionary(app: Any, measured: dict[str, Any]) -> None:
    answer = app.get("/quality/audit/datasets.csv")
    assert f"tomoni-audit-datasets-{MONTH}-v{METHOD_VERSION}.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["package_id"] for row in rows] == [measured["id"]]
    assert list(rows[0]) == [field.name for field in dictionary.DATASETS]
    assert rows[0]["title"] == f"'{TITLE}"
    assert (rows[0]["stars"], rows[0]["links_alive"], rows[0]["mqa_dcatApCompliance"]) == ("3", "1", "true")
    assert (rows[0]["local_government_code"], rows[0]["mqa_licenceAvailability"]) == ("372013", "true")


def test_parquet_is_typed(app: Any, measured: dict[str, Any]) -> None:
    table = pq.read_table(io.BytesIO(app.get("/quality/audit/datasets.parquet").data))
    assert table.schema.names == [field.name for field in dictionary.DATASETS]
    row = table.to_pylist()[0]
    assert (row["title"], row["stars"], row["mqa_dcatApCompliance"], row["mqa_licenceAvailability"]) == (
        TITLE,
        3,
        True,
        True,
    )
    assert (table.schema.metadata or {})[b"method"] == METHOD_VERSION.encode()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_organizations(app: Any, measured: dict[str, Any], form: str) -> None:
    data = app.get(f"/quality/audit/organizations.{form}").data
    if form == "csv":
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        rows = pq.read_table(io.BytesIO(data)).to_pylist()
    assert [(row["title"], int(row["datasets"])) for row in rows] == [("高松市<b>", 1)]


def test_a_month_without_figures_has_no_rows_and_nonsense_is_not_found(app: Any, measured: dict[str, Any]) -> None:
    assert app.get("/quality/audit/datasets.csv?month=1999-01").data.count(b"\r\n") == 1
    app.get("/quality/audit/datasets.csv?month=x", status=404)
    app.get("/quality/audit/users.csv", status=404)


def test_a_dataset_made_private_leaves_the_files(app: Any, measured: dict[str, Any]) -> None:
    act("package_patch", id=measured["id"], private=True)
    assert app.get(f"/quality/audit/datasets.csv?month={MONTH}").data.count(b"\r\n") == 1


@pytest.mark.parametrize("what", ["datasets", "organizations"])
def test_the_data_dictionary(app: Any, what: str) -> None:
    described = json.loads(app.get(f"/quality/audit/{what}.schema.json").body)
    assert described["method"] == METHOD_VERSION
    assert all(field["title_ja"] and field["title_en"] and field["type"] for field in described["fields"])


def test_a_datasets_own_page_says_what_is_missing(app: Any, measured: dict[str, Any]) -> None:
    page = soup(app, f"/en/dataset/{measured['name']}/quality")
    audit = page.select("section[aria-labelledby=audit]")[0]
    said = {row.th.text: row.strong.text for row in audit.select("tr") if row.th and row.strong}
    assert said["Openness (stars)"] == "3"
    assert said["Freshness"] == "No promise"
    metrics = {row.th.text: row.td.text for row in audit.select("details tbody tr") if row.th and row.td}
    assert metrics["Keyword usage"] == "Not met"
    assert metrics["License information"] == "Met"
    assert metrics["DCAT-AP compliance"] == "Met"

"""The audit's dashboard: charts that are drawn, tables that say the same, and what keyboard and axe make of it."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect
from rdflib import Graph

from ckanext.tomoni_quality.audit import shacl
from tests.browser import accessibility
from tests.browser.conftest import NARROW
from tests.browser.english import leftovers

PAGES = {
    "audit": "/quality/audit",
    "audit-organization": "/quality/audit?organization=sample-city",
    "audit-compare": "/quality/audit/compare?organization=sample-city&other=mihon-town",
    "audit-method": "/quality/audit/method",
    "audit-dataset": "/dataset/sample-evacuation-space/quality",
    "audit-dcat-ap": "/dataset/sample-public-toilet/quality",
}


BROKEN = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://example.com/dataset/1> a dcat:Dataset ; dct:title "a" ; dcat:theme "住宅・土地・建設" ;
    dcat:distribution <https://example.com/resource/FILE> .
<https://example.com/resource/FILE> a dcat:Distribution ; dct:format "CSV" ; dcat:byteSize "12 KB" .
"""


@pytest.fixture(scope="module", autouse=True)
def _measured() -> None:
    """The month's records of the sample data, and the same as two earlier months', a little worse."""
    _checked("sample-public-toilet")
    subprocess.run(["ckan", "-c", os.environ["CKAN_INI"], "tomoni-quality", "audit"], check=True, capture_output=True)
    engine = sa.create_engine(os.environ["CKAN_SQLALCHEMY_URL"])
    table = sa.Table("tomoni_quality_audit", sa.MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        # The sample's towns are made up and on no map: for the time of these tests they stand where two cities are.
        for made_up, city in (("229997", "221007"), ("229989", "221309")):
            moved = sa.update(table).where(table.c.municipality == made_up)
            connection.execute(moved.values(municipality=city))
        for row in connection.execute(sa.select(table)).mappings().all():
            for number, month in enumerate(("2026-01", "2026-02"), 1):
                worse = {"month": month, "readability": (row["readability"] or 40) - 30 + 10 * number}
                connection.execute(sa.insert(table).values({**row, **worse, "mqa_points": 100 + 30 * number}))
        _break(connection, table, "sample-public-toilet")
    engine.dispose()


def _checked(name: str) -> None:
    """Wait for the worker: the portal may have started just now, and what a check finds stands in the RDF."""
    url = f"{os.environ['CKAN_SITE_URL']}/api/3/action/tomoni_quality_report_show?package_id={name}"
    for _ in range(60):
        with urllib.request.urlopen(url, timeout=30) as reply:  # noqa: S310
            if all(each["state"] == "ok" for each in json.load(reply)["result"]["resources"]):
                return
        time.sleep(1)
    raise AssertionError(f"{name} was not checked")


def _break(connection: sa.Connection, table: sa.Table, name: str) -> None:
    """Keep of a dataset what SHACL says of another graph: the sample's own RDF conforms."""
    ids = sa.text("SELECT id FROM package WHERE name = :name").bindparams(name=name)
    package = connection.execute(ids).scalar_one()
    file_ids = sa.text("SELECT id FROM resource WHERE package_id = :package").bindparams(package=package)
    file = connection.execute(file_ids).scalars().first()
    found = shacl.judge(Graph().parse(data=BROKEN.replace("FILE", str(file)), format="turtle"))
    mine = table.c.package_id == package
    for row in connection.execute(sa.select(table).where(mine)).mappings().all():
        record = {**row["record"], "dcat_ap": {**row["record"]["dcat_ap"], **found}}
        month = table.c.month == row["month"]
        connection.execute(sa.update(table).where(mine, month).values(record=record))


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, page: Page, shoot: Callable[[Page, str], None]) -> None:
    reply = page.goto(PAGES[name], wait_until="networkidle")
    assert reply
    assert reply.status == 200
    shoot(page, f"{name}-wide")
    faults = accessibility.faults(page)
    faults += [f"English left over: {text}" for text in leftovers(page)]
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(300)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        faults.append(f"{width} px wide on a screen of {NARROW['width']}")
    shoot(page, f"{name}-narrow")
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("name", PAGES)
def test_english(name: str, open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None]) -> None:
    page = open_context().new_page()
    page.goto("/en" + PAGES[name], wait_until="networkidle")
    assert page.locator("html").get_attribute("lang") == "en"
    shoot(page, f"{name}-english")


def test_each_chart_is_drawn_and_its_table_opens_by_keyboard(page: Page) -> None:
    page.goto(PAGES["audit"], wait_until="networkidle")
    charts = page.locator("[data-chart]")
    assert charts.count() == 6
    for index in range(charts.count()):
        chart = charts.nth(index)
        expect(chart.locator("canvas")).to_be_visible()
        drawn = chart.locator("canvas").evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((value) => value !== 0)"
        )
        assert drawn
        expect(chart.locator("table")).to_be_hidden()
        chart.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(chart.locator("table")).to_be_visible()


def test_two_are_drawn_side_by_side(page: Page) -> None:
    page.goto(PAGES["audit-compare"], wait_until="networkidle")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    page.locator("[data-chart] summary").click()
    cells = page.locator("#compare-table tbody tr").nth(4).locator("td")
    assert [cell.get_attribute("data-value") for cell in cells.all()] == ["50.0", "14.3"]


def test_without_scripts_the_tables_stand_open(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(PAGES["audit"])
    expect(page.locator("#stars-table")).to_be_visible()
    expect(page.locator("canvas").first).to_be_hidden()


def test_organizations_are_sorted_by_a_click(page: Page) -> None:
    page.goto(PAGES["audit"])
    head = page.locator("th[aria-sort]", has_text="機械可読性")
    head.get_by_role("link").click()
    page.wait_for_url("**sort=-readability**")
    assert page.locator("th[aria-sort]", has_text="機械可読性").get_attribute("aria-sort") == "descending"


def test_the_map_is_walked_by_keyboard(page: Page, shoot: Callable[[Page, str], None]) -> None:
    """Each point says its municipality and its figure, and leads to its own audit."""
    page.goto(PAGES["audit"], wait_until="networkidle")
    spot = page.locator("svg.tomoni-audit-map-drawing a").first
    spot.scroll_into_view_if_needed()
    spot.focus()
    shoot(page, "audit-map")
    assert spot.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url("**organization=**")
    expect(page.locator("h1")).to_contain_text("の監査")


def test_what_does_not_conform_to_dcat_ap_is_listed(page: Page) -> None:
    page.goto(PAGES["audit-dcat-ap"])
    rows = page.locator("#dcat-ap tbody tr")
    assert [row.locator("code").inner_text() for row in rows.all()] == [
        "dcat:theme", "dct:description", "dcat:accessURL", "dcat:byteSize", "dct:format",
    ]  # fmt: skip
    rows.nth(2).get_by_role("link").click()
    page.wait_for_url("**/resource/**")

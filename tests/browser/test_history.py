"""Two of many checks of a resource, chosen and compared in a browser."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW
from tests.browser.english import leftovers

DATASET = "sample-evacuation-space"


@pytest.fixture(scope="module")
def path() -> str:
    """A sample's quality page, with two earlier checks: one that found more, one whose findings are gone."""
    engine = sa.create_engine(os.environ["CKAN_SQLALCHEMY_URL"])
    table = sa.Table("tomoni_quality_report", sa.MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        package = sa.text("SELECT id FROM package WHERE name = :name").bindparams(name=DATASET)
        mine = table.c.package_id == connection.execute(package).scalar_one()
        row = _newest(connection, sa.select(table).where(mine, table.c.latest))
        finding = {"slug": "platform-characters", "severity": "error", "sheet": "", "column": "名称", "count": 12,
                   "ja": "機種依存文字があります", "en": "Characters that only some systems have"}  # fmt: skip
        worse = {**row["report"], "findings": [*row["report"]["findings"], finding]}
        for days, report in ((7, worse), (90, {})):
            old: dict[str, Any] = {
                "id": str(uuid.uuid4()),
                "latest": False,
                "created": row["created"] - timedelta(days),
            }
            low = {"score": 52, "level": "fair", "errors": 12, "report": report}
            connection.execute(sa.insert(table).values({**row, **old, **low}))
    engine.dispose()
    return f"/dataset/{DATASET}/resource/{row['resource_id']}/quality"


def _newest(connection: sa.Connection, query: sa.Select[Any]) -> dict[str, Any]:
    """The newest report: the portal may have started just now, and its worker be checking."""
    for _ in range(60):
        if found := connection.execute(query).mappings().first():
            return dict(found)
        time.sleep(1)
    raise AssertionError("the sample was not checked")


def test_two_are_chosen_by_keyboard_and_compared(page: Page, path: str, shoot: Callable[[Page, str], None]) -> None:
    page.goto(path, wait_until="networkidle")
    history = page.locator("form:has(input[name=before])")
    assert history.locator("tbody tr").count() == 3
    history.locator("input[name=before]:checked").focus()
    page.keyboard.press("ArrowUp")
    history.locator("input[name=after]:checked").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**after=**")
    expect(page.locator("[data-compared] tr[data-change=new]")).to_contain_text("機種依存文字があります")
    shoot(page, "history-compared-wide")
    faults = accessibility.faults(page)
    faults += [f"English left over: {text}" for text in leftovers(page)]
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(300)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        faults.append(f"{width} px wide on a screen of {NARROW['width']}")
    shoot(page, "history-compared-narrow")
    assert not faults, "\n".join(["", *faults])


def test_findings_that_are_gone(
    path: str, open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None]
) -> None:
    page = open_context().new_page()
    page.goto("/en" + path, wait_until="networkidle")
    page.locator("input[name=before]").last.check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator("[data-compared]")).to_contain_text("no longer kept")
    shoot(page, "history-gone-english")

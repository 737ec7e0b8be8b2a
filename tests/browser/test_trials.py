"""A long file before it is published: sent, watched, left and come back to, lost and begun again, cancelled."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE
from tests.browser.english import leftovers

expect.set_options(timeout=STEP_MILLISECONDS)
WORK_MILLISECONDS = 120_000
#: More than is checked at once.
ROWS = 700_000
ADDRESS = re.compile(r"/quality/task/[0-9a-f-]{36}$")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long file with coordinates swapped and telephone numbers in wide digits."""
    path = tmp_path_factory.mktemp("long") / "サンプル公園.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("名称,緯度,経度,電話番号\n")
        out.writelines(
            f"サンプル公園{n},139.7{n % 1000},36.2{n % 1000},０３-1234-{n % 10000:04}\n" for n in range(ROWS)
        )
    return path


@pytest.fixture(scope="module", autouse=True)
def _nothing_of_others() -> None:
    """Tables whose mends were looked up by other tests are tasks of the officer too."""
    engine = sa.create_engine(os.environ["CKAN_SQLALCHEMY_URL"])
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM tomoni_quality_trial"))
    engine.dispose()


@pytest.fixture(autouse=True)
def _nothing_left(officer: Page) -> Iterator[None]:
    """Forget what the test has sent: only so many files may wait."""
    yield
    officer.unroute_all()
    officer.goto("/quality/try")
    while (found := officer.locator("#try-trials + ul a")).count():
        found.first.click()
        officer.get_by_role("button", name=re.compile("取りやめて|いま消す")).click()
        officer.wait_for_url("**/quality/try")


def _send(page: Page, table: Path) -> str:
    page.goto("/quality/try")
    page.get_by_label("ファイル", exact=True).set_input_files(table)
    page.get_by_role("button", name="検査する", exact=True).click()
    page.wait_for_url(ADDRESS)
    return page.url


def _examine(page: Page) -> None:
    assert not accessibility.faults(page)
    assert not leftovers(page)


def _narrow(page: Page) -> None:
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_from_the_form_to_the_report(officer: Page, table: Path, shoot: Callable[[Page, str], None]) -> None:
    """Its progress is seen, without loading the page anew; then its report is there, and its findings as CSV."""
    address = _send(officer, table)
    bar = officer.get_by_role("progressbar")
    expect(bar).to_be_visible()
    officer.evaluate("window.here = true")
    expect(officer.locator("#tomoni-trial-state")).to_have_text(
        re.compile(r"規則で検査しています \(\d+ のうち [1-9]\d* の検査が済みました\)"), timeout=WORK_MILLISECONDS
    )
    expect(officer.locator("[role=status]", has_text="規則で検査しています")).to_have_count(1)
    assert 0 < int(bar.get_attribute("value") or -1) <= int(bar.get_attribute("max") or -1)
    shoot(officer, "trial-checking-wide")
    _examine(officer)
    assert officer.evaluate("window.here") is True
    heading = officer.get_by_role("heading", name="サンプル公園.csv の検査結果")
    expect(heading).to_be_visible(timeout=WORK_MILLISECONDS)
    expect(officer.locator("[data-slug=coordinates-swapped]")).to_contain_text("700,000")
    assert officer.url == address
    _examine(officer)
    shoot(officer, "trial-done-wide")
    with officer.expect_download() as download:
        officer.get_by_role("link", name="結果を CSV でダウンロード").click()
    assert "coordinates-swapped" in download.value.path().read_text(encoding="utf-8-sig")
    _narrow(officer)
    shoot(officer, "trial-done-narrow")
    officer.set_viewport_size(WIDE)
    officer.goto("/quality/try")
    officer.get_by_role("link", name="サンプル公園.csv").click()
    expect(heading).to_be_visible()
    officer.get_by_role("button", name="この検査結果をいま消す").click()
    expect(officer.get_by_text("ファイルと検査結果を消しました。")).to_be_visible()
    assert officer.goto(address).status == 404  # type: ignore[union-attr]


def test_left_lost_and_begun_again(
    officer: Page, table: Path, open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None]
) -> None:
    """A job that is gone is told by the page itself; nothing has to be sent again. English is all English."""
    _send(officer, table)
    second = _send(officer, table)
    officer.goto("/quality/try")
    expect(officer.locator("#try-trials + ul li")).to_have_count(2)
    _examine(officer)
    shoot(officer, "trial-list-wide")
    officer.goto(second)
    expect(officer.locator("#tomoni-trial-state")).to_contain_text("順番を待っています")
    _narrow(officer)
    shoot(officer, "trial-waiting-narrow")
    _forget_last_job()
    expect(officer.locator("[data-problem=lost]")).to_be_visible()
    _examine(officer)
    _narrow(officer)
    shoot(officer, "trial-stopped-narrow")
    officer.set_viewport_size(WIDE)
    shoot(officer, "trial-stopped-wide")
    officer.goto(second.replace("/quality/", "/en/quality/"))
    expect(officer.get_by_role("heading", name="The check of サンプル公園.csv stopped")).to_be_visible()
    assert not accessibility.faults(officer)
    shoot(officer, "trial-stopped-en")
    officer.get_by_role("button", name="Try again").focus()
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("progressbar")).to_be_visible()
    shoot(officer, "trial-running-en")
    expect(officer.get_by_role("heading", name="Report of サンプル公園.csv")).to_be_visible(timeout=WORK_MILLISECONDS)
    stranger = open_context().new_page()
    stranger.goto(second)
    assert "/user/login" in stranger.url


def _forget_last_job() -> None:
    """Delete the job that was queued last, as if its worker had gone."""
    connection = redis.Redis.from_url(os.environ["CKAN_REDIS_URL"])
    (queue,) = [key for key in connection.keys("rq:queue:*:default") if connection.type(key) == b"list"]  # type: ignore[union-attr]
    job: Any = connection.rpop(queue.decode())
    connection.delete(f"rq:job:{job.decode()}")


def test_cancelled(officer: Page, table: Path) -> None:
    """One button; the file is gone."""
    address = _send(officer, table)
    officer.get_by_role("button", name="取りやめて、ファイルを消す").click()
    expect(officer.get_by_text("ファイルと検査結果を消しました。")).to_be_visible()
    expect(officer.locator("#try-trials")).to_have_count(0)
    assert officer.goto(address).status == 404  # type: ignore[union-attr]


def test_without_scripts(open_context: Callable[..., BrowserContext], session: dict[str, Any], table: Path) -> None:
    """The page renews itself as a whole."""
    page = open_context(storage_state=session, java_script_enabled=False).new_page()
    _send(page, table)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="サンプル公園.csv の検査結果")).to_be_visible(timeout=WORK_MILLISECONDS)

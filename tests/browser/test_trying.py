"""A file is checked before it is published: chosen, sent, reported; by keyboard; in both languages; wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE
from tests.browser.english import leftovers

expect.set_options(timeout=STEP_MILLISECONDS)
TABLE = "名称,緯度,経度,電話番号\n" + "".join(
    f"サンプル公園{n},139.7{n},36.2{n},０３-1234-567{n % 10}\n" for n in range(10, 40)
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file with coordinates swapped and telephone numbers in wide digits."""
    path = tmp_path / "サンプル公園.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_from_the_quality_page_to_the_report(officer: Page, table: Path, shoot: Callable[[Page, str], None]) -> None:
    """The report comes into the page; the file stays chosen, so that its findings can be had as CSV."""
    officer.goto("/quality")
    officer.get_by_role("link", name="公開する前にファイルを検査する").click()
    assert not accessibility.faults(officer)
    assert not leftovers(officer)
    shoot(officer, "try-empty")
    officer.get_by_label("ファイル", exact=True).set_input_files(table)
    address = officer.url
    officer.get_by_role("button", name="検査する", exact=True).click()
    expect(officer.get_by_role("heading", name="サンプル公園.csv の検査結果")).to_be_visible()
    expect(officer.locator("#tomoni-try-result")).to_be_focused()
    expect(officer.locator("[data-slug=coordinates-swapped]")).to_contain_text("36.210")
    expect(officer.locator(".tomoni-try-progress")).to_be_hidden()
    assert officer.url == address
    assert not accessibility.faults(officer)
    shoot(officer, "try-wide")
    officer.set_viewport_size(NARROW)
    assert officer.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    shoot(officer, "try-narrow")
    officer.set_viewport_size(WIDE)
    with officer.expect_download() as download:
        officer.get_by_role("button", name="検査して、指摘を CSV で受け取る").click()
    assert "coordinates-swapped" in download.value.path().read_text(encoding="utf-8-sig")


def test_a_file_dropped_on_the_field(officer: Page, shoot: Callable[[Page, str], None]) -> None:
    """The field takes what is dropped on it."""
    officer.goto("/en/quality/try")
    officer.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "parks.csv", {type: "text/csv"}));
            document.querySelector("#try-upload").files = data.files;
        }""",
        TABLE,
    )
    officer.get_by_label("File", exact=True).focus()
    officer.get_by_role("button", name="Check the file").focus()
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("heading", name="Report of parks.csv")).to_be_visible()
    expect(officer.locator("[data-slug=coordinates-swapped]")).to_contain_text("Latitude and longitude are swapped")
    shoot(officer, "try-en")


def test_an_error_and_a_server_that_fails(officer: Page, table: Path) -> None:
    """What is wrong with the form stands where the report would; so does a failure of the server."""
    officer.goto("/quality/try")
    officer.get_by_label("ファイル", exact=True).set_input_files(table)
    officer.get_by_text("ファイルについて").click()
    officer.get_by_label("公開する団体の全国地方公共団体コード").fill("131017")
    officer.get_by_role("button", name="検査する", exact=True).click()
    expect(officer.locator("#tomoni-try-result").get_by_role("alert")).to_contain_text("検査しませんでした。")
    officer.route("**/quality/try", lambda route: route.fulfill(status=502, body="bad gateway"))
    officer.get_by_role("button", name="検査する", exact=True).click()
    expect(officer.locator("#tomoni-try-result").get_by_role("alert")).to_contain_text(
        "しばらくしてから、もう一度試してください。"
    )
    expect(officer.locator(".tomoni-try-progress")).to_be_hidden()


def test_without_scripts(open_context: Callable[..., BrowserContext], session: dict[str, Any], table: Path) -> None:
    """A plain form does the same."""
    page = open_context(storage_state=session, java_script_enabled=False).new_page()
    page.goto("/quality/try")
    page.get_by_label("ファイル", exact=True).set_input_files(table)
    page.get_by_role("button", name="検査する", exact=True).click()
    expect(page.get_by_role("heading", name="サンプル公園.csv の検査結果")).to_be_visible()

"""From an empty table to a published one, and back into it: pasted, mended, taken back, published, mended again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS

DATASET = "sample-public-toilet"
NEW = f"/dataset/{DATASET}/table?standard=public_toilet@2026"
PATIENCE_SECONDS = 150
expect.set_options(timeout=STEP_MILLISECONDS)
PASTE = """
([box, text]) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}
"""
ROWS = (
    "名称（必須）\t緯度\t経度\t所在地_連結表記\t設置位置\t車椅子使用者用トイレ有無\t覚え書き\n"
    "中央公園\t139.74\t35.65\t東京都港区芝公園1-1\t管理棟西側\t○\tx\n"
    '"ひがし ""広場"""\t35.66\t139.75\t東京都港区芝公園2-1\t北口\t有\ty\n'
)


def _accessible(page: Page) -> None:
    assert not accessibility.faults(page)


def _open(page: Page, address: str) -> Locator:
    """Open a table; its text box, which has the focus."""
    page.goto(address)
    page.wait_for_selector("#tomoni-table[data-ready]")
    box = page.locator(".tomoni-grid__editor")
    expect(box).to_be_focused()
    return box


def _column(page: Page, name: str) -> int:
    heads = page.locator(".tomoni-grid__head [data-column] .tomoni-grid__name").all_inner_texts()
    return heads.index(name)


def _cell(page: Page, row: int, name: str) -> Locator:
    return page.locator(f"[data-part=grid] .tomoni-grid__cell[data-row='{row}'][data-column='{_column(page, name)}']")


def _click(page: Page, row: int, name: str) -> None:
    page.evaluate("left => { document.querySelector('[data-part=grid]').scrollLeft = left }", _column(page, name) * 110)
    _cell(page, row, name).click()


def _paste(page: Page, text: str) -> None:
    box = page.locator(".tomoni-grid__editor").element_handle()
    page.evaluate(PASTE, [box, text])


def _saved(page: Page) -> None:
    expect(page.locator("[data-part=saving]")).to_contain_text("下書きを保存しました")


@pytest.fixture
def tidy(officer: Page) -> None:
    """No draft of another test."""
    _open(officer, NEW)
    officer.on("dialog", lambda dialog: dialog.accept())
    officer.get_by_text("キー操作と上限").click()
    with officer.expect_navigation():
        officer.get_by_role("button", name="下書きを捨てる").click()
    officer.wait_for_selector("#tomoni-table[data-ready]")


@pytest.mark.usefixtures("tidy")
def test_from_the_standard_to_the_report_and_back(
    officer: Page, page: Page, ask: Callable[..., Any], shoot: Callable[[Page, str], None]
) -> None:
    """The whole path of an officer who has an old Excel sheet."""
    before = len(ask("package_show", id=DATASET)["resources"])
    officer.goto("/standards/public_toilet")
    officer.get_by_role("link", name="表をブラウザーで作る").click()
    officer.get_by_role("link", name="公衆トイレ一覧", exact=True).last.click()
    officer.wait_for_selector("#tomoni-table[data-ready]")
    _paste(officer, ROWS)
    expect(officer.get_by_text("項目名に合わせて、2行を貼り付けました。")).to_contain_text("覚え書き")
    expect(_cell(officer, 1, "名称")).to_have_text('ひがし "広場"')
    problems = officer.locator("[data-part=problems]")
    expect(problems).to_contain_text("1行目 緯度 エラー: 緯度と経度が入れ替わっています")
    expect(problems).to_contain_text("使える値：有、無")
    expect(_cell(officer, 0, "緯度")).to_have_attribute("aria-invalid", "true")
    _accessible(officer)

    problems.get_by_role("button", name=re.compile("1行目 緯度")).click()
    shoot(officer, "table-errors")
    officer.keyboard.type("35.65")
    officer.keyboard.press("Tab")
    officer.keyboard.type("139.74")
    officer.keyboard.press("Enter")
    problems.get_by_role("button", name=re.compile("1行目 車椅子使用者用トイレ有無")).click()
    officer.keyboard.press("F2")
    officer.get_by_role("option", name="有").click()
    expect(_cell(officer, 0, "車椅子使用者用トイレ有無")).to_have_text("有")
    expect(problems).not_to_contain_text("エラー")
    _saved(officer)

    officer.get_by_role("button", name="公開…").click()
    dialog = officer.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="公開する")).to_be_enabled()
    _accessible(officer)
    shoot(officer, "table-publish")
    dialog.get_by_label("ファイルの表示名").fill("公衆トイレ一覧（ブラウザーで作成）")
    dialog.get_by_role("button", name="公開する").click()
    expect(officer.get_by_role("heading", name="公開しました")).to_be_focused()
    _accessible(officer)

    page.goto(f"/dataset/{DATASET}")
    expect(page.get_by_role("link", name="公衆トイレ一覧（ブラウザーで作成）").first).to_be_visible()
    resources = ask("package_show", id=DATASET)["resources"]
    assert len(resources) == before + 1
    made = resources[-1]
    report = _until(lambda: _checked(ask, made["id"]), "the check")
    assert report["standard"] == "public_toilet"
    assert report["counts"]["error"] == 0
    _until(lambda: _rows(ask, made["id"]) == 2, "the loading into the DataStore")

    officer.goto(f"/dataset/{DATASET}/resource/{made['id']}")
    officer.get_by_role("link", name="表で直す").click()
    officer.wait_for_selector("#tomoni-table[data-ready]")
    _click(officer, 1, "設置位置")
    officer.keyboard.type("南口")
    officer.keyboard.press("Enter")
    officer.get_by_role("button", name="公開…").click()
    officer.get_by_role("button", name="公開する").click()
    expect(officer.get_by_role("heading", name="公開しました")).to_be_visible()
    found = _until(lambda: [r for r in _records(ask, made["id"]) if r["設置位置"] == "南口"], "the second loading")
    assert found[0]["名称"] == 'ひがし "広場"'


def _checked(ask: Callable[..., Any], resource: str) -> dict[str, Any] | None:
    report = ask("tomoni_quality_report_show", resource_id=resource)
    return report if report["state"] == "ok" else None


def _records(ask: Callable[..., Any], resource: str) -> list[dict[str, Any]]:
    try:
        return ask("datastore_search", resource_id=resource)["records"]
    except OSError:
        return []


def _rows(ask: Callable[..., Any], resource: str) -> int:
    return len(_records(ask, resource))


def _until(seen: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := seen()):
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen in {PATIENCE_SECONDS} s")
        time.sleep(1)
    return found


@pytest.mark.usefixtures("tidy")
def test_kana_from_the_first_key(officer: Page) -> None:
    """An input method begins in the selected cell, keeps Enter for itself, and no kana is lost."""
    _click(officer, 0, "名称")
    session = officer.context.new_cdp_session(officer)
    for text in ("k", "か", "かn", "かな"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    box = officer.locator(".tomoni-grid__editor")
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    expect(box).to_have_value("かな")
    session.send("Input.insertText", {"text": "仮名公園"})
    officer.keyboard.press("Enter")
    expect(_cell(officer, 0, "名称")).to_have_text("仮名公園")


@pytest.mark.usefixtures("tidy")
def test_nothing_is_lost(officer: Page) -> None:
    """Taken back and done again; kept on the server; kept in the browser while the server does not answer."""
    _click(officer, 0, "名称")
    officer.keyboard.type("甲")
    officer.keyboard.press("Enter")
    officer.keyboard.type("乙")
    officer.keyboard.press("Enter")
    officer.keyboard.press("Control+z")
    expect(_cell(officer, 1, "名称")).to_have_text("")
    officer.keyboard.press("Control+y")
    expect(_cell(officer, 1, "名称")).to_have_text("乙")
    _saved(officer)
    _open(officer, NEW)
    expect(_cell(officer, 1, "名称")).to_have_text("乙")
    expect(officer.locator("[data-part=saving]")).to_contain_text("下書き")

    officer.route("**/tomoni_table_draft_save", lambda route: route.abort())
    _click(officer, 2, "名称")
    officer.keyboard.type("丙")
    officer.keyboard.press("Enter")
    expect(officer.locator("[data-part=saving]")).to_contain_text("このブラウザーに残して")
    officer.unroute("**/tomoni_table_draft_save")
    _open(officer, NEW)
    expect(_cell(officer, 2, "名称")).to_have_text("")
    officer.get_by_role("button", name="入力を戻す").click()
    expect(_cell(officer, 2, "名称")).to_have_text("丙")
    _saved(officer)


@pytest.mark.usefixtures("tidy")
def test_two_windows(officer: Page, open_context: Callable[..., BrowserContext], session: dict[str, Any]) -> None:
    """The slower one is told, and chooses."""
    other = open_context(storage_state=session).new_page()
    _open(other, NEW)
    _click(officer, 0, "名称")
    officer.keyboard.type("こちら")
    officer.keyboard.press("Enter")
    _saved(officer)
    _click(other, 0, "名称")
    other.keyboard.type("あちら")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert").first).to_contain_text("ほかの画面")
    other.get_by_role("button", name="いまの入力で上書きする").click()
    _saved(other)
    _open(officer, NEW)
    expect(_cell(officer, 0, "名称")).to_have_text("あちら")


@pytest.mark.usefixtures("tidy")
def test_keys_lead_out_and_hostile_cells_stay_text(officer: Page) -> None:
    """Escape leaves the grid; markup and formulas are shown as they are, and a formula is warned of."""
    _paste(officer, '<img src=x onerror=alert(1)>\t=HYPERLINK("http://example.com")\n')
    expect(_cell(officer, 0, "ID")).to_have_text('=HYPERLINK("http://example.com")')
    assert officer.locator("[data-part=grid] img").count() == 0
    expect(officer.locator("[data-part=problems]")).to_contain_text("数式")
    officer.keyboard.press("Escape")
    assert officer.evaluate("document.activeElement.closest('[role=toolbar]') !== null")


@pytest.mark.usefixtures("tidy")
def test_a_narrow_screen(officer: Page, shoot: Callable[[Page, str], None]) -> None:
    """The page is no wider than the screen; the table scrolls in itself."""
    officer.set_viewport_size(NARROW)
    _open(officer, NEW)
    _click(officer, 0, "名称")
    officer.keyboard.type("公園")
    officer.keyboard.press("Enter")
    expect(_cell(officer, 0, "名称")).to_have_text("公園")
    assert officer.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    _accessible(officer)
    shoot(officer, "table-narrow")

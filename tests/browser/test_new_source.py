"""An officer finds a source: by an address that is looked at, and in the registry of Japanese portals."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE
from tests.browser.english import leftovers

expect.set_options(timeout=STEP_MILLISECONDS)
FRONT = "<title>見本県のデータカタログ</title><a href='/dataset'>データを探す</a>".encode()
ANSWER = json.dumps({"success": True, "result": {"count": 1234, "results": []}}).encode()
SLOW_SECONDS = 1.5


@pytest.fixture
def catalogue() -> Iterator[str]:
    """A CKAN portal of 1,234 datasets on this machine, with a slow front page; below /nothing there is none."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            kind, body = "text/html; charset=utf-8", FRONT
            if path == "/api/3/action/package_search":
                kind, body = "application/json", ANSWER
            elif path == "/":
                time.sleep(SLOW_SECONDS)
            self.send_response(200 if body is not FRONT or path == "/" else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _examine(page: Page, name: str, shoot: Callable[[Page, str], None]) -> None:
    assert not accessibility.faults(page)
    assert not leftovers(page)
    shoot(page, f"{name}-wide")
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    shoot(page, f"{name}-narrow")
    page.set_viewport_size(WIDE)


def test_an_address_is_looked_at_by_keyboard(officer: Page, catalogue: str, shoot: Callable[[Page, str], None]) -> None:
    """Typed, sent with Enter, waited for with a word, found, and added: the form comes filled in and is accepted."""
    officer.goto("/harvest/new")
    officer.get_by_role("link", name="アドレスから調べる").click()
    officer.wait_for_load_state("networkidle")
    field = officer.get_by_label("ページかファイルのアドレス")
    field.fill(f"{catalogue}/")
    field.press("Enter")
    expect(officer.get_by_role("status")).to_contain_text("アドレスを調べています")
    expect(officer.get_by_role("button", name="調べる")).to_be_disabled()
    shoot(officer, "detect-looking-wide")
    add = officer.get_by_role("link", name=re.compile("この取り込み元を追加"))
    expect(add).to_be_visible()
    expect(officer.get_by_role("button", name="調べる")).to_be_enabled()
    expect(officer.locator("#tomoni-detect-result")).to_be_focused()
    expect(officer.locator("#tomoni-detect-result")).to_contain_text("1,234")
    officer.get_by_text(re.compile("調べたこと（")).click()
    _examine(officer, "detect-found", shoot)
    officer.get_by_text(re.compile("調べたこと（")).click()
    add.press("Enter")
    officer.wait_for_url(re.compile(r"/harvest/new\?"))
    expect(officer.locator("#field-url")).to_have_value(catalogue)
    expect(officer.locator("#field-title")).to_have_value("見本県のデータカタログ")
    expect(officer.locator("#kind-tomoni_ckan")).to_be_checked()
    officer.locator("#field-organizations").select_option(label="サンプル市（見本データ）")
    officer.locator("#save").click()
    officer.wait_for_url(lambda url: "/harvest/new" not in url)
    expect(officer.locator("body")).to_contain_text("見本県のデータカタログ")
    officer.goto(f"/harvest/new/detect?url={catalogue}/")
    officer.get_by_role("button", name="調べる").click()
    expect(officer.get_by_text("すでに取り込んでいます")).to_be_visible()


def test_an_address_where_nothing_is(officer: Page, catalogue: str, shoot: Callable[[Page, str], None]) -> None:
    """What was tried and what can be done are said; so is what is no address."""
    officer.goto("/harvest/new/detect")
    field = officer.get_by_label("ページかファイルのアドレス")
    field.fill(catalogue.replace("127.0.0.1", "localhost").rsplit(":", 1)[0] + ":9/")
    officer.get_by_role("button", name="調べる").click()
    expect(officer.get_by_role("alert")).to_contain_text("見つかりませんでした")
    officer.get_by_text(re.compile("調べたこと（")).click()
    _examine(officer, "detect-nothing", shoot)
    field.fill("市のホームページ")
    officer.get_by_role("button", name="調べる").click()
    expect(officer.get_by_role("alert")).to_contain_text("ウェブのアドレスではありません")
    _examine(officer, "detect-no-address", shoot)


def test_without_scripts(open_context: Callable[..., BrowserContext], session: dict, catalogue: str) -> None:
    """The form is a plain one then, and shows the same."""
    page = open_context(storage_state=session, java_script_enabled=False).new_page()
    page.goto("/harvest/new/detect")
    page.locator("#detect-url").fill(catalogue)
    page.locator("form[method=post] button[type=submit]").last.click()
    expect(page.locator("#tomoni-detect-result")).to_contain_text("1,234")


def test_a_portal_of_the_registry(officer: Page, shoot: Callable[[Page, str], None]) -> None:
    """Filtered by prefecture, searched by name, and one click from the filled form."""
    officer.goto("/harvest/new/portals")
    officer.get_by_label("都道府県").select_option("岡山県")
    officer.wait_for_url(re.compile("prefecture="))
    expect(officer.locator("#tomoni-portals")).to_contain_text("倉敷市")
    expect(officer.locator("#tomoni-portals")).not_to_contain_text("天童市")
    _examine(officer, "portals-okayama", shoot)
    officer.get_by_label("都道府県").select_option("")
    officer.get_by_label("探すことば").fill("天童")
    officer.get_by_label("探すことば").press("Enter")
    expect(officer.get_by_role("status")).to_contain_text("1件")
    officer.get_by_role("link", name=re.compile("この取り込み元を追加")).click()
    expect(officer.locator("#field-url")).to_have_value("https://data.city.tendo.yamagata.jp")
    expect(officer.locator("#field-title")).to_have_value("天童市オープンデータ")


def test_english(officer: Page, catalogue: str, shoot: Callable[[Page, str], None]) -> None:
    """The same pages in English, for the eye."""
    officer.goto("/en/harvest/new/portals")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Japanese portals")
    shoot(officer, "portals-english")
    officer.goto(f"/en/harvest/new/detect?url={catalogue}")
    officer.get_by_role("button", name="Look").click()
    expect(officer.get_by_role("link", name=re.compile("Add this source"))).to_be_visible()
    shoot(officer, "detect-english")

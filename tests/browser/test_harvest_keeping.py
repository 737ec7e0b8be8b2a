"""What a harvest promises over years, as an officer and a visitor see it: asked, kept, on hold, gone, compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE
from tests.browser.test_journey import _until
from tests.browser.test_pages import _examine
from tests.harvest_tools import dataset, portal

expect.set_options(timeout=STEP_MILLISECONDS)
NAME = "keeping-sample"
TITLES = ["公衆トイレ一覧", "指定緊急避難場所一覧", "公園一覧", "図書館一覧"]


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    """A portal with four datasets."""
    items = [
        dataset(f"keeping-{place}", title=title, tags=[{"name": "防災"}], notes=f"見本県の{title}です。")
        for place, title in enumerate(TITLES)
    ]
    with portal(items) as found:
        yield found


@pytest.fixture(scope="module")
def harvested(served: Any, chromium: Any, address: str, session: dict[str, Any]) -> Any:
    """A source that points at it, brought in once."""
    context = chromium.new_context(base_url=address, locale="ja-JP", viewport=WIDE, storage_state=session)
    page = context.new_page()
    page.goto("/harvest/new")
    page.locator("#field-url").fill(served.url)
    page.locator("#field-title").fill("見本県のカタログ")
    page.locator("#field-name").fill(NAME)
    page.locator("#field-organizations").select_option(label="サンプル市（見本データ）")
    page.locator("#source-new [type=submit]").last.click()
    page.wait_for_url(lambda url: "/harvest/" in url and not url.endswith("/harvest/new"))
    gather(page)
    context.close()
    return served


def gather(page: Page) -> None:
    """Press the button and wait for the end of the harvest."""
    page.goto(f"/harvest/admin/{NAME}")
    page.get_by_role("button", name="今すぐ取り込む").click()
    finished(page)


def finished(page: Page) -> None:
    """Wait until no harvest is running or waiting."""

    def over() -> bool:
        time.sleep(1)
        page.goto(f"/harvest/admin/{NAME}")
        return page.get_by_role("button", name="今すぐ取り込む").count() == 1

    _until(over, "the end of the harvest")


def english(page: Page, path: str, name: str, shoot: Callable[[Page, str], None]) -> None:
    """Look at the page in English, wide and narrow."""
    page.set_viewport_size(WIDE)
    page.goto(f"/en{path}")
    shoot(page, f"{name}-en-wide")
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    shoot(page, f"{name}-en-narrow")
    page.set_viewport_size(WIDE)


def test_what_is_edited_here_is_kept_and_compared(
    officer: Page, harvested: Any, shoot: Callable[[Page, str], None]
) -> None:
    """The form says that edits are overwritten, keeps this one, and the source's new value is one click away."""
    officer.goto("/dataset/edit/keeping-0")
    expect(officer.get_by_role("note")).to_contain_text("見本県のカタログ")
    _examine(officer, "keeping-edit", shoot)
    officer.set_viewport_size(WIDE)
    expect(officer.get_by_label("今直すところは、取り込み元が変わっても残す")).to_be_checked()
    officer.locator("#field-title").fill("公衆トイレ一覧（ここで直した題名）")
    officer.locator("#dataset-edit button[name=save]").last.click()
    officer.wait_for_url("**/dataset/keeping-0")
    expect(officer.locator(".flash-messages")).to_contain_text("これから取り込み元が変わっても残します")
    harvested.datasets[0].update(title="公衆便所一覧（新しい題名）", notes="新しい説明です。")
    gather(officer)
    officer.goto("/dataset/keeping-0")
    expect(officer.locator("h1")).to_contain_text("ここで直した題名")
    officer.goto("/dataset/edit/keeping-0")
    officer.get_by_role("link", name="取り込み元との違い").first.click()
    card = officer.locator("article.card").filter(has_text="公衆便所一覧")
    expect(card).to_contain_text("ここの値を残しています")
    expect(card).to_contain_text("に取り込み元で変わりました")
    _examine(officer, "keeping-fields", shoot)
    english(officer, "/dataset/keeping-0/source", "keeping-fields", shoot)
    officer.goto("/dataset/keeping-0/source")
    card.get_by_role("button", name="取り込み元の値にする").click()
    expect(officer.locator(".flash-messages")).to_contain_text("取り込み元の値にしました")
    officer.goto("/dataset/keeping-0")
    expect(officer.locator("h1")).to_contain_text("公衆便所一覧（新しい題名）")


def test_one_gone_dataset_has_a_tombstone(
    officer: Page, harvested: Any, open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None]
) -> None:
    """A visitor who kept the address is told; the search does not show it any more."""
    gone = harvested.datasets.pop()
    gather(officer)
    visitor = open_context().new_page()
    answer = visitor.goto(f"/dataset/{gone['name']}")
    assert answer
    assert answer.status == 410
    expect(visitor.locator("h1")).to_have_text("図書館一覧")
    expect(visitor.get_by_role("main").or_(visitor.locator("[role=main]")).first).to_contain_text("見本県のカタログ")
    expect(visitor.locator(".badge")).to_have_css("display", "inline-block")
    _examine(visitor, "keeping-tombstone", shoot)
    english(visitor, f"/dataset/{gone['name']}", "keeping-tombstone", shoot)
    harvested.datasets.append(gone)
    gather(officer)
    answer = visitor.goto(f"/dataset/{gone['name']}")
    assert answer
    assert answer.status == 200


def test_a_source_that_lost_most_asks(officer: Page, harvested: Any, shoot: Callable[[Page, str], None]) -> None:
    """The banner, the list, and the answer that lets them go."""
    lost = harvested.datasets[1:]
    del harvested.datasets[1:]
    gather(officer)
    expect(officer.get_by_role("heading", name="3件のデータセットを取り下げてよいですか？")).to_be_visible()
    _examine(officer, "keeping-asks", shoot)
    officer.set_viewport_size(WIDE)
    officer.get_by_role("link", name="一覧を見て答える").click()
    _examine(officer, "keeping-question", shoot)
    english(officer, f"/harvest/{NAME}/question", "keeping-question", shoot)
    officer.goto(f"/harvest/{NAME}/question")
    officer.get_by_role("button", name="この3件を取り下げる").click()
    expect(officer.locator(".flash-messages")).to_contain_text("3件を次の取り込みで取り下げます")
    finished(officer)
    expect(officer.get_by_text("取り下げてよいですか")).to_have_count(0)
    for item in lost:
        answer = officer.request.get(f"/api/3/action/package_search?fq=name:{item['name']}")
        assert answer.json()["result"]["count"] == 0


def test_the_key_of_a_source_is_written_and_never_shown(
    officer: Page, harvested: Any, shoot: Callable[[Page, str], None]
) -> None:
    """Nothing of it comes back."""
    officer.goto(f"/harvest/admin/{NAME}")
    officer.get_by_role("link", name="接続の鍵").click()
    officer.locator("#field-header").fill("X-CKAN-API-Key")
    officer.locator("#field-value").fill("the-key-itself")
    officer.get_by_role("button", name="鍵を保管する").click()
    expect(officer.locator(".flash-messages")).to_contain_text("だれにも見せません")
    assert "the-key-itself" not in officer.content()
    officer.goto(f"/harvest/{NAME}/credential")
    _examine(officer, "keeping-credential", shoot)
    english(officer, f"/harvest/{NAME}/credential", "keeping-credential", shoot)
    officer.goto(f"/harvest/{NAME}/refused")
    _examine(officer, "keeping-refused", shoot)

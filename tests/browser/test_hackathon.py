"""From the dataset's page and back to it: registered, matched, submitted, approved, confirmed, seen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility

DATASET = "/dataset/sample-evacuation-space"


def _accessible(page: Page) -> None:
    assert not accessibility.faults(page)


@pytest.fixture
def title(officer: Page) -> Iterator[str]:
    """The name of a project that is taken away again afterwards."""
    name = f"道案内 {secrets.token_hex(4)}"
    yield name
    officer.goto("/projects/mine")
    if not officer.get_by_role("link", name=name).count():
        return
    officer.get_by_role("link", name=name).first.click()
    for button in ("取り下げる", "プロジェクトを削除"):
        officer.get_by_role("button", name=button).click()


def _fill(page: Page, title: str) -> None:
    """From the dataset's page into the form, with a linked dataset, a chosen candidate and words."""
    page.goto(DATASET)
    page.get_by_role("link", name="このデータを使ったプロジェクトを登録").click()
    first, second = page.locator("[data-tomoni-row]").nth(0), page.locator("[data-tomoni-row]").nth(1)
    expect(first.locator("[data-tomoni-found]")).to_contain_text("このポータルのデータ: 指定緊急避難場所一覧")
    page.get_by_label("プロジェクト名", exact=False).first.fill(title)
    page.locator("#field-summary").fill("いちばん近い避難場所へ案内します。")
    second.locator("[data-tomoni-dataset]").fill("AED設置箇所")
    second.locator("[data-tomoni-dataset]").blur()
    second.get_by_role("button", name="AED設置箇所一覧").click()
    expect(second.locator("[data-tomoni-found]")).to_contain_text("このポータルのデータ: AED設置箇所一覧")
    page.get_by_role("button", name="データセットを追加").click()
    added = page.locator("[data-tomoni-row]").nth(3)
    expect(added.locator("[data-tomoni-dataset]")).to_be_focused()
    added.locator("[data-tomoni-dataset]").fill("地理院タイル（国土地理院）")
    added.locator("[data-tomoni-dataset]").blur()
    expect(added.locator("[data-tomoni-found]")).to_contain_text("書いたまま残ります")


def test_from_the_dataset_to_the_dataset(
    officer: Page,
    title: str,
    open_context: Callable[..., BrowserContext],
    shoot: Callable[[Page, str], None],
    ask: Callable[..., Any],
) -> None:
    """The whole path, with a mistake on the way, accessible at each step, in both languages."""
    _fill(officer, title)
    officer.locator("#field-app_url").fill("javascript:alert(1)")
    officer.get_by_role("button", name="公開を申請").click()
    summary = officer.locator("#error-summary")
    expect(summary).to_contain_text("https:// または http://")
    expect(officer.locator("#field-title")).to_have_value(title)
    expect(officer.locator("[data-tomoni-dataset]").nth(2)).to_have_value("地理院タイル（国土地理院）")
    _accessible(officer)
    shoot(officer, "hackathon-error")
    officer.locator("#field-app_url").fill("https://navi.example.jp/")
    officer.get_by_role("button", name="公開を申請").click()

    expect(officer.get_by_text("承認待ち").first).to_be_visible()
    address = officer.url
    visitor = open_context().new_page()
    hidden = visitor.goto(address)
    assert hidden is not None
    assert hidden.status == 404
    _accessible(officer)

    officer.goto("/projects/review")
    _accessible(officer)
    shoot(officer, "hackathon-review")
    card = officer.locator("section", has=officer.get_by_role("link", name=title))
    card.get_by_role("button", name="承認して公開").click()
    officer.goto(address)
    officer.get_by_role("button", name="利用を確認").first.click()
    expect(officer.get_by_text("データの提供者が確認済み").first).to_be_visible()

    visitor.goto(DATASET)
    block = visitor.locator("section.tomoni-projects")
    block.get_by_role("link", name=title).click()
    expect(visitor.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(visitor.get_by_text("地理院タイル（国土地理院）")).to_be_visible()
    _accessible(visitor)
    shoot(visitor, "hackathon-project")
    visitor.get_by_role("link", name=re.compile("指定緊急避難場所一覧")).click()
    expect(visitor).to_have_url(re.compile(f"{DATASET}$"))
    visitor.goto(f"/en/{address.split(chr(47), 3)[-1]}")
    expect(visitor.get_by_role("heading", name="Datasets used")).to_be_visible()
    _accessible(visitor)
    found = ask("package_search", fq="name:sample-evacuation-space", **{"facet.field": ["tomoni_project_count"]})
    (count,) = found["search_facets"]["tomoni_project_count"]["items"]
    assert int(count["name"]) >= 2

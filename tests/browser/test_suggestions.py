"""The form of a new dataset fills itself from the standard, and leaves alone what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import accessibility
from tests.browser.conftest import STEP_MILLISECONDS

expect.set_options(timeout=STEP_MILLISECONDS)


def test_the_form_knows_the_standard(officer: Page, shoot: Callable[[Page, str], None]) -> None:
    """Empty fields are filled and named, a written one stays, another standard follows, a button takes it back."""
    officer.goto("/dataset/new")
    officer.wait_for_selector(".slug-preview")
    officer.locator("#field-frequency_of_update").fill("年2回")
    officer.locator("#field-tomoni_standard").select_option("evacuation_space")
    note = officer.locator("[data-module=tomoni-suggestions]")
    expect(note).to_contain_text("標準と組織から、次の項目を入れました")
    expect(note).to_contain_text("キーワード")
    expect(officer.locator("#field-title")).to_have_value(re.compile("指定緊急避難場所"))
    expect(officer.locator("#field-theme")).to_have_value("司法・安全・環境")
    expect(officer.locator("#field-frequency_of_update")).to_have_value("年2回")
    expect(officer.locator(".select2-selection__choice", has_text="避難場所").first).to_be_visible()
    assert not accessibility.faults(officer)
    shoot(officer, "form-suggestions")

    officer.locator("#field-tomoni_standard").select_option("tourism")
    expect(officer.locator("#field-title")).to_have_value(re.compile("観光施設"))
    expect(officer.locator("#field-theme")).to_have_value("運輸・観光")
    officer.locator("#field-title").fill("わたしの題名")
    officer.get_by_role("button", name="入れる前に戻す").click()
    expect(note).to_contain_text("入れる前に戻しました")
    expect(officer.locator("#field-title")).to_have_value("わたしの題名")
    expect(officer.locator("#field-theme")).to_have_value("")
    expect(officer.locator(".select2-selection__choice")).to_have_count(0)


def test_from_the_standard_to_the_table_of_a_new_dataset(officer: Page) -> None:
    """The standard's page leads into the form, the form into the empty table."""
    officer.goto("/standards/hospital/table")
    officer.get_by_role("link", name="新しいデータセットを作る").click()
    officer.wait_for_selector(".slug-preview")
    expect(officer.locator("#field-title")).to_have_value(re.compile("医療機関"))
    officer.locator("#field-title").blur()
    officer.locator("#dataset-edit button[name=save]").last.click()
    officer.wait_for_url("**/resource/new")
    officer.get_by_role("link", name=re.compile("表をブラウザーで作る")).click()
    officer.wait_for_selector("#tomoni-table[data-ready]")
    expect(officer.locator(".tomoni-grid__editor")).to_be_focused()

"""From the code of an organization to the tree of places on the search page, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE

expect.set_options(timeout=STEP_MILLISECONDS)
FORM = "/organization/edit/sample-city"
CODE = "#field-local_government_code"
SAVE = "main form button[name=save], [role=main] form button[name=save]"


def _save(officer: Page, code: str) -> None:
    officer.goto(FORM)
    officer.locator(CODE).fill(code)
    officer.locator(CODE).press("Escape")
    officer.locator(SAVE).last.click()


@pytest.fixture
def sample_city(officer: Page) -> Iterator[Page]:
    """The officer, who gives the sample city its code back at the end: none."""
    yield officer
    _save(officer, "")
    officer.wait_for_url("**/organization/sample-city")


def test_a_code_that_is_none_is_refused_with_the_reason(sample_city: Page) -> None:
    """A wrong check digit is told beside the field, and nothing is saved."""
    _save(sample_city, "372014")
    expect(sample_city.locator(".error-explanation, .error-block").first).to_contain_text("検査数字")
    assert sample_city.locator(CODE).input_value() == "372014"


def test_from_the_combobox_to_the_tree(
    sample_city: Page, open_context: Callable[..., BrowserContext], shoot: Callable[[Page, str], None]
) -> None:
    """Kana lead to the city, its code is saved, its datasets are found by prefecture and city, and back up again."""
    sample_city.goto(FORM)
    field = sample_city.locator(CODE)
    field.click()
    field.press_sequentially("たかまつ")
    options = sample_city.get_by_role("option")
    expect(options.first).to_contain_text("香川県高松市")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-0$"))
    field.press("Enter")
    expect(field).to_have_value("372013")
    expect(sample_city.locator("#tomoni-local-government-chosen")).to_contain_text("高松市")
    shoot(sample_city, "organization-code")
    sample_city.locator(SAVE).last.click()
    sample_city.wait_for_url("**/organization/sample-city")

    visitor = open_context().new_page()
    tree = visitor.locator(".tomoni-places")
    _search_until(visitor, "香川県")
    tree.get_by_role("link", name=re.compile("「香川県」で絞り込む")).press("Enter")
    expect(tree.get_by_role("link", name=re.compile("「香川県」での絞り込みをやめる"))).to_be_visible()
    tree.get_by_role("link", name=re.compile("「高松市」で絞り込む")).press("Enter")
    expect(tree.get_by_role("link", name=re.compile("「高松市」での絞り込みをやめる"))).to_be_visible()
    expect(visitor.locator(".dataset-item").first).to_be_visible()
    assert not accessibility.faults(visitor)
    shoot(visitor, "places-wide")
    visitor.set_viewport_size(NARROW)
    shoot(visitor, "places-narrow")
    visitor.set_viewport_size(WIDE)
    visitor.goto("/en/dataset/?tomoni_place=372013")
    shoot(visitor, "places-english")
    visitor.goto("/dataset/?tomoni_place=372013")
    tree.get_by_role("link", name=re.compile("「高松市」での絞り込みをやめる")).press("Enter")
    expect(visitor).to_have_url(re.compile(r"tomoni_place=370002"))


def _search_until(visitor: Page, place: str) -> None:
    """The worker indexes the datasets after the organization was saved."""
    for _ in range(30):
        visitor.goto("/dataset/")
        if visitor.locator(".tomoni-places").get_by_text(place, exact=True).count():
            return
        visitor.wait_for_timeout(1000)
    pytest.fail(f"no dataset of {place} within 30 seconds")

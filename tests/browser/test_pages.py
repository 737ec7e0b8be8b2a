"""Every page of the demonstration: it opens, it is accessible, it fits a narrow screen, and it is Japanese."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import accessibility
from tests.browser.conftest import NARROW
from tests.browser.english import leftovers
from tests.browser.places import OFFICER, VISITOR


def _examine(page: Page, name: str, shoot: Callable[[Page, str], None]) -> None:
    """Gather everything that is wrong with the page before failing, so that one run shows all of it."""
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


@pytest.mark.parametrize("name", VISITOR)
def test_visitor(name: str, page: Page, resource: str, shoot: Callable[[Page, str], None]) -> None:
    """A visitor's pages."""
    reply = page.goto(VISITOR[name].format(resource=resource), wait_until="load")
    assert reply
    assert reply.status == (404 if name == "not-found" else 200)
    _examine(page, name, shoot)


@pytest.mark.parametrize("name", OFFICER)
def test_officer(name: str, officer: Page, resource: str, shoot: Callable[[Page, str], None]) -> None:
    """The pages of someone who has logged in."""
    reply = officer.goto(OFFICER[name].format(resource=resource), wait_until="load")
    assert reply
    assert reply.status == 200
    _examine(officer, f"officer-{name}", shoot)


@pytest.mark.parametrize("name", ["home", "search", "dataset", "quality-resource", "standards", "project"])
def test_english(
    name: str, open_context: Callable[..., BrowserContext], resource: str, shoot: Callable[[Page, str], None]
) -> None:
    """The same pages in English, for the eye; that they open is what is asserted."""
    page = open_context().new_page()
    reply = page.goto("/en" + VISITOR[name].format(resource=resource), wait_until="load")
    assert reply
    assert reply.status == 200
    assert page.locator("html").get_attribute("lang") == "en"
    shoot(page, f"{name}-english")

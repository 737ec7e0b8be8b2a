"""What axe finds wrong with a page, by WCAG 2.2 AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
#: A button that changes its colour has for a moment a contrast nobody chose. Endless animations are not waited for.
SETTLED = """() => document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
    .every(each => each.playState !== 'running')"""


def faults(page: Page) -> list[str]:
    """Each violation with the element it is of; empty for an accessible page."""
    page.wait_for_function(SETTLED)
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in found for node in one["nodes"]]

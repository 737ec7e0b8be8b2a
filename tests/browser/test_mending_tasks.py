"""A table too large to be mended while somebody waits: the worker looks, and what it found is published."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STEP_MILLISECONDS, WIDE
from tests.browser.test_pages import _examine
from tests.browser.test_repair import DATASET, uploaded

__all__ = ["uploaded"]

expect.set_options(timeout=STEP_MILLISECONDS)
WORK_MILLISECONDS = 120_000
#: Ten columns each: more cells than are mended at once.
ROWS = 60_000


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A long table with telephone numbers in wide digits and eras."""
    path = tmp_path / "long_sample.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("ID,名称,電話番号,更新日,定員,住所,備考1,備考2,備考3,備考4\n")
        out.writelines(
            f"{n},見本{n},０３-1234-{n % 10000:04},令和6年5月1日,{n % 90},見本市{n},ａ,　い,う,え\n"
            for n in range(ROWS)
        )
    return path


def test_looked_for_in_the_background_and_published(
    officer: Page,
    uploaded: str,
    ask: Callable[..., Any],
    shoot: Callable[[Page, str], None],
) -> None:
    """The page says that it is long, the progress is seen, what was found is shown and published."""
    address = f"/dataset/{DATASET}/resource/{uploaded}/quality/repair"
    officer.goto(address)
    begin = officer.get_by_role("button", name="裏で、直せるところを調べる")
    expect(begin).to_be_visible()
    _examine(officer, "mending-long", shoot)
    officer.set_viewport_size(WIDE)
    begin.click()
    expect(officer.locator("#tomoni-trial-state")).to_contain_text(
        re.compile("直せるところを探しています|規則で検査しています"), timeout=WORK_MILLISECONDS
    )
    expect(officer.get_by_role("progressbar")).to_be_visible()
    _examine(officer, "mending-running", shoot)
    officer.set_viewport_size(WIDE)
    officer.wait_for_url(re.compile("/quality/repair.*task="), timeout=WORK_MILLISECONDS)
    changes = officer.locator(".tomoni-repair-changes")
    expect(changes).to_contain_text("見た目のための空白を取る")
    expect(officer.get_by_text("直し方ごとに最初の 100 セルずつ表示しています")).to_be_visible()
    _examine(officer, "mending-found", shoot)
    officer.set_viewport_size(WIDE)
    shown = set()
    for number in range(2, 7):
        officer.locator(".pagination").get_by_role("link", name=str(number), exact=True).click()
        expect(officer).to_have_url(re.compile(f"page={number}"))
        shown |= {row.get_attribute("data-mend") for row in changes.locator("tbody tr").all()}
    assert {"spaces", "dates", "phones"} <= shown
    with officer.expect_download() as coming:
        officer.get_by_role("link", name="long_sample.csv をダウンロード").click()
    lines = Path(coming.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == ROWS + 1
    assert lines[-1].startswith(f"{ROWS - 1},見本{ROWS - 1},03-1234-9999,2024-05-01,")
    officer.get_by_text("新しいリソースとして公開…").click()
    officer.get_by_role("button", name="新しいリソースとして公開する").click()
    expect(officer.get_by_text("直したファイルを公開しました")).to_be_visible()
    made = [r for r in ask("package_show", id=DATASET)["resources"] if r.get("tomoni_mended_from") == uploaded]
    assert [r["format"] for r in made] == ["CSV"]

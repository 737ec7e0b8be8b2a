"""A long list of open data, imported by the portal's own worker, watched, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import accessibility
from tests.browser.conftest import NARROW, STEP_MILLISECONDS, WIDE
from tests.browser.english import leftovers

expect.set_options(timeout=STEP_MILLISECONDS)
HEADER = (
    "データセット_ID,データセット_タイトル,データセット_概要,データセット_公開日,"
    "ファイル_タイトル,ファイル_ダウンロードURL,ファイル形式"
)
#: More than are imported at once: a job does it.
ROWS = 40
BAD = 25
WORK_MILLISECONDS = 180_000


def _list(folder: Path) -> Path:
    rows = [
        f"L{n:04},見本の一覧 {n:03},サンプルデータです。,{date},表,https://www.example.jp/{n}.csv,CSV"
        for n in range(ROWS)
        for date in ["いつか" if n == BAD else "2026-04-01"]
    ]
    path = folder / "list.csv"
    path.write_text("\ufeff" + "\r\n".join([HEADER, *rows]) + "\r\n", encoding="utf-8")
    return path


def _examine(page: Page) -> None:
    assert not accessibility.faults(page)
    assert not leftovers(page)


def test_a_long_list_to_its_end_and_back(officer: Page, tmp_path: Path, shoot: Callable[[Page, str], None]) -> None:
    """What would change is shown, the worker's progress is seen, one bad row stops nothing, and all is taken back."""
    officer.goto("/organization/sample-city/open-data-list")
    officer.locator("input[type=file]").set_input_files(_list(tmp_path))
    officer.get_by_role("button", name="一覧を確認する").click()
    officer.wait_for_url(re.compile(r"/open-data-list/[0-9a-f-]{36}"))
    begin = officer.get_by_role("button", name=re.compile(r"件のデータセットを取り込む|取り込む"))
    expect(begin).to_be_visible(timeout=WORK_MILLISECONDS)
    _examine(officer)
    shoot(officer, "list-checked-wide")
    officer.set_viewport_size(NARROW)
    shoot(officer, "list-checked-narrow")
    officer.set_viewport_size(WIDE)
    begin.click()
    progress = officer.locator("progress")
    expect(progress).to_be_visible()
    assert int(progress.get_attribute("value") or 0) < ROWS
    _examine(officer)
    shoot(officer, "list-applying-wide")

    undo = officer.get_by_role("button", name=re.compile("取り消す|元に戻す"))
    expect(undo).to_be_visible(timeout=WORK_MILLISECONDS)
    expect(officer.get_by_role("status")).to_contain_text(re.compile(r"\d+"))
    _examine(officer)
    shoot(officer, "list-done-wide")
    officer.goto("/dataset/?q=見本の一覧")
    expect(officer.locator("[role=main]")).to_contain_text(re.compile(rf"{ROWS}|{ROWS - 1}"))
    officer.go_back()
    undo.click()
    expect(officer.locator("progress").or_(officer.get_by_text("取り消しました")).first).to_be_visible()
    expect(officer.locator("progress")).to_have_count(0, timeout=WORK_MILLISECONDS)
    shoot(officer, "list-undone-wide")
    officer.goto("/dataset/?q=見本の一覧")
    expect(officer.locator(".dataset-item", has_text="見本の一覧")).to_have_count(0)

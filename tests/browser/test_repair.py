"""A file as town halls keep them: seen mended cell by cell, mends switched, published and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import STEP_MILLISECONDS
from tests.browser.test_pages import _examine

DATASET = "sample-public-toilet"
expect.set_options(timeout=STEP_MILLISECONDS)
ROWS = [
    ["見本市 公園の一覧（見本）"],
    ["令和6年4月1日現在"],
    ["ＮＯ", "地　区", "名称", "名称_カナ", "更新日", "電話番号", "定員", "緯度", "経度", "備考"],
    [
        "1",
        "中央",
        "中央公園",
        "ﾁｭｳｵｳｺｳｴﾝ",
        "令和元年5月1日",
        "０８７－８３９－２０１１",
        "120",
        "134.046574",
        "34.342787",
        "　噴水あり",
    ],
    ["2", None, "ｺﾐｭﾆﾃｨ広場", "こみゅにてぃひろば", "R6.5.1", "0878392011", "６０", "134.05", "34.33", None],
    ["3", "東", "東公園", "ヒガシコウエン", "01/02/03", "087-839-2013", "1,200", "134.06", "34.35", "林　一 寄贈"],
    ["4", "西", "西公園", "ニシコウエン", "2024-05-01", "087-839-2014", "30", "134.07", "34.36", None],
    ["5", "北", "北公園", "キタコウエン", "2024-05-01", "087-839-2015", "45", "134.08", "34.37", None],
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A title over merged cells, an area merged over two rows, eras, full width, swapped coordinates."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "公園"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:J1")
    sheet.merge_cells("B4:B5")
    path = tmp_path / "parks_sample.xlsx"
    book.save(path)
    return path


@pytest.fixture
def uploaded(officer: Page, ask: Callable[..., Any], workbook: Path) -> Iterator[str]:
    """The workbook as a resource of a sample dataset; whatever a test leaves of it is deleted."""
    before = {r["id"] for r in ask("package_show", id=DATASET)["resources"]}
    officer.goto(f"/dataset/{DATASET}/resource/new")
    officer.locator("#field-resource-upload").set_input_files(workbook)
    officer.locator("input[name=name]").fill("公園の一覧（見本）")
    officer.locator("button[name=save][value=go-metadata], button[name=save]").last.click()
    officer.wait_for_url(f"**/dataset/{DATASET}**")
    yield next(r["id"] for r in ask("package_show", id=DATASET)["resources"] if r["id"] not in before)
    for resource in ask("package_show", id=DATASET)["resources"]:
        if resource["id"] not in before:
            officer.goto(f"/dataset/{DATASET}/resource/{resource['id']}/delete")
            officer.locator("form button[name=delete], form .btn-primary").last.click()
            officer.wait_for_load_state()


def test_from_the_preview_to_the_published_file_and_back(
    officer: Page, uploaded: str, ask: Callable[..., Any], shoot: Callable[[Page, str], None]
) -> None:
    """The whole path of an officer."""
    page = f"/dataset/{DATASET}/resource/{uploaded}/quality/repair"
    officer.goto(page)
    changes = officer.locator(".tomoni-repair-changes")
    for text in ("2019-05-01", "087-839-2011", "チュウオウコウエン", "コミュニティ広場", "1200", "中央"):
        expect(changes).to_contain_text(text)
    expect(changes).not_to_contain_text("01/02/03")
    expect(changes).not_to_contain_text("0878392011")
    expect(officer.get_by_text("令和6年4月1日現在")).to_be_visible()
    expect(officer.get_by_text("電話番号の書き方が標準と違います")).to_be_visible()
    _examine(officer, "repair", shoot)
    officer.set_viewport_size({"width": 1280, "height": 900})

    box = officer.get_by_role("checkbox", name=re.compile("日付を YYYY-MM-DD"))
    box.uncheck()
    expect(changes).not_to_contain_text("2019-05-01")
    expect(officer).to_have_url(re.compile("chosen=1"))
    officer.reload()
    expect(box).not_to_be_checked()
    box.check()
    expect(changes).to_contain_text("2019-05-01")

    with officer.expect_download() as coming:
        officer.get_by_role("link", name="parks_sample.csv をダウンロード").click()
    text = Path(coming.value.path()).read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("ＮＯ,地区,名称")
    assert "2,中央,コミュニティ広場,コミュニティヒロバ,2024-05-01,0878392011,60,34.33,134.05," in text

    officer.get_by_text("新しい版として公開…").click()
    shoot(officer, "repair-publish")
    officer.get_by_role("button", name="新しい版として公開する").click()
    expect(officer.get_by_text("直したファイルを公開しました")).to_be_visible()
    expect(officer.get_by_text("人の判断なしに直せるところはありません")).to_be_visible()
    officer.reload()
    _examine(officer, "repair-done", shoot)
    officer.set_viewport_size({"width": 1280, "height": 900})
    resources = {r["id"]: r for r in ask("package_show", id=DATASET)["resources"]}
    assert resources[uploaded]["format"] == "CSV"
    assert "令和6年4月1日現在" in resources[uploaded]["description"]

    officer.get_by_text("元のファイルに戻す…").click()
    officer.get_by_role("button", name="元のファイルに戻す").click()
    expect(officer.get_by_text("元のとおりに戻しました")).to_be_visible()
    assert {r["id"]: r["format"] for r in ask("package_show", id=DATASET)["resources"]}[uploaded] == "XLSX"


def test_without_scripts_and_in_english(
    open_context: Callable[..., BrowserContext],
    session: dict[str, Any],
    uploaded: str,
    shoot: Callable[[Page, str], None],
) -> None:
    """Without JavaScript a mend is switched by the button, and publishing is a plain form."""
    page = open_context(storage_state=session, java_script_enabled=False).new_page()
    page.goto(f"/en/dataset/{DATASET}/resource/{uploaded}/quality/repair")
    changes = page.locator(".tomoni-repair-changes")
    expect(changes).to_contain_text("2019-05-01")
    page.get_by_role("checkbox", name=re.compile("Dates to YYYY-MM-DD")).uncheck()
    page.get_by_role("button", name="Show with these mends").click()
    expect(changes).not_to_contain_text("2019-05-01")
    expect(page.get_by_text("Publish as a new resource…")).to_be_visible()
    shoot(page, "repair-english")

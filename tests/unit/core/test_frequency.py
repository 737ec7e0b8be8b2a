"""Update frequencies as written in real catalogues."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core import frequency

WRITTEN = {
    "daily": "毎日 毎日8:30更新 日次 P1D R/P1D 市場開市日ごと",
    "weekly": "毎週 週1回 1週間ごと P1W",
    "monthly": "毎月 月次 1か月ごと １か月ごと 1ヶ月に1回 1カ月ごと １月ごと 1月ごと 一月ごと 月1回 月１回予定 1回/月 "
    "月2回 monthly P1M",
    "several_a_year": "年３回 3回/年 2か月ごと 年に数回 隔月",
    "quarterly": "四半期ごと 四半期に一回 3か月ごと ３月ごと 4回/年 年４回 P3M",
    "half_yearly": "半年ごと 年2回 1年に2回程度 ２回/年度 P6M",
    "yearly": "毎年 年次 年1回 1年ごと １年ごと 概ね一年ごと 1回/年 １回/年度 年１回（３月頃） 年1回(4月） "
    "1年 1年に1回 １年に１回 1年ごとの公開 annual P1Y 1年ごと不定期",
    "every_few_years": "５年ごと 概ね5年ごと 5年に1回 1回/3年 隔年 4年ごと 1回/6～7年 5年 選挙時ごと",
    "as_needed": "随時 不定期 変更の都度 適宜 変更時 必要に応じて 必要な都度更新 アクセスポイントの追加時 "
    "調査結果更新の都度 変更時（調査を1年に1回実施） irregular",
    "once": "公開時のみ 更新無 更新なし 更新予定なし なし 初回のみ",
    "other": "未定 ？？？ <script>",
}


@pytest.mark.parametrize(("text", "group"), [(t, g) for g, texts in WRITTEN.items() for t in texts.split()])
def test_spellings(text: str, group: str) -> None:
    """Each spelling falls into its group."""
    assert frequency.normalise(text) == group


@pytest.mark.parametrize("text", [None, "", "　", "()"])
def test_nothing_said(text: str | None) -> None:
    """A blank frequency has no group."""
    assert frequency.normalise(text) in ("", "other")


def test_labels() -> None:
    """Every group has a name in both languages; another value is shown as it is."""
    assert frequency.label("yearly", "ja") == "毎年"
    assert frequency.label("yearly", "en") == "Yearly"
    assert frequency.label("?", "ja") == "?"
    assert all(ja and en for ja, en in frequency.GROUPS.values())
    assert all(group in frequency.GROUPS for group in WRITTEN)


@pytest.mark.parametrize(
    ("text", "days"),
    [("毎日", 1), ("毎年", 366), ("年1回（4月頃）", 365), ("3か月ごと", 91.2), ("P1M", 30.4), ("四半期ごと", 92),
     ("数年ごと", 1827), ("隔月", 183), ("随時", None), ("更新なし", None), ("未定", None), ("", None), (None, None)],
)  # fmt: skip
def test_days(text: str | None, days: float | None) -> None:
    """How long until the next update, where the words promise one."""
    assert frequency.days(text) == (None if days is None else pytest.approx(days))

"""更新頻度 as people write it, grouped so that it can be searched by. No CKAN here.

Municipal catalogues hold free text: the Tokyo catalogue of 2022 has 120 spellings on 4,637 datasets (年1回, 1回/年,
１年ごと, 概ね一年ごと, 年１回（４月頃） …). The raw text stays in the dataset; only the group is indexed.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["GROUPS", "days", "label", "normalise"]

GROUPS: dict[str, tuple[str, str]] = {
    "daily": ("毎日", "Daily"),
    "weekly": ("毎週", "Weekly"),
    "monthly": ("毎月", "Monthly"),
    "several_a_year": ("年に数回", "Several times a year"),
    "quarterly": ("四半期ごと", "Quarterly"),
    "half_yearly": ("半年ごと", "Every half year"),
    "yearly": ("毎年", "Yearly"),
    "every_few_years": ("数年ごと", "Every few years"),
    "as_needed": ("随時・不定期", "As needed"),
    "once": ("更新なし", "Never updated"),
    "other": ("その他", "Other"),
}

_LONGEST = {
    "daily": 1.0, "weekly": 7.0, "monthly": 31.0, "several_a_year": 183.0, "quarterly": 92.0, "half_yearly": 183.0,
    "yearly": 366.0, "every_few_years": 1827.0,
}  # fmt: skip

_BRACKETED = re.compile(r"[(\[【].*?[)\]】]")
_FILLER = re.compile(r"概ね|おおむね|おおよそ|約|原則|(?<!不)定期(?:的に?)?|データ|予定|程度|頃|\s")
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_UNIT = r"(日|週間?|(?:[かヶケカｹ箇ヵ]?月間?)|年度?間?)"
_TIMES_PER = re.compile(rf"(\d+)回/(\d*)(?:[~-]\d+)?{_UNIT}")
_PER_TIMES = re.compile(rf"(\d*)(?:[~-]\d+)?{_UNIT}(?:に|あたり|毎に|ごとに)?(\d+)(?:[~-]\d+)?回")
_EVERY = re.compile(rf"(\d+)(?:[~-]\d+)?{_UNIT}(?:ごと|毎|おき|間隔)?")
_ISO = re.compile(r"(?:R\d*/)?P(\d+)([DWMY])")
_DAYS = {"日": 1.0, "週": 7.0, "月": 30.4, "年": 365.0, "D": 1.0, "W": 7.0, "M": 30.4, "Y": 365.0}
_WORDS: tuple[tuple[str, str], ...] = (
    (r"更新(?:は)?(?:予定)?(?:無|な)|^なし$|^無し?$|(?:公開|初回|登録|作成)時?のみ|1度のみ|never|not ?planned", "once"),
    (
        r"随時|不定期|都度|適宜|必要に応じ|必要時|変更[がの]?(?:あ|時)|更新時|追加時|改正時|irreg|as_?needed|unscheduled",
        "as_needed",
    ),
    (r"隔年|数年|biennial|triennial|選挙", "every_few_years"),
    (r"[4四]半期|quarter", "quarterly"),
    (r"半年|半期|上半期|biannual|semi_?annual", "half_yearly"),
    (r"隔月|年に?数回|bimonthly", "several_a_year"),
    (r"毎日|日ごと|日次|日々|毎時|リアルタイム|市場開市日|daily|hourly|cont(?:inuous)?$", "daily"),
    (r"毎週|週次|weekly", "weekly"),
    (r"毎月|月次|monthly", "monthly"),
    (r"毎年|年次|毎年度|annual|yearly", "yearly"),
)


def normalise(text: str | None) -> str:
    """The group of a written frequency; ``other`` when it says something else, an empty string when it says nothing."""
    plain = _plain(text or "")
    if not plain:
        return ""
    days = _interval(plain)
    if days is not None:
        return _group(days)
    return next((group for words, group in _WORDS if re.search(words, plain, re.IGNORECASE)), "other")


def days(text: str | None) -> float | None:
    """Days between two updates of a written frequency; None where it promises none (as needed, never, other words).

    Of a group that spans several intervals it is the longest: nobody is called late who may be on time.
    """
    exact = _interval(_plain(text or ""))
    return exact if exact is not None else _LONGEST.get(normalise(text))


def label(group: str, language: str) -> str:
    """The group's name in Japanese or English; the value itself when it is no group."""
    ja, en = GROUPS.get(group, (group, group))
    return ja if language == "ja" else en


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("〜", "~").strip()
    bare = _FILLER.sub("", _BRACKETED.sub("", text)).translate(_KANJI)
    return bare or _FILLER.sub("", text).translate(_KANJI)


def _interval(plain: str) -> float | None:
    """Days between two updates, where the text gives a number."""
    if iso := _ISO.search(plain):
        return int(iso[1]) * _DAYS[iso[2]]
    if found := _TIMES_PER.search(plain):
        return int(found[2] or 1) * _unit(found[3]) / max(int(found[1]), 1)
    if found := _PER_TIMES.search(plain):
        return int(found[1] or 1) * _unit(found[2]) / max(int(found[3]), 1)
    if found := _EVERY.match(plain):
        return int(found[1]) * _unit(found[2])
    return None


def _unit(text: str) -> float:
    return next(days for unit, days in _DAYS.items() if unit in text)


def _group(days: float) -> str:
    bounds = ((4, "daily"), (10, "weekly"), (45, "monthly"), (80, "several_a_year"), (100, "quarterly"))
    longer = ((150, "several_a_year"), (250, "half_yearly"), (540, "yearly"))
    return next((group for bound, group in (*bounds, *longer) if days < bound), "every_few_years")

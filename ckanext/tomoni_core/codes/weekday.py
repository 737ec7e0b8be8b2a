"""利用可能曜日: the characters 月火水木金土日 in that order, without 曜日 and without separators, or DS-441's codes.

The codes are digits (``12345``, Monday is 1) or, for repeats, weeks and English initials (``0We`` every Wednesday,
``13Mo`` first and third Monday, ``6Fr`` last Friday). Public holidays (祝) have no place in the system: they go to the
remarks.
"""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = ["BAD", "DAYS", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "normalise", "problem"]

SLUG = "weekday"
TITLE_JA = "曜日"
TITLE_EN = "Days of the week"
DAYS = "月火水木金土日"
GOOD = ("月火水木金土日", "月火水木金", "土日", "水", "12345", "0We", "14Tu4Th")
BAD = {
    "日月火": "wrong_order",
    "月曜日": "with_youbi",
    "月～金": "range",
    "月曜日から金曜日": "range",
    "月・水・金": "separated",
    "月、水、金曜日": "separated",
    "月月火": "repeated",
    "毎日": "word",
    "平日": "word",
    "月火水木金祝": "holiday_in_cell",
    "第2月曜日休み": "not_weekdays",
}

_PLAIN = re.compile("".join(f"{day}?" for day in DAYS))
_CODES = re.compile(r"1?2?3?4?5?6?7?|(?:[0-7]+(?:Mo|Tu|We|Th|Fr|Sa|Su))+")
_WORDS = {"毎日": DAYS, "年中無休": DAYS, "全日": DAYS, "平日": DAYS[:5], "土日": DAYS[5:]}
_RANGE = re.compile(rf"([{DAYS}])(?:~|〜|-|から)([{DAYS}])")


def normalise(value: object) -> str | None:
    """The days in order when their spelling is all that is wrong, else None (平日 says nothing about holidays)."""
    text = plain(as_text(value))
    if text and _CODES.fullmatch(text):
        return text
    text = _RANGE.sub(lambda m: _span(m[1], m[2]), re.sub("曜日?", "", text))
    text = re.sub(r"[・,、/\s]", "", text)
    if not text or set(text) - set(DAYS) or len(set(text)) != len(text):
        return None
    return "".join(day for day in DAYS if day in text)


def _span(first: str, last: str) -> str:
    start, end = DAYS.index(first), DAYS.index(last)
    return DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1]


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as days of the week; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or _PLAIN.fullmatch(raw):
        return None
    text, mended = plain(raw), normalise(raw)
    if mended == raw:
        return None
    if text in _WORDS:
        return _say("word", raw, "は曜日で書いてください。", "should name the days.", _WORDS[text])
    if "祝" in text:
        ja, en = "に祝日があります。祝日は特記事項の列に書いてください。", "names holidays: put them into the remarks."
        return _say("holiday_in_cell", raw, ja, en)
    if mended is None:
        bare = re.sub(r"曜日?|[・,、/\s]", "", text)
        if bare and not set(bare) - set(DAYS):
            return _say("repeated", raw, "に同じ曜日が重なっています。", "names a day twice.")
        return _say("not_weekdays", raw, "は曜日の並びではありません。", "is no list of days.")
    return _spelling(raw, text, mended)


def _spelling(raw: str, text: str, mended: str) -> Problem:
    if _RANGE.search(re.sub("曜日?", "", text)):
        return _say("range", raw, "は曜日を並べて書いてください。", "should name every day.", mended)
    if re.search(r"[・,、/\s]", text):
        return _say("separated", raw, "に区切りは不要です。", "needs no separators.", mended)
    if "曜" in text:
        return _say("with_youbi", raw, "の「曜日」は不要です。", "needs no 曜日.", mended)
    return _say("wrong_order", raw, "は月曜日から順に書いてください。", "should start from Monday.", mended)


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

"""日付: ISO 8601 as DS-441 asks (``2023-04-01``), and what files hold instead: 和暦, 年月日, slashes, serial numbers.

The beginnings of the eras come from japanera. A year alone (``2023``) and a month (``2023-04``) are good, and ``99``
stands for an unknown month or day. 令和元年4月1日, a day that was still 平成, is understood and reported.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from japanera import ERA_DATA_GENERAL, Era

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "Parsed", "normalise", "parse", "problem", "to_wareki"]

SLUG = "date"
TITLE_JA = "日付（西暦・和暦）"
TITLE_EN = "Date (Western or Japanese era)"
GOOD = ("2023-04-01", "2023-04", "2023", "2024-02-29", "2023-04-99")
BAD = {
    "令和5年4月1日": "japanese_era",
    "令和元年5月1日": "japanese_era",
    "R5.4.1": "japanese_era",
    "H31.4.30": "japanese_era",
    "Ｓ６０／１／２": "japanese_era",
    "令和五年四月一日": "japanese_era",
    "㋿5年4月": "japanese_era",
    "平成27年": "japanese_era",
    "令和5年（2023年）4月1日": "japanese_era",
    "2023年（令和4年）4月1日": "years_disagree",
    "平成31年5月1日": "era_boundary",
    "令和元年4月1日": "era_boundary",
    "令和5年度": "fiscal_year",
    "2023年4月1日": "not_iso",
    "2023/4/1": "not_iso",
    "2023-4-1": "not_iso",
    "20230401": "not_iso",
    "2023年4月1日(土)": "not_iso",
    "2023-04-01 00:00:00": "has_time",
    "2023-02-30": "no_such_date",
    "令和5年13月1日": "no_such_date",
    "5/1/2023": "ambiguous_order",
    "5/31/2023": "not_iso",
    "45017": "spreadsheet_serial",
    "未定": "not_a_date",
}

_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_ERA_NAME = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\.?"
_SEP_Y, _SEP_M = r"\s*(?:年|[./-])\s*", r"\s*(?:月|[./-])\s*"
_TAIL = rf"(?:{_SEP_Y}(?:(?P<month>\d{{1,2}})(?:月|{_SEP_M}(?P<day>\d{{1,2}})日?)?)?)?"
_ERA_YEAR = r"(?P<year>元|\d{1,2})"
_ERA = re.compile(rf"{_ERA_NAME}\s*{_ERA_YEAR}{_TAIL}")
_MIXED = re.compile(r"^([^()]{1,6}?)年?\s*\(([^()]{1,6}?)年?\)\s*年?")
_WEST = re.compile(rf"(?P<west>\d{{4}})年?\s*\({_ERA_NAME}\s*{_ERA_YEAR}年?\){_TAIL}")
_WEST = re.compile(rf"(?P<west>\d{{4}}){_TAIL}")
_COMPACT = re.compile(r"(?P<west>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_PATTERNS = (_ERA, _COMPACT, _WEST)
_LAST_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WEEKDAY = re.compile(r"\s*\([月火水木金土日](?:曜日?)?(?:[・,]?祝日?)?\)$")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_KANJI = re.compile(r"[〇一二三四五六七八九十]+")
_SERIALS = range(20000, 60000)
_EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Parsed:
    """A date read: ISO text, the era it was written in (if any), and whether that era held that day."""

    iso: str
    era: str | None = None
    within_era: bool = True
    years_agree: bool = True


@cache
def _eras() -> dict[str, Era]:
    """The five eras since 1868, under their names, first characters and initials."""
    eras: dict[str, Era] = {}
    for era in ERA_DATA_GENERAL:
        if era.since.year >= 1868:
            eras |= {era.kanji: era, era.kanji[0]: era, era.english[0]: era}
    return eras


def parse(value: str) -> Parsed | None:
    """Read a date, month or year in any of the spellings above; None when it is none or does not exist.

    ``5/1/2023`` is no date here: nothing says which of the two is the month.
    """
    text, second = _split_mixed(_prepare(value))
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            parsed = _from_parts(match.groupdict())
            return parsed and _with_second(parsed, second)
    return _from_last_year(text)


def _split_mixed(text: str) -> tuple[str, str]:
    """令和5年(2023年)4月1日 as 令和5年4月1日 and 2023."""
    match = _MIXED.match(text)
    return (f"{match[1]}年{text[match.end() :]}", match[2]) if match else (text, "")


def _with_second(parsed: Parsed, second: str) -> Parsed | None:
    if not second:
        return parsed
    other = parse(second)
    if other is None:
        return None
    return replace(parsed, era=parsed.era or other.era, years_agree=other.iso == parsed.iso[:4])


def _prepare(value: str) -> str:
    text = _WEEKDAY.sub("", plain(value))
    return _KANJI.sub(lambda m: _number(m[0]), text) if re.search(r"[年月日]", text) else text


def _number(kanji: str) -> str:
    digits = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")}
    if "十" not in kanji:
        return "".join(digits[c] for c in kanji)
    tens, _, ones = kanji.partition("十")
    return f"{digits.get(tens, '1')}{digits.get(ones, '0')}"


def _from_parts(parts: dict[str, str | None]) -> Parsed | None:
    era = _eras()[str(parts["era"]).upper()] if parts.get("era") else None
    if era:
        year = era.since.year + (1 if parts["year"] == "元" else int(parts["year"] or 0)) - 1
    else:
        year = int(parts["west"] or 0)
    iso = _iso(year, parts["month"], parts["day"])
    if iso is None or parts.get("year") in ("0", "00"):
        return None
    return Parsed(iso, era.kanji if era else None, era is None or _within(era, iso))


def _from_last_year(text: str) -> Parsed | None:
    match = _LAST_YEAR.fullmatch(text)
    if not match:
        return None
    first, second, year = match.groups()
    readings = {_iso(int(year), first, second), _iso(int(year), second, first)} - {None}
    return Parsed(readings.pop() or "") if len(readings) == 1 else None


def _iso(year: int, month: str | None, day: str | None) -> str | None:
    if not 1000 <= year <= 9999:
        return None
    if month is None:
        return f"{year:04}"
    unknown = month == "99" or day == "99"
    try:
        dt.date(year, 1 if month == "99" else int(month), 1 if unknown or day is None else int(day))
    except ValueError:
        return None
    return f"{year:04}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _within(era: Era, iso: str) -> bool:
    """Whether the era held the day (or some day of the month or year)."""
    since, until = era.since.isoformat(), (era.until - dt.timedelta(days=1)).isoformat() if era.until else "9999"
    return since[: len(iso)] <= iso <= until[: len(iso)]


def normalise(value: object) -> str | None:
    """ISO text of what leaves no doubt, else None."""
    parsed = parse(_TIME.sub("", plain(as_text(value))))
    return parsed.iso if parsed and parsed.years_agree else None


def to_wareki(iso: str) -> str:
    """``2023-04-01`` as ``令和5年4月1日``; of a month or a year, the era of its last day.

    Raises ValueError for anything but an ISO date since 1868.
    """
    last_day = iso + "-12-31"[len(iso) - 10 :] if len(iso) < 10 else iso
    eras = [era for era in set(_eras().values()) if era.since.isoformat() <= last_day]
    if not _ISO.fullmatch(iso) or not eras:
        raise ValueError(f"an ISO date since 1868 expected, got {iso!r}")
    era = max(eras, key=lambda era: era.since)
    year, *rest = (int(part) for part in iso.split("-"))
    number = "元" if year == era.since.year else str(year - era.since.year + 1)
    return f"{era.kanji}{number}年" + "".join(f"{n}{unit}" for n, unit in zip(rest, "月日", strict=False))


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a date; None for ISO text and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or _plainly_good(raw):
        return None
    text = plain(raw)
    parsed = parse(raw)
    if parsed:
        return None if parsed.iso == raw and _ISO.fullmatch(raw) else _judge(raw, parsed)
    if _TIME.search(text) and normalise(raw):
        return _say(
            "has_time",
            raw,
            "に時刻があります。日付だけにしてください。",
            "holds a time: write the date only.",
            normalise(raw),
        )
    return _unread(raw, _prepare(raw))


def _plainly_good(raw: str) -> bool:
    """Most cells of a good column: a whole ISO date, no need to look closer."""
    if len(raw) != 10 or not _ISO.fullmatch(raw):
        return False
    try:
        return dt.date.fromisoformat(raw).year >= 1000
    except ValueError:
        return False


def _judge(raw: str, parsed: Parsed) -> Problem:
    if not parsed.years_agree:
        return _say("years_disagree", raw, "の西暦と和暦が合いません。", "names two different years.")
    if not parsed.within_era:
        ja, en = f"は{parsed.era}の期間外です。", f"lies outside {parsed.era}."
        return _say("era_boundary", raw, ja, en, parsed.iso)
    if parsed.era:
        return _say(
            "japanese_era",
            raw,
            "は和暦です。西暦で保存してください(DS-441)。",
            "is of a Japanese era (DS-441).",
            parsed.iso,
        )
    return _say("not_iso", raw, "はYYYY-MM-DDの形式ではありません。", "is not written YYYY-MM-DD.", parsed.iso)


def _unread(raw: str, text: str) -> Problem:
    if re.fullmatch(r"(?:\d{4}|[^\d\s]{1,2}(?:元|\d{1,2}))年度", text):
        return _say("fiscal_year", raw, "は年度です。日付の列には日付を入れてください。", "is a fiscal year, no date.")
    if _LAST_YEAR.fullmatch(text):
        return _say("ambiguous_order", raw, "は月と日の順がわかりません。", "may be month first or day first.")
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIALS:
        date = (_EPOCH + dt.timedelta(days=int(text))).isoformat()
        return _say(
            "spreadsheet_serial", raw, "は表計算ソフトの日付の通し番号です。", "is a spreadsheet's serial number.", date
        )
    if any(pattern.fullmatch(_split_mixed(text)[0]) for pattern in _PATTERNS):
        return _say("no_such_date", raw, "は存在しない日付です。", "is no day of the calendar.")
    return _say("not_a_date", raw, "は日付ではありません。", "is no date.")


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

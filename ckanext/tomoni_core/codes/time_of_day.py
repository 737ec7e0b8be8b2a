"""時刻: ``HH:MM`` (seconds allowed) by the 24-hour clock, zero-padded (DS-441). ``24:00`` is the end of the day."""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "normalise", "problem"]

SLUG = "time"
TITLE_JA = "時刻"
TITLE_EN = "Time of day"
GOOD = ("09:00", "17:30", "00:00", "24:00", "18:10:50")
BAD = {
    "9:00": "not_padded",
    "９：００": "not_half_width",
    "午後5時30分": "words",
    "17時": "words",
    "正午": "words",
    "午前9:00": "words",
    "5:30 PM": "words",
    "25:00": "no_such_time",
    "09:60": "no_such_time",
    "9:00～17:00": "range",
    "0.375": "spreadsheet_fraction",
    "24時間": "not_a_time",
    "随時": "not_a_time",
}

_PLAIN = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{1,2})(?::(?P<s>\d{1,2}))?")
_WORDS = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<h>\d{1,2})(?:時(?!間)|:)\s*(?:(?P<m>\d{1,2}|半)分?)?\s*(?P<tail>AM|PM)?",
    re.I,
)


def normalise(value: object) -> str | None:
    """``HH:MM`` or ``HH:MM:SS`` of what leaves no doubt, else None."""
    text = plain(as_text(value))
    if text == "正午":
        return "12:00"
    match = _CLOCK.fullmatch(text) or _WORDS.fullmatch(text)
    return _clock(match.groupdict()) if match else None


def _clock(parts: dict[str, str | None]) -> str | None:
    hour, minute = int(parts["h"] or 0), 30 if parts["m"] == "半" else int(parts["m"] or 0)
    half = (parts.get("half") or parts.get("tail") or "").upper()
    if half and hour > 12:
        return None
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    if half in ("午前", "AM") and hour == 12:
        hour = 0
    seconds = parts.get("s")
    second = int(seconds) if seconds else None
    if hour > 24 or minute > 59 or (second or 0) > 59 or (hour == 24 and (minute or second)):
        return None
    return f"{hour:02}:{minute:02}" + ("" if second is None else f":{second:02}")


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a time of day; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or _PLAIN.fullmatch(raw):
        return None
    text, mended = plain(raw), normalise(raw)
    if mended == raw:
        return None
    if mended is None:
        return _unread(raw, text)
    if not _CLOCK.fullmatch(text):
        return _say("words", raw, "はHH:MMの形式で書いてください。", "should be written HH:MM.", mended)
    if text != raw:
        return _say(
            "not_half_width", raw, "に全角文字や空白があります。", "has full-width characters or blanks.", mended
        )
    return _say("not_padded", raw, "は2桁ずつ書いてください(DS-441)。", "should have two digits each (DS-441).", mended)


def _unread(raw: str, text: str) -> Problem:
    if re.fullmatch(r"0?\.\d+", text):
        minutes = round(float(text) * 1440)
        ja, en = "は表計算ソフトの時刻の内部値です。", "is a spreadsheet's inner value."
        return _say("spreadsheet_fraction", raw, ja, en, f"{minutes // 60:02}:{minutes % 60:02}")
    if re.search(r"\d\s*(?:~|〜|-|から)\s*\S*\d", text):
        ja, en = "は時間帯です。開始と終了を別の列に分けてください。", "is a span: use two columns."
        return _say("range", raw, ja, en)
    if _CLOCK.fullmatch(text) or _WORDS.fullmatch(text):
        return _say("no_such_time", raw, "は存在しない時刻です。", "is no time of day.")
    return _say("not_a_time", raw, "は時刻ではありません。", "is no time.")


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

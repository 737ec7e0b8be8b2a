"""町字ID of the Address Base Registry: seven digits, four for 大字・町, three for 丁目・小字; often 0008-001."""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Level, Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "normalise", "problem"]

SLUG = "town_id"
TITLE_JA = "町字ID"
TITLE_EN = "Town ID"
GOOD = ("0008001", "0002002")
BAD = {"0008-001": "hyphen", "8001": "lost_zero", "００08001": "not_half_width", "青葉町": "not_seven_digits"}


def normalise(value: object) -> str | None:
    """Seven digits when width, the hyphen or ``.0`` is all that is wrong, else None."""
    digits = re.sub(r"(?<=^\d{4})-(?=\d{3}$)|\.0$", "", plain(as_text(value)))
    return digits if re.fullmatch(r"[0-9]{7}", digits) else None


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a town ID; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or re.fullmatch(r"[0-9]{7}", raw):
        return None
    digits = normalise(raw)
    if digits and re.fullmatch(r"[0-9]{4}-[0-9]{3}", raw):
        return _say("hyphen", raw, "はハイフンなしの7桁で書きます。", "is written without a hyphen.", digits, "notice")
    if digits:
        return _say(
            "not_half_width", raw, "に全角文字や空白があります。", "has full-width characters or blanks.", digits
        )
    bare = plain(raw)
    if re.fullmatch(r"[0-9]{4,6}", bare):
        return _say(
            "lost_zero", raw, "は先頭の0が落ちている可能性があります。", "may have lost leading zeros.", bare.zfill(7)
        )
    return _say("not_seven_digits", raw, "は7桁の数字ではありません。", "is not seven digits.")


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None, level: Level = "error") -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion, level)

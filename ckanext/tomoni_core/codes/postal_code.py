"""郵便番号: seven digits. DS-443 recommends them without a hyphen; most cities write 999-9999, understood too."""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Level, Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "normalise", "problem"]

SLUG = "postal_code"
TITLE_JA = "郵便番号"
TITLE_EN = "Postal code"
GOOD = ("7608571", "0600001")
BAD = {
    "760-8571": "hyphen",
    "〒760-8571": "mark",
    "７６０－８５７１": "not_half_width",
    "600001": "lost_zero",
    "760": "not_seven_digits",
    "76085711": "not_seven_digits",
    "0000000": "placeholder",
    "高松市": "not_seven_digits",
}


def normalise(value: object) -> str | None:
    """Seven digits without hyphen when width, 〒 and hyphens are all that differs, else None."""
    digits = _bare(as_text(value))
    return digits if re.fullmatch(r"[0-9]{7}", digits) and int(digits) else None


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a postal code. A hyphen in its place is a notice only."""
    raw = as_text(value)
    if not raw.strip() or (re.fullmatch(r"[0-9]{7}", raw) and int(raw)):
        return None
    digits = normalise(raw)
    if digits:
        return _decorated(raw, digits)
    bare = _bare(raw)
    if re.fullmatch(r"0{7}", bare):
        return _say(
            "placeholder", raw, "は実在しない番号です。空欄にしてください。", "is no real code: leave the cell blank."
        )
    if re.fullmatch(r"[0-9]{6}", bare):
        return _say(
            "lost_zero", raw, "は先頭の0が落ちている可能性があります。", "may have lost its leading zero.", "0" + bare
        )
    return _say("not_seven_digits", raw, "は7桁の数字ではありません。", "is not seven digits.")


def _bare(text: str) -> str:
    return re.sub(r"[〒\s]|(?<=^\d{3})-(?=\d{4}$)|\.0$", "", re.sub(r"[〒\s]", "", plain(text)))


def _decorated(raw: str, digits: str) -> Problem:
    if re.fullmatch(r"[0-9]{3}-[0-9]{4}", raw):
        ja, en = "はハイフンなしの7桁が推奨です(DS-443)。", "is better written without a hyphen (DS-443)."
        return _say("hyphen", raw, ja, en, digits, "notice")
    if "〒" in raw:
        return _say("mark", raw, "の〒は不要です。", "needs no 〒.", digits)
    return _say("not_half_width", raw, "に全角文字や空白があります。", "has full-width characters or blanks.", digits)


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None, level: Level = "error") -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion, level)

"""法人番号: thirteen digits, the first of which checks the twelve behind it.

Check digit (財務省令 平成26年第70号 第2条): the twelve digits counted from the right, odd places once and even places
twice, summed; nine less the remainder by nine. It is never zero, so no leading zero can be lost.
"""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain, spreadsheet_number

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "check_digit", "is_valid", "normalise", "problem"]

SLUG = "corporate_number"
TITLE_JA = "法人番号"
TITLE_EN = "Corporate number"
GOOD = ("1000020372013", "9000020011002", "8000020130001")
BAD = {
    "4.00E+12": "scientific",
    "000020372013": "no_check_digit",
    "2000020372013": "wrong_check_digit",
    "T1000020372013": "invoice_number",
    "1-0000-2037-2013": "separated",
    "１００００２０３７２０１３": "not_half_width",
    "1000020372013.0": "number_typed",
    "100002037201": "no_check_digit",
    "高松市": "not_thirteen_digits",
    "12345": "not_thirteen_digits",
}


def check_digit(twelve: str) -> str:
    """The check digit that goes before twelve digits. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{12}", twelve):
        raise ValueError(f"twelve digits expected, got {twelve!r}")
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def is_valid(number: str) -> bool:
    """Whether these are thirteen half-width digits whose check digit fits."""
    return bool(re.fullmatch(r"[0-9]{13}", number)) and check_digit(number[1:]) == number[0]


def normalise(value: object) -> str | None:
    """Thirteen digits when width, separators, ``T`` or ``.0`` are all that is wrong, else None."""
    digits = _bare(plain(as_text(value)))
    return digits if is_valid(digits) else None


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a corporate number; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or is_valid(raw):
        return None
    text = plain(raw)
    if spreadsheet_number(text):
        return _say("scientific", raw, "が指数表示になり、桁が失われています。", "lost its digits to a spreadsheet.")
    digits = _bare(text)
    if is_valid(digits):
        return _decorated(raw, text, digits)
    if re.fullmatch(r"[0-9]{13}", digits):
        return _say(
            "wrong_check_digit", raw, "の検査数字(先頭の1桁)が合いません。", "has a check digit that does not fit."
        )
    if re.fullmatch(r"[0-9]{12}", digits):
        ja, en = (
            "は12桁です。会社法人等番号なら先頭に検査数字が要ります。",
            "has twelve digits: its check digit is missing.",
        )
        return _say("no_check_digit", raw, ja, en, check_digit(digits) + digits)
    return _say("not_thirteen_digits", raw, "は13桁の数字ではありません。", "is not thirteen digits.")


def _bare(text: str) -> str:
    return re.sub(r"[-,\s]|\.0+$", "", text.removeprefix("T"))


def _decorated(raw: str, text: str, digits: str) -> Problem:
    if text.startswith("T"):
        ja, en = (
            "は適格請求書発行事業者の登録番号です。先頭のTを除いてください。",
            "is an invoice registration number: drop the T.",
        )
        return _say("invoice_number", raw, ja, en, digits)
    if text.endswith(".0"):
        return _say(
            "number_typed",
            raw,
            "は数値になっています。文字列で入れてください。",
            "is a number: codes are text.",
            digits,
        )
    if text != digits:
        return _say("separated", raw, "に区切りがあります。", "has separators.", digits)
    return _say("not_half_width", raw, "に全角の数字があります。", "has full-width digits.", digits)


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

"""電話番号, as DS-445 writes it: half-width, ``-`` between the parts, the area code alone in parentheses if at all.

The extension has a column of its own, no （代表） stands in the cell, several numbers are joined by " / ". Mobile and
free-dial numbers take hyphens only. Short numbers (110, 119, 188 …, ``#7119``) are numbers too.
"""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "normalise", "problem"]

SLUG = "phone"
TITLE_JA = "電話番号"
TITLE_EN = "Telephone number"
GOOD = (
    "087-839-2011",
    "(03)5253-5111",
    "(0460)85-7700",
    "0120-279-338",
    "090-1234-5678",
    "050-3205-0000",
    "+81 (03)5253-5111",
    "+81 3-5253-5111",
    "087-839-2011 / 087-839-2012",
    "119",
    "#7119",
)
BAD = {
    "０８７－８３９－２０１１": "not_half_width",
    "087‐839‐2011": "wrong_dash",
    "087-839-2011 ": "blanks",
    "087-839-2011（代表）": "remark_in_cell",
    "087-839-2011（内線2345）": "extension_in_cell",
    "087-839-2011、087-839-2012": "wrong_joint",
    "87-839-2011": "lost_zero",
    "0878392011": "no_separator",
    "087-839-201": "wrong_length",
    "090-1234-567": "wrong_length",
    "(087)(839)2011": "wrong_form",
    "市民課": "not_a_number",
}

_EXTENSION = re.compile(r"[\s(]*(?:内線|ext\.?)\s*[\d ,/・~-]*\)?", re.IGNORECASE)
_REMARK = re.compile(r"[\s(]*(?:代表|直通|代|直)\)?|^(?:tel|電話)[.:\s]*", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?: / |[、,;/・\n]|または|又は)\s*")
_ELEVEN = re.compile(r"^(?:0[25-9]0|0800)")
_DOMESTIC = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|\(0\d{1,5}\)\d{1,4}-\d{3,4}|0\d{3,5}-\d{4,6}|0\d{5}-\d{4}")
_WORLD = re.compile(r"\+[1-9]\d{0,2}[ -]\(?\d{1,5}\)?[ -]?\d{1,4}(?:-\d{1,4})+")
_SHORT = re.compile(r"1\d\d|#\d{4}|188\d?")


def normalise(value: object) -> str | None:
    """The number(s) as DS-445 has them, when the separators can be told, else None; extensions are never dropped."""
    text = plain(as_text(value))
    if _EXTENSION.search(text) or not text:
        return None
    parts = [_one(part) for part in _JOINT.split(_REMARK.sub("", text)) if part]
    return " / ".join(part for part in parts if part) if parts and all(parts) else None


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a telephone number; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or all(_good(part) for part in raw.split(" / ")):
        return None
    text = plain(raw)
    if _EXTENSION.search(text):
        ja, en = (
            "に内線番号があります。内線番号の列に移してください。",
            "holds an extension: move it to its own column.",
        )
        return _say("extension_in_cell", raw, ja, en, normalise(_EXTENSION.sub("", text)))
    mended = normalise(raw)
    if mended:
        return _decorated(raw, text, mended)
    return _broken(raw, re.sub(r"\D", "", text), text)


def _decorated(raw: str, text: str, mended: str) -> Problem:
    if _REMARK.search(text):
        return _say("remark_in_cell", raw, "の注記は別の列に移してください。", "holds a remark: move it out.", mended)
    if " / " in mended and " / " not in raw:
        return _say(
            "wrong_joint",
            raw,
            "は複数の番号です。「 / 」で区切ってください。",
            "holds several numbers: join by “ / ”.",
            mended,
        )
    if text == raw:
        return _say(
            "wrong_form",
            raw,
            "の区切りが標準(DS-445)と違います。",
            "is separated otherwise than DS-445 has it.",
            mended,
        )
    if raw.strip() == text:
        return _say("blanks", raw, "の前後に空白があります。", "has blanks around it.", mended)
    if re.search(r"[０-９（）]", raw):
        return _say("not_half_width", raw, "に全角文字があります。", "has full-width characters.", mended)
    return _say("wrong_dash", raw, "の区切りが半角ハイフンではありません。", "is not separated by hyphens.", mended)


def _broken(raw: str, digits: str, text: str) -> Problem:
    if not digits or re.search(r"[^\d()+\-\s./,、]", text):
        return _say("not_a_number", raw, "は電話番号ではありません。", "is no telephone number.")
    if not digits.startswith("0") and _good("0" + text):
        return _say("lost_zero", raw, "は先頭の0が落ちています。", "has lost its leading zero.", "0" + text)
    if not _length_fits(digits):
        return _say("wrong_length", raw, "の桁数が合いません。", "has too few or too many digits.")
    if digits == text:
        ja, en = (
            "に区切りがありません。市外局番がわかるよう「-」で区切ってください。",
            "has no separators: show the area code.",
        )
        return _say("no_separator", raw, ja, en)
    return _say("wrong_form", raw, "の区切りが標準(DS-445)と違います。", "is separated otherwise than DS-445 has it.")


def _one(text: str) -> str | None:
    text = re.sub(r"\s*-\s*", "-", text.strip())
    if _good(text):
        return text
    if re.fullmatch(r"0[25-9]0\d{8}", text):
        return f"{text[:3]}-{text[3:7]}-{text[7:]}"
    if re.fullmatch(r"0(?:120|570)\d{6}", text):
        return f"{text[:4]}-{text[4:]}"
    spaced = re.sub(r"[ .]", "-", text)
    return spaced if _good(spaced) else None


def _good(text: str) -> bool:
    if _SHORT.fullmatch(text) or _WORLD.fullmatch(text):
        return True
    return bool(_DOMESTIC.fullmatch(text)) and _length_fits(re.sub(r"\D", "", text))


def _length_fits(digits: str) -> bool:
    return len(digits) == (11 if _ELEVEN.match(digits) else 10) and digits.startswith("0")


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

"""POIコード of GIF: four digits for a kind of place (1503 小学校). Older files add a letter: ``1503a`` is allowed."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = ["BAD", "GOOD", "SLUG", "TITLE_EN", "TITLE_JA", "name_of", "names", "normalise", "problem"]

SLUG = "poi"
TITLE_JA = "POIコード"
TITLE_EN = "POI code"
GOOD = ("1503", "0101", "1503a")
BAD = {
    "101": "lost_zero",
    "１５０３": "not_half_width",
    "1503.0": "number_typed",
    "9998": "unknown_code",
    "小学校": "name_not_code",
    "学校など": "not_four_digits",
}


@cache
def names() -> dict[str, str]:
    """Every code with its Japanese name."""
    text = resources.files("ckanext.tomoni_core.codes").joinpath("data/poi.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def name_of(code: str) -> str | None:
    """The name of a code, its older letter ignored."""
    return names().get(code[:4])


def normalise(value: object) -> str | None:
    """Four digits (and a letter) of the list when width, ``.0`` or a lost zero is all that is wrong, else None."""
    text = re.sub(r"\.0$", "", plain(as_text(value))).lower()
    match = re.fullmatch(r"([0-9]{3,4})([a-z]?)", text)
    code = match[1].zfill(4) + match[2] if match else ""
    return code if name_of(code) else None


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a POI code; None for a good one and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or (re.fullmatch(r"[0-9]{4}[a-z]?", raw) and name_of(raw)):
        return None
    text = plain(raw)
    mended = normalise(raw)
    if mended:
        return _mendable(raw, text, mended)
    if re.fullmatch(r"[0-9]{3,4}[a-z]?", text):
        return _say("unknown_code", raw, "はPOIコードの一覧にありません。", "is in no list of POI codes.")
    code = next((code for code, name in names().items() if name == text), None)
    if code:
        return _say(
            "name_not_code",
            raw,
            "は名称です。4桁のコードを入れてください。",
            "is a name: write the four-digit code.",
            code,
        )
    return _say("not_four_digits", raw, "は4桁の数字ではありません。", "is not four digits.")


def _mendable(raw: str, text: str, mended: str) -> Problem:
    if text.endswith(".0"):
        return _say(
            "number_typed",
            raw,
            "は数値になっています。文字列で入れてください。",
            "is a number: codes are text.",
            mended,
        )
    if len(text) < len(mended):
        return _say("lost_zero", raw, "は先頭の0が落ちています。", "has lost its leading zero.", mended)
    return _say(
        "not_half_width", raw, "に全角文字や大文字があります。", "has full-width or capital characters.", mended
    )


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

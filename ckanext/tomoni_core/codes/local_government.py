"""全国地方公共団体コード: six digits for every prefecture, municipality and ward of a designated city.

Five digits (two of the prefecture, three of the body) and a check digit: the five weighted 6, 5, 4, 3, 2, summed, and
the last digit of eleven less the remainder by eleven (総務省). Every code of the list in ``data/`` fits the rule. Codes
whose third to fifth digits are 801 or more belong to associations of bodies (一部事務組合, 広域連合), which the list
does not hold: for them only the check digit is judged.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain, spreadsheet_number
from ckanext.tomoni_core.text import clean, fold

__all__ = [
    "BAD",
    "GOOD",
    "SLUG",
    "TITLE_EN",
    "TITLE_JA",
    "Body",
    "Kind",
    "bodies",
    "candidates",
    "check_digit",
    "find",
    "find_by_name",
    "find_prefecture",
    "is_valid",
    "municipality_of",
    "normalise",
    "problem",
]

SLUG = "local_government_code"
TITLE_JA = "全国地方公共団体コード"
TITLE_EN = "Local government code"
GOOD = ("372013", "011002", "131016", "010006", "221384", "016951")
BAD = {
    "37201": "five_digits",
    "11011": "lost_zero",
    "11002": "lost_zero",
    "372013.0": "number_typed",
    "372,013": "number_typed",
    "３７２０１３": "not_half_width",
    "372014": "wrong_check_digit",
    "379998": "wrong_check_digit",
    "990001": "no_such_prefecture",
    "372994": "unknown_body",
    "3.72E+05": "scientific",
    "高松市": "name_not_code",
    "3720": "not_six_digits",
    "12203": "ambiguous_five_digits",
}

Kind = Literal["prefecture", "designated_city", "city", "special_ward", "town", "village", "ward", "former_ward"]
_WEIGHTS = (6, 5, 4, 3, 2)
_COUNTY = re.compile(r"^(北海道|東京都|(?:京都|大阪)府|.{2,3}県)?.{1,5}?郡(?=.)")


@dataclass(frozen=True)
class Body:
    """A body of the list: ``高松市``, of 香川県, read タカマツシ, in full 香川県高松市."""

    code: str
    prefecture: str
    name: str
    kana: str
    name_full: str
    kind: Kind

    @property
    def five(self) -> str:
        """The code without its check digit, as e-Stat and JIS X 0402 write it."""
        return self.code[:5]


def check_digit(five: str) -> str:
    """The check digit of the first five digits. Raises ValueError for anything but five digits."""
    if not re.fullmatch(r"[0-9]{5}", five):
        raise ValueError(f"five digits expected, got {five!r}")
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_valid(code: str) -> bool:
    """Whether these are six half-width digits whose check digit fits; the body need not be in the list."""
    return bool(re.fullmatch(r"[0-9]{6}", code)) and check_digit(code[:5]) == code[5]


@cache
def bodies() -> tuple[Body, ...]:
    """The whole list: prefectures, municipalities, wards of designated cities, in order of code."""
    text = (
        resources.files("ckanext.tomoni_core.codes").joinpath("data/local_governments.csv").read_text(encoding="utf-8")
    )
    return tuple(Body(**row) for row in csv.DictReader(text.splitlines()))  # type: ignore[arg-type]


@cache
def _by_code() -> dict[str, Body]:
    return {body.code: body for body in bodies()}


@cache
def _by_name() -> dict[str, tuple[Body, ...]]:
    names: dict[str, list[Body]] = defaultdict(list)
    for body in sorted(bodies(), key=_yields):
        for name in {fold(name) for name in _names(body)}:
            # 天竜区 got a new code in 2024: a name in use today means today's body.
            if not _yields(body) or name not in names:
                names[name].append(body)
    return {name: tuple(found) for name, found in names.items()}


def _yields(body: Body) -> bool:
    """Whether another body of the same name comes first: former wards, and villages that publish nothing (北方領土)."""
    return body.kind == "former_ward" or "016951" <= body.code <= "017001"


def _names(body: Body) -> set[str]:
    names = {body.name, body.name_full}
    if body.kind in ("ward", "former_ward"):
        ward = body.name.split("市", 1)[1]
        names |= {ward, body.prefecture + ward}
    return names


def find(code: str) -> Body | None:
    """The body of a code of six digits (width and blanks do not matter), or of five when only one body has them."""
    return _by_code().get(normalise(code) or "")


def candidates(text: str) -> tuple[Body, ...]:
    """Every body a name may mean: ``府中市`` has two. The 郡 of a town is optional; blanks do not matter."""
    names = _by_name()
    key = clean(text[:200])
    return names.get(fold(key)) or names.get(fold(_COUNTY.sub(lambda m: m[1] or "", key)), ())


def find_by_name(text: str) -> Body | None:
    """The one body of a name, with or without its prefecture; None when no body or several have it."""
    found = candidates(text)
    return found[0] if len(found) == 1 else None


def find_prefecture(text: str) -> Body | None:
    """A prefecture by its name, also without 都府県 (``青森``)."""
    key = fold(text)
    for body in bodies():
        if body.kind == "prefecture" and key in (fold(body.name), fold(re.sub("[都府県]$", "", body.name))):
            return body
    return None


def municipality_of(body: Body) -> Body:
    """The municipality a body belongs to: the city of a ward, else the body itself."""
    if body.kind not in ("ward", "former_ward"):
        return body
    cities = (b for b in bodies() if b.kind == "designated_city" and body.name_full.startswith(b.name_full))
    return next(cities, body)


def normalise(value: object) -> str | None:
    """Six digits when the value leaves no doubt, else None.

    Full-width digits, ``.0``, a lost leading zero and a missing check digit are mended when exactly one body fits.
    """
    text = re.sub(r"\.0+$", "", plain(as_text(value)).replace(",", "").replace(" ", ""))
    if is_valid(text):
        return text if 1 <= int(text[:2]) <= 47 else None
    fits = _five_digit_readings(text)
    return fits[0] if len(fits) == 1 else None


def _five_digit_readings(text: str) -> list[str]:
    """Codes of bodies that five (or four) digits may stand for."""
    if not re.fullmatch(r"[0-9]{4,5}", text):
        return []
    readings = {"0" + text} if len(text) == 5 else set()
    padded = text.zfill(5)
    readings.add(padded + check_digit(padded))
    return sorted(code for code in readings if code in _by_code())


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a local government code; None for a good code and for a blank cell."""
    raw = as_text(value)
    if not raw.strip() or (isinstance(value, str) and raw in _by_code()):
        return None
    text = plain(raw).replace(" ", "")
    if is_valid(raw):
        return _judge_valid(raw) if isinstance(value, str) else _number_typed(raw, raw)
    if spreadsheet_number(text):
        return _say(
            "scientific", raw, "が表計算ソフトの指数表示になっています。", "was written as a large number.", None
        )
    bare = re.sub(r"\.0+$", "", text.replace(",", ""))
    if not re.fullmatch(r"[0-9]+", bare):
        return _judge_words(raw)
    if bare != text:
        return _number_typed(raw, normalise(bare))
    if len(bare) == 6:
        return _judge_six(raw, bare)
    return _judge_short(raw, bare)


def _judge_valid(code: str) -> Problem | None:
    if not 1 <= int(code[:2]) <= 47:
        return _say(
            "no_such_prefecture", code, "の上2桁は都道府県コードではありません。", "has no prefecture's number.", None
        )
    if code in _by_code() or int(code[2:5]) > 800:
        return None
    ja, en = "は現在の一覧にありません。廃止された団体のコードか確認してください。", "is in no current list: abolished?"
    return _say("unknown_body", code, ja, en, None)


def _judge_words(raw: str) -> Problem:
    body = find_by_name(raw)
    if body or candidates(raw):
        ja, en = "は団体名です。6桁のコードを入れてください。", "is a name: write the six-digit code."
        return _say("name_not_code", raw, ja, en, body.code if body else None)
    return _say("not_six_digits", raw, "は6桁の数字ではありません。", "is not six digits.", None)


def _judge_six(raw: str, bare: str) -> Problem | None:
    if not is_valid(bare):
        right = bare[:5] + check_digit(bare[:5])
        ja, en = "の検査数字(6桁目)が合いません。", "has a check digit that does not fit."
        return _say("wrong_check_digit", raw, ja, en, right if right in _by_code() else None)
    ja, en = "に全角の数字や空白があります。", "has full-width digits or blanks."
    return _say("not_half_width", raw, ja, en, bare)


def _judge_short(raw: str, bare: str) -> Problem:
    fits = _five_digit_readings(bare)
    if len(fits) > 1:
        names = "・".join(f"{code} {_by_code()[code].name}" for code in fits)
        ja, en = f"は5桁です。{names}のどちらか確認してください。", f"has five digits and fits {names}."
        return _say("ambiguous_five_digits", raw, ja, en, None)
    if fits and fits[0].startswith("0") and not bare.startswith("0"):
        return _say("lost_zero", raw, "は先頭の0が落ちています。", "has lost its leading zero.", fits[0])
    if fits:
        return _say("five_digits", raw, "は検査数字(6桁目)がありません。", "lacks its check digit.", fits[0])
    return _say("not_six_digits", raw, "は6桁の数字ではありません。", "is not six digits.", None)


def _number_typed(raw: str, suggestion: str | None) -> Problem:
    ja, en = "は数値になっています。文字列で入れてください。", "is a number: codes are text."
    return _say("number_typed", raw, ja, en, suggestion)


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

"""緯度・経度: decimal degrees of JGD2011 (EPSG:6668), six places in principle (DS-444), a column each.

The box of Japan (20–46 north, 122–154 east) holds 沖ノ鳥島 and 南鳥島 too. A pair is swapped when the latitude only
makes sense as a longitude and the other way round: the box's two sides do not overlap, so this is certain.
"""

from __future__ import annotations

import re

from ckanext.tomoni_core.codes.problem import Problem, as_text, plain

__all__ = [
    "BAD",
    "GOOD",
    "LATITUDES",
    "LONGITUDES",
    "SLUG",
    "TITLE_EN",
    "TITLE_JA",
    "decimals",
    "is_swapped",
    "latitude_problem",
    "longitude_problem",
    "normalise",
    "pair_problem",
    "problem",
    "to_decimal",
]

SLUG = "coordinates"
TITLE_JA = "緯度・経度"
TITLE_EN = "Latitude and longitude"
LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)
GOOD = ("34.342789", "134.046574", "43.06", "35")
BAD = {
    "34度20分34.0秒": "degrees_minutes_seconds",
    "北緯34°20′34″": "degrees_minutes_seconds",
    "34.20.34.5": "degrees_minutes_seconds",
    "３４．３４２７８９": "not_half_width",
    "N34.342789": "decorated",
    "34.342789度": "decorated",
    "34.342789, 134.046574": "two_values",
    "0": "outside_japan",
    "-34.342789": "outside_japan",
    "34342789": "outside_japan",
    "高松市役所": "not_a_number",
}

_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]{2,3}(?:\.[0-9]+)?")
_MARKS = re.compile(r"^(?:北緯|東経|緯度|経度|[NE])[:\s]*|\s*(?:[NE]|度|°)$", re.IGNORECASE)
_DMS = re.compile(r"""(\d{1,3})\s*[度°]\s*(\d{1,2})\s*[分'′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:秒|["″”]|[′'’]{2})?)?""")
_DOTTED = re.compile(r"(\d{2,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)")


def to_decimal(value: object) -> float | None:
    """Degrees as a number, from decimals or from degrees, minutes and seconds; None when it is neither."""
    text = _MARKS.sub("", plain(as_text(value)))
    if _DECIMAL.fullmatch(text):
        return float(text)
    parts = _sexagesimal(plain(as_text(value)))
    if not parts or parts[1] >= 60 or parts[2] >= 60:
        return None
    return round(parts[0] + parts[1] / 60 + parts[2] / 3600, 6)


def _sexagesimal(text: str) -> tuple[float, float, float] | None:
    bare = re.sub(r"^(?:北緯|東経|[NE])[:\s]*|\s*[NE]$", "", text, flags=re.IGNORECASE)
    match = _DMS.fullmatch(bare) or _DOTTED.fullmatch(bare)
    return (float(match[1]), float(match[2]), float(match[3] or 0)) if match else None


def decimals(value: str) -> int:
    """The number of decimal places written: six are asked for, fewer than four are coarser than ten metres."""
    return len(plain(value).partition(".")[2])


def normalise(value: object) -> str | None:
    """Decimal degrees inside the box of Japan; a good value keeps the places it was written with, else None."""
    text = _MARKS.sub("", plain(as_text(value)))
    degrees = to_decimal(value)
    if degrees is None or not (_inside(degrees, LATITUDES) or _inside(degrees, LONGITUDES)):
        return None
    return text.lstrip("+") if _DECIMAL.fullmatch(text) else f"{degrees:.6f}"


def problem(value: object) -> Problem | None:
    """What is wrong with a value meant as a latitude or a longitude of Japan; None for a good one and for a blank."""
    raw = as_text(value)
    if not raw.strip() or _plainly_good(raw):
        return None
    degrees = to_decimal(raw)
    if degrees is None:
        return _unread(raw)
    if not (_inside(degrees, LATITUDES) or _inside(degrees, LONGITUDES)):
        return _say("outside_japan", raw, "は日本の緯度・経度の範囲にありません。", "lies outside Japan.")
    mended = normalise(raw)
    if mended == raw:
        return None
    if _sexagesimal(plain(raw)):
        ja, en = (
            "は度分秒です。十進の度で書いてください(DS-444)。",
            "is in degrees, minutes, seconds: use decimals (DS-444).",
        )
        return _say("degrees_minutes_seconds", raw, ja, en, mended)
    if plain(raw) == mended:
        return _say(
            "not_half_width", raw, "に全角文字や空白があります。", "has full-width characters or blanks.", mended
        )
    return _say("decorated", raw, "は数値だけにしてください。", "should be the number only.", mended)


def _plainly_good(raw: str) -> bool:
    """Most cells of a good column: no need to look closer."""
    if not _PLAIN.fullmatch(raw):
        return False
    degrees = float(raw)
    return _inside(degrees, LATITUDES) or _inside(degrees, LONGITUDES)


def latitude_problem(value: object) -> Problem | None:
    """``problem``, for a column of latitudes: a longitude is a finding here."""
    return problem(value) or _wrong_axis(value, LATITUDES, "緯度", "latitude")


def longitude_problem(value: object) -> Problem | None:
    """``problem``, for a column of longitudes: a latitude is a finding here."""
    return problem(value) or _wrong_axis(value, LONGITUDES, "経度", "longitude")


def _wrong_axis(value: object, axis: tuple[float, float], ja: str, en: str) -> Problem | None:
    degrees = to_decimal(value)
    if degrees is None or _inside(degrees, axis):
        return None
    return _say("wrong_axis", as_text(value), f"は日本の{ja}の範囲にありません。", f"is no {en} of Japan.")


def is_swapped(latitude: object, longitude: object) -> bool:
    """Whether the two columns hold each other's value."""
    lat, lon = to_decimal(latitude), to_decimal(longitude)
    return lat is not None and lon is not None and _inside(lat, LONGITUDES) and _inside(lon, LATITUDES)


def pair_problem(latitude: object, longitude: object) -> Problem | None:
    """What is wrong with a pair: swapped, or half of it missing. Each value's own form is ``problem``'s matter."""
    lat, lon = as_text(latitude).strip(), as_text(longitude).strip()
    if bool(lat) != bool(lon):
        ja, en = "緯度と経度の片方だけが入力されています。", "only one of latitude and longitude is filled."
        return Problem("half_a_pair", ja, en)
    if is_swapped(latitude, longitude):
        ja, en = (
            f"緯度「{lat}」と経度「{lon}」が入れ替わっています。",
            f"latitude “{lat}” and longitude “{lon}” are swapped.",
        )
        return Problem("swapped", ja, en, f"{lon}, {lat}")
    return None


def _inside(degrees: float, axis: tuple[float, float]) -> bool:
    return axis[0] <= degrees <= axis[1]


def _unread(raw: str) -> Problem:
    if re.fullmatch(r"\s*[\d.]+\s*[,、/\s]\s*[\d.]+\s*", plain(raw)):
        ja, en = "に2つの値があります。緯度と経度を別の列に分けてください。", "holds two values: use two columns."
        return _say("two_values", raw, ja, en)
    return _say("not_a_number", raw, "は数値ではありません。", "is no number.")


def _say(slug: str, raw: str, ja: str, en: str, suggestion: str | None = None) -> Problem:
    return Problem(slug, f"「{raw}」{ja}", f"“{raw}” {en}", suggestion)

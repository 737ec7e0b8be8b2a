"""Bytes to text, in a fixed order and never by statistics: BOM, UTF-16 by its zeros, strict UTF-8, CP932, EUC-JP.

Statistical guessers were measured calling a real CP932 population table UTF-8 (mostly digits) and short EUC-JP Chinese.
A file that no encoding fits is reported with the places that do not fit, since half of them can then be mended by hand.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from ckanext.tomoni_core.errors import Undecodable
from ckanext.tomoni_core.reading.model import Note

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_POSITIONS = 10


class Decoded(NamedTuple):
    """Text, the codec that gave it, and what is doubtful about it."""

    text: str
    encoding: str
    notes: list[Note]


def decode(data: bytes) -> Decoded:
    """Decode a text file. Raises ``Undecodable`` with the first positions when no encoding fits all of it."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, encoding)
    zeros = _utf16_without_bom(data)
    if zeros:
        return zeros
    if b"\x1b$" in data or b"\x1b(" in data:
        text = _strict(data, "iso2022_jp")
        if text is not None:
            return Decoded(text, "iso2022_jp", [])
    for encoding in ("utf-8", "cp932", "euc_jp"):
        text = _strict(data, encoding)
        if text is not None:
            return Decoded(text, encoding, _doubts(data, text, encoding))
    raise _undecodable(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _with_bom(data: bytes, encoding: str) -> Decoded:
    text = _strict(data, encoding)
    if text is None:
        raise _undecodable(data, encoding)
    return Decoded(text, encoding, _doubts(data, text, encoding))


def _utf16_without_bom(data: bytes) -> Decoded | None:
    """UTF-16 without a BOM: zeros beside ASCII characters, all on one side, and text without control characters."""
    sample = data[:65536]
    if b"\x00" not in sample or len(data) % 2:
        return None
    for encoding, zeros, others in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if zeros.count(0) > 20 * others.count(0) and zeros.count(0) * 20 >= len(zeros):
            text = _strict(data, encoding)
            if text is not None and not any(ord(c) < 32 and c not in "\t\r\n" for c in text[:65536]):
                ja, en = "BOMのないUTF-16として読みました。", "was read as UTF-16 without a BOM."
                return Decoded(
                    text, encoding, [Note("utf16_without_bom", f"文字コードの印がなく、{ja}", f"The file {en}")]
                )
    return None


def _doubts(data: bytes, text: str, encoding: str) -> list[Note]:
    notes = []
    if encoding == "euc_jp":
        ja, en = "文字コードがEUC-JPです。UTF-8で保存し直してください。", "The encoding is EUC-JP: save it as UTF-8."
        notes.append(Note("old_encoding", ja, en, value=encoding))
    if encoding == "cp932" and _looks_like_euc(data, text):
        ja = "Shift_JIS(CP932)として読みましたが、EUC-JPの可能性があります。UTF-8で保存し直してください。"
        en = "Read as Shift_JIS (CP932), but it may be EUC-JP: save it as UTF-8."
        notes.append(Note("encoding_doubtful", ja, en, value="euc_jp"))
    place = text.find("\ufffd")
    if place >= 0:
        row = text.count("\n", 0, place) + 1
        ja, en = "公開前の変換で失われた文字(�)があります。", "Characters were lost in an earlier conversion (�)."
        notes.append(Note("lost_characters", ja, en, row=row, value=text[max(0, place - 10) : place + 10]))
    return notes


def _looks_like_euc(data: bytes, text: str) -> bool:
    """Strict CP932 accepts most EUC-JP, as a run of half-width kana; say so instead of choosing."""
    japanese = [c for c in text[:20000] if ord(c) > 127]
    halves = sum("\uff61" <= c <= "\uff9f" for c in japanese)
    return halves * 2 > len(japanese) > 0 and _strict(data, "euc_jp") is not None


def _undecodable(data: bytes, encoding: str = "") -> Undecodable:
    tried = [encoding] if encoding else ["utf-8", "cp932"]
    bad = {name: _bad_positions(data, name) for name in tried}
    best = max(tried, key=lambda name: bad[name][0])  # the one that gets furthest
    first = bad[best][0]
    return Undecodable(
        "undecodable",
        "文字コードを判定できません。{encoding}として読むと{row}行目付近(先頭から{position}バイト目)の{bytes}が読めません。",
        "The encoding is unclear: as {encoding}, the bytes {bytes} near row {row} (offset {position}) cannot be read.",
        "1つの文字コード(UTF-8を推奨)で保存し直してください。",
        "Save the file in one encoding (UTF-8 is best).",
        encoding={"cp932": "Shift_JIS(CP932)", "utf-8": "UTF-8"}.get(best, best),
        row=data.count(b"\n", 0, first) + 1,
        position=first,
        bytes=data[first : first + 4].hex(" "),
        positions=bad[best],
    )


def _bad_positions(data: bytes, encoding: str) -> list[int]:
    positions, start = [], 0
    while len(positions) < _MAX_POSITIONS:
        try:
            data[start:].decode(encoding)
        except UnicodeDecodeError as error:
            positions.append(start + error.start)
            start += max(error.end, error.start + 1)
        else:
            break
    return positions or [0]

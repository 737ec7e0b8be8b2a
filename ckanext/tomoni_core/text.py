"""Japanese text made comparable: width, kana, and the many spellings of one column name.

Three strengths, weakest first: ``clean`` (a cell as a person would read it), ``normalise_header`` (a column name
without its decoration, still readable) and ``fold`` (a key for loose comparing, never shown). None guesses a meaning:
that 住所 became 所在地_連結表記 is an alias of the standard, not a spelling.

The variants were seen in real files: half-width kana (秦野市), numbering (王寺町), （必須） (成田市), 連結標記 (熊本市,
珠洲市), remarks left from a template and newlines (高松市), ``_id`` (dumps of CKAN's DataStore).
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

__all__ = ["clean", "fold", "is_row_number_header", "nfkc", "normalise_header", "to_katakana"]

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63"
_WAVES = "\u301c\uff5e~"
_CIRCLED = "".join(chr(c) for c in [*range(0x2460, 0x2474), *range(0x2776, 0x2780)])
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_MARK_WORDS = r"(?:入力)?(?:必須|任意|推奨)(?:項目|入力)?|required|optional|recommended"

# A name follows: no digit, save an age group's (10.0-4歳の男性 is column ten, 3.11伝承施設 is not column three).
_NAME_AHEAD = rf"(?=[^\d\s]|\d{{1,3}}(?:[-{_DASHES}{_WAVES}]\d{{1,3}})?歳)"
_LEADING_NUMBER = re.compile(rf"^(?:[{_CIRCLED}]\s*|[((]\d{{1,3}}[))]\s*|\d{{1,3}}\s*[.．:：、))]\s*){_NAME_AHEAD}")
_REMARK = re.compile(r"[←⇐].*$", re.DOTALL)
_BRACKETED_MARK = re.compile(rf"[(\[【〔<《]\s*[※*]?(?:{_MARK_WORDS})\s*[)\]】〕>》]", re.IGNORECASE)
_BARE_MARK = re.compile(rf"^※(?:{_MARK_WORDS})|※(?:{_MARK_WORDS})$", re.IGNORECASE)
_STAR = re.compile(r"^[◎○〇●★☆*※](?![◎○〇●])|(?<![◎○〇●])[◎○〇●★☆*※]$")
_RANGE = re.compile(rf"(?<=\d)[{_DASHES}{_WAVES}](?=\d)")
_INNER_SPACE = re.compile(rf"(?<={_CJK})[ ]+|[ ]+(?={_CJK})|[ ]*([_()])[ ]*")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")

# Longer cells are no names; hostile ones must not keep the patterns busy.
_LONGEST = 500
_SPELLINGS = {"連結標記": "連結表記"}
_VARIANTS = str.maketrans(
    {
        "ヶ": "ケ",
        "ヵ": "カ",
        "髙": "高",
        "﨑": "崎",
        "德": "徳",
        "惠": "恵",
        "濵": "浜",
        "濱": "浜",
        "邊": "辺",
        "邉": "辺",
    }
    | {
        "澤": "沢",
        "齋": "斎",
        "齊": "斉",
        "龍": "竜",
        "國": "国",
        "櫻": "桜",
        "嶋": "島",
        "檮": "梼",
        "竈": "釜",
        "籠": "篭",
    }
)


def nfkc(text: str) -> str:
    """Unicode NFKC without invisible characters: one width for letters, digits and kana; ㈱ ㎝ ① written out."""
    if not text.isprintable():  # printable text holds nothing invisible: most cells end here
        hidden = ("Cf", "Co")
        text = "".join(c for c in text if (c.isspace() or c.isprintable()) and unicodedata.category(c) not in hidden)
    return unicodedata.normalize("NFKC", text)


def clean(text: str) -> str:
    """A cell as a person reads it: NFKC, runs of blanks and newlines made one space, ends trimmed."""
    return _SPACES.sub(" ", nfkc(text)).strip()


def to_katakana(text: str) -> str:
    """Hiragana and half-width kana as full-width katakana; everything else as it was."""
    return jaconv.hira2kata(jaconv.h2z(text, kana=True, ascii=False, digit=False))


def normalise_header(text: str) -> str:
    """A column name without width variants, blanks, newlines, numbering, （必須） marks, or a template's remark.

    ``"1.名称（必須）"`` → ``"名称"``; ``"男性ﾄｲﾚ総数"`` → ``"男性トイレ総数"``; ``"←項目名を入力"`` → ``""``.
    Normalising twice changes nothing. Parentheses come out half-width, as NFKC has them.
    """
    previous, current = None, text[: _LONGEST * 4]
    while current != previous:
        previous, current = current, _strip_once(current)
    return current


def _strip_once(text: str) -> str:
    # Circled numbers go first: NFKC would melt ①名称 into 1名称, which no longer looks like numbering.
    text = clean(_LEADING_NUMBER.sub("", text.strip().strip('"\u201c\u201d')))[:_LONGEST]
    text = _LEADING_NUMBER.sub("", _REMARK.sub("", text))
    text = _BARE_MARK.sub("", _BRACKETED_MARK.sub("", text)).strip()
    text = _STAR.sub("", text)
    text = _INNER_SPACE.sub(lambda m: m[1] or "", _RANGE.sub("-", text))
    for wrong, right in _SPELLINGS.items():
        text = text.replace(wrong, right)
    return text.strip()


def is_row_number_header(text: str) -> bool:
    """Whether a column is the ``_id`` that CKAN's DataStore puts first in its dumps: not the standard's ``ID``."""
    return clean(text).lower() == "_id"


def fold(text: str) -> str:
    """A key for comparing loosely: ``normalise_header``, katakana, lower case, common kanji variants, no punctuation.

    ``ごみの分別方法_ID`` and ``ゴミの分別方法＿ｉｄ`` fold alike, as do ``建物名等（方書）`` and ``建物名等_方書``. The
    DataStore's ``_id`` keeps its underscore, so that it never passes for ``ID``.
    """
    text = normalise_header(text)
    if is_row_number_header(text):
        return "_id"
    return _NOT_WORD.sub("", to_katakana(text).casefold().translate(_VARIANTS))

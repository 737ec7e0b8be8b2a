"""Single values between the words of a field and the nodes of RDF. No CKAN here, and no graph.

Whatever is written here came from someone else: what RDF cannot hold as an address, a date or a code is None, and the
caller keeps it as words.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import quote

from geomet import InvalidGeoJSONException, wkt
from rdflib import Literal, URIRef

from ckanext.tomoni_core import frequency
from ckanext.tomoni_core.codes import file_types, languages, phone, wareki
from ckanext.tomoni_schema.dcat.terms import AUTHORITY, IANA, XSD
from ckanext.tomoni_schema.values import is_email, safe_url

__all__ = [
    "FREQUENCIES",
    "LANGUAGES_BETWEEN",
    "STATUSES",
    "TEXT_LIMIT",
    "THEMES_BETWEEN",
    "address",
    "date",
    "day",
    "file_type",
    "frequency_uri",
    "frequency_words",
    "is_mail",
    "language_code",
    "language_uri",
    "media_type",
    "media_type_words",
    "parts",
    "period",
    "tel",
    "text",
    "usable_iri",
    "utc",
    "wkt_of",
]

TEXT_LIMIT = 100_000
"""Characters of one text in RDF: ten megabytes of description would go out with every page of the catalogue."""

FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "half_yearly": "ANNUAL_2",
    "yearly": "ANNUAL",
    "as_needed": "IRREG",
    "once": "NEVER",
}
"""Groups of frequency that the EU's vocabulary has; others stay words."""

STATUSES = {"配信中": "COMPLETED", "配信準備中": "DEVELOP", "配信停止中": "WITHDRAWN"}
"""The three states of DCAT-GoJ in the EU's vocabulary of distribution states."""

LANGUAGES_BETWEEN = re.compile(r"[\s,;、，；・/／]+")
THEMES_BETWEEN = re.compile(r"[、，,;；\n]+")

_FORBIDDEN_IN_IRI = re.compile(
    r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff\ud800-\udfff]'
)
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PERIOD = re.compile(r"([0-9-]{4,10})?\s*/\s*([0-9-]{4,10})?")
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_BETWEEN_PARTS = re.compile(r"[;；\n]+")


def text(value: Any) -> str:
    """``value`` trimmed, without the characters that XML forbids, and cut at ``TEXT_LIMIT``; nothing for no text."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    plain = _NOT_IN_XML.sub("", str(value)).strip()
    return plain if len(plain) <= TEXT_LIMIT else plain[:TEXT_LIMIT].rstrip() + "…"


def usable_iri(value: str) -> bool:
    """Whether RDF can hold this address as it is."""
    return not _FORBIDDEN_IN_IRI.search(value)


def address(value: Any) -> URIRef | None:
    """An http or https address with the characters quoted that RDF forbids; None for any other scheme and for words."""
    written = value.strip() if isinstance(value, str) else ""
    if not written.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        return None
    quoted = _FORBIDDEN_IN_IRI.sub(lambda found: quote(found[0], errors="replace"), written)
    return URIRef(quoted) if safe_url(quoted) else None


def parts(value: Any, between: re.Pattern[str] = _BETWEEN_PARTS) -> list[str]:
    """What a field holds: the values of a list, or the parts of a text between semicolons or lines."""
    items = value if isinstance(value, list) else between.split(text(value))
    return list(dict.fromkeys(part for item in items if (part := text(item))))


def date(value: Any) -> Literal | None:
    """A typed year, month, day or moment; Japanese eras and other ways to write a day are understood."""
    written = text(value)
    if _ISO_MOMENT.fullmatch(written):
        return _moment(written)
    iso = written if _ISO_DATE.fullmatch(written) else wareki.normalise(written)
    return _day(iso) if iso and _ISO_DATE.fullmatch(iso) else None


def _moment(written: str) -> Literal | None:
    try:
        moment = dt.datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return None
    return Literal(moment.isoformat(), datatype=XSD.dateTime, normalize=False)


def _day(iso: str) -> Literal | None:
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    try:
        dt.date.fromisoformat((iso + "-01-01")[:10])
    except ValueError:
        return None
    return Literal(iso, datatype=kinds[len(iso)], normalize=False)


def day(node: Any) -> str:
    """What a date is written as in a field: a moment at midnight is its day."""
    return re.sub(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?$", "", str(node or ""))


def period(value: Any) -> tuple[str, str] | None:
    """Start and end of ``2025-04-01/2026-03-31``, either of which may be empty; None for words and impossible dates."""
    found = _PERIOD.fullmatch(text(value))
    ends = [found[1] or "", found[2] or ""] if found else []
    if not any(ends) or any(end and date(end) is None for end in ends):
        return None
    return ends[0], ends[1]


def frequency_uri(words: str) -> URIRef | None:
    """The EU's code of an update frequency written in any way, None where it has none."""
    code = FREQUENCIES.get(frequency.normalise(words))
    return AUTHORITY[f"frequency/{code}"] if code else None


def frequency_words(uri: str) -> str:
    """The Japanese words of an EU code; another text as it is."""
    code = uri.removeprefix(f"{AUTHORITY}frequency/")
    group = next((group for group, known in FREQUENCIES.items() if known == code), "")
    return frequency.label(group, "ja") if group else uri


def language_uri(words: str) -> URIRef | None:
    """The EU's code of a language given by a code or a name."""
    known = languages.find(words)
    return AUTHORITY[f"language/{known.alpha3.upper()}"] if known else None


def language_code(uri: str) -> str:
    """The two letters of an EU code or of what else names a language; another text as it is."""
    known = languages.find(re.sub(r"^https?://.*/", "", uri))
    return known.code if known else uri


def file_type(node: str) -> str:
    """The format that an address of the EU's or IANA's vocabulary stands for; another text as it is."""
    known = file_types.by_authority(node.removeprefix(f"{AUTHORITY}file-type/"))
    known = known or file_types.by_media_type(media_type_words(node))
    return known.code if known else node


def media_type(words: Any) -> URIRef | None:
    """IANA's address of a media type; parameters behind it do not matter."""
    bare = text(words).split(";")[0].strip()
    return IANA[bare] if _MEDIA_TYPE.fullmatch(bare) and usable_iri(bare) else None


def media_type_words(node: str) -> str:
    """``text/csv`` of IANA's address; another text as it is."""
    return re.sub(r"^https?://(?:www\.)?iana\.org/assignments/media-types/", "", node)


def utc(stamp: Any) -> str:
    """A moment as CKAN keeps it, which is in UTC without saying so."""
    written = text(stamp)
    return f"{written}+00:00" if re.fullmatch(r"[0-9-]{10}T[0-9:.]{5,15}", written) else written


def is_mail(value: Any) -> bool:
    """Whether an address can stand behind ``mailto:``."""
    return is_email(value) and usable_iri(str(value))


def tel(number: str, extension: str = "") -> str:
    """A telephone number as RFC 3966 writes it, nothing for what is none; Japan's own numbers get its country code."""
    plain = phone.normalise(number)
    digits = re.sub(r"[^0-9+]", "", plain or "")
    if not re.fullmatch(r"0[0-9]{8,10}", digits):
        return ""
    inside = f";ext={extension}" if re.fullmatch(r"[0-9]{1,10}", extension) else ""
    if digits.startswith(("0120", "0570", "0800")):
        return f"tel:{digits}{inside};phone-context=+81"
    return f"tel:+81{digits[1:]}{inside}"


def wkt_of(geometry: Any) -> str:
    """GeoJSON as well-known text, which DCAT-AP asks for; nothing for what is no geometry."""
    if not isinstance(geometry, str) or len(geometry) > TEXT_LIMIT:
        return ""
    try:
        return wkt.dumps(json.loads(geometry), decimals=6)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidGeoJSONException):
        return ""

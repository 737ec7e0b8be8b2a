"""Values of strangers made storable: never refused, always said when changed. Pure.

Each function returns what to use; ``note`` collects the slug of a cause and its values when that differs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

Note = Callable[..., None]

TITLE_LIMIT = 1000
TEXT_LIMIT = 100_000
EXTRA_LIMIT = 10_000
NAME_LIMIT = 100
NAME_MINIMUM = 2
TAG_LIMIT = 100
TAG_MINIMUM = 2
EXTRAS_LIMIT = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_IN_NAME = re.compile(r"[^a-z0-9_-]+")
_NOT_IN_TAG = re.compile(r"[^\w \-.]+")
_SPACES = re.compile(r"\s+")

LICENSES = {
    "cc-by": "cc-by",
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-40": "CC-BY-4.0",
    "cc-by-40-intl": "cc-by-40-intl",
    "cc-by-21-jp": "cc-by-21-jp",
    "cc-by-2.1-jp": "cc-by-21-jp",
    "cc-by-sa-4.0": "CC-BY-SA-4.0",
    "cc-by-nd-4.0": "CC-BY-ND-4.0",
    "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
    "cc0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
    "cc-zero": "CC0-1.0",
    "pdl1.0": "PDL1.0",
    "pdl-1.0": "PDL1.0",
    "japanese-10": "japanese-10",
    "japanese-20": "japanese-20",
    "other-open": "other-open",
    "other-closed": "other-closed",
    "notspecified": "notspecified",
}
"""Licence ids seen on Japanese portals, in lower case, and the id on this portal's list."""


def text(value: Any, limit: int = TEXT_LIMIT, field: str = "", note: Note | None = None) -> str:
    """Return ``value`` as text without control characters, cut at ``limit``."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    found = _CONTROL.sub("", str(value)).strip()
    if len(found) > limit:
        if note:
            note("text-cut", field=field, limit=limit)
        found = found[:limit].rstrip()
    return found


def dataset_name(remote: str, remote_id: str, note: Note) -> str:
    """Return a name that CKAN can use in a URL: the remote one where it can be, else made from it and the id."""
    name = _NOT_IN_NAME.sub("-", unicodedata.normalize("NFKC", remote).lower()).strip("-")[:NAME_LIMIT]
    if len(name) < NAME_MINIMUM or not re.search(r"[a-z0-9]", name):
        name = "dataset-" + hashlib.sha256(f"{remote}\n{remote_id}".encode("utf-8", "replace")).hexdigest()[:12]
    if name != remote:
        note("name-changed", remote=remote, used=name)
    return name


def with_suffix(name: str, number: int) -> str:
    """Return ``name`` with a number behind it, within the length allowed."""
    suffix = f"-{number}"
    return name[: NAME_LIMIT - len(suffix)] + suffix


def tags(values: Iterable[Any], note: Note) -> list[dict[str, str]]:
    """Return CKAN's tag dicts of ``values`` (dicts with a name, or text), without doubles."""
    found: dict[str, None] = {}
    for value in values:
        raw = text(value.get("name") if isinstance(value, dict) else value, EXTRA_LIMIT)
        if not raw:
            continue
        tag = _SPACES.sub(" ", _NOT_IN_TAG.sub("-", raw)).strip(" -")[:TAG_LIMIT].strip()
        if tag != raw:
            note("tag-changed", tag=raw, used=tag if len(tag) >= TAG_MINIMUM else "")
        if len(tag) >= TAG_MINIMUM:
            found[tag] = None
    return [{"name": tag} for tag in found]


def license_id(value: Any, note: Note) -> str:
    """Return this portal's id of a licence; one that is not on the list stays as it is."""
    raw = text(value, EXTRA_LIMIT)
    if not raw:
        return ""
    known = LICENSES.get(unicodedata.normalize("NFKC", raw).lower().replace("_", "-"))
    if known is None:
        note("license-unmapped", license=raw)
    return known or raw


def link(value: Any, base: str, note: Note) -> str:
    """Return an http or https address, made whole with ``base``; anything else is left out."""
    raw = text(value, EXTRA_LIMIT)
    if not raw:
        return ""
    try:
        whole = urljoin(base, raw)
        parts = urlsplit(whole)
        usable = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        usable, whole = False, ""
    if not usable:
        note("link-refused", url=raw)
        return ""
    return whole


def day(value: Any, field: str, note: Note) -> str:
    """Return the day of an ISO timestamp as YYYY-MM-DD."""
    raw = text(value, EXTRA_LIMIT)
    if not raw:
        return ""
    try:
        return datetime.fromisoformat(raw).date().isoformat()
    except ValueError:
        note("date-unreadable", field=field, value=raw)
        return ""


def file_format(value: Any) -> str:
    """Return a format in half width and capitals, as most portals write it: ＣＳＶ and csv become CSV."""
    return unicodedata.normalize("NFKC", text(value, EXTRA_LIMIT)).strip().lstrip(".").upper()[:100]


def timestamp(value: Any) -> str:
    """Return an ISO timestamp in UTC without a zone, as CKAN writes it, or nothing."""
    try:
        moment = datetime.fromisoformat(text(value, 64).replace("Z", "+00:00"))
    except ValueError:
        return ""
    if moment.tzinfo is not None:
        moment = (moment - (moment.utcoffset() or moment.tzinfo.utcoffset(moment))).replace(tzinfo=None)  # type: ignore[operator]
    return moment.isoformat()

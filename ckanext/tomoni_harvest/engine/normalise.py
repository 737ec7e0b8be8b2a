"""Values of strangers made storable: never refused, always said when changed. Pure.

Each function returns what to use; ``note`` collects the slug of a cause and its values when that differs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import dateutil.parser

from ckanext.tomoni_core import frequency as frequencies
from ckanext.tomoni_core.codes import file_types
from ckanext.tomoni_harvest.engine import licences, markup

Note = Callable[..., None]

TITLE_LIMIT = 1000
TEXT_LIMIT = 100_000
EXTRA_LIMIT = 10_000
NAME_LIMIT = 100
ID_LIMIT = 200
NAME_MINIMUM = 2
TAG_LIMIT = 100
TAG_MINIMUM = 2
EXTRAS_LIMIT = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_IN_NAME = re.compile(r"[^a-z0-9_-]+")
_NOT_IN_TAG = re.compile(r"[^\w \-.]+")
_SPACES = re.compile(r"\s+")


def silent(_slug: str, **_context: Any) -> None:
    """A ``note`` for where nobody needs to know."""


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


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list; nothing is an empty one."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a value that may stand alone or in a list."""
    return [each for each in listed(value) if isinstance(each, dict)]


def name_of(value: Any) -> str:
    """Return what the first of a value is called: a text, or an object with a name, a title or a label."""
    first = next(iter(listed(value)), None)
    if isinstance(first, dict):
        first = first.get("name") or first.get("title") or first.get("prefLabel") or first.get("@id")
    return text(first, 200)


def identifier(value: Any) -> str:
    """Return a remote id of at most ``ID_LIMIT`` characters; a longer one keeps its beginning, and a mark of it all."""
    raw = text(value, TEXT_LIMIT)
    if len(raw) <= ID_LIMIT:
        return raw
    mark = hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{raw[: ID_LIMIT - 17]}-{mark}"


def prose(value: Any, limit: int = TEXT_LIMIT, field: str = "", note: Note | None = None) -> str:
    """Return a description as plain text: what is marked up as HTML loses its tags."""
    raw = text(value, 2 * TEXT_LIMIT)
    return text(markup.plain(raw) if markup.is_markup(raw) else raw, limit, field, note)


def made_name(title: str, identity: str) -> str:
    """Return a name for a record whose source gives none: the title's Latin words, and a mark of what identifies it."""
    mark = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:8]
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = _NOT_IN_NAME.sub("-", plain.lower()).strip("-_")[:60].strip("-_")
    return f"{words}-{mark}" if len(re.sub("[^a-z]", "", words)) > NAME_MINIMUM else f"dataset-{mark}"


def organization_name(remote: str, code: str = "") -> str:
    """Return a name for an organization's URL: its name there; else its local government code, as BODIK has it."""
    if code and not remote.isascii():
        return code
    return _latin(remote) or f"organization-{hashlib.sha256(remote.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _latin(remote: str) -> str:
    name = _NOT_IN_NAME.sub("-", unicodedata.normalize("NFKC", remote).lower()).strip("-")[:NAME_LIMIT]
    return name if len(name) >= NAME_MINIMUM and re.search(r"[a-z0-9]", name) else ""


def dataset_name(remote: str, remote_id: str, note: Note) -> str:
    """Return a name that CKAN can use in a URL: the remote one where it can be, else made from it and the id."""
    name = _latin(remote)
    if not name:
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
    known = licences.find(raw) if raw else ""
    if raw and not known:
        note("license-unmapped", license=raw)
    return known or raw


def license_or_terms(value: Any, note: Note) -> tuple[str, str]:
    """Return the id of a licence that may be stated as terms of use, and the terms where they are more than a name."""
    raw = prose(value, EXTRA_LIMIT, "license", note)
    if len(raw) <= licences.SHORT and "\n" not in raw:
        return license_id(raw, note), ""
    known = licences.find(raw)
    if not known:
        note("license-unmapped", license=raw[:300])
    return known, raw


def link(value: Any, base: str, note: Note) -> str:
    """Return an http or https address, made whole with ``base``; anything else is left out."""
    raw = text(value, EXTRA_LIMIT)
    if not raw:
        return ""
    try:
        whole = urljoin(base, raw)
        parts = urlsplit(whole)
        usable = parts.scheme in ("http", "https") and bool(parts.netloc) and not raw.startswith("///")
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


def format_of(written: Any, media_type: Any = "", url: str = "") -> str:
    """Return a file's format: as it is written, else by its media type, else by the ending of its address.

    A format that is none and only says that it is a page, as ArcGIS Hub has it (``Web Page``), gives way to HTML.
    """
    stated, media_type = file_format(written), text(media_type, 200)
    if stated and not ("html" in media_type and file_types.find(stated) is None):
        return stated
    known = file_types.by_media_type(media_type)
    if known is None and url:
        name = url.split("?")[0].split("#")[0].rsplit("/", 1)[-1]
        known = file_types.find(name.rsplit(".", 1)[-1]) if "." in name else None
    return known.code.upper() if known else stated


def frequency(value: Any) -> str:
    """Return how often something is updated, in words where it is a code (``R/P1Y``, ``…/frequency/DAILY``)."""
    raw = text(value, EXTRA_LIMIT)
    if re.match(r"https?://|R\d*/P|P\d", raw):
        group = frequencies.normalise(raw.rsplit("/", 1)[-1])
        return frequencies.label(group, "ja") if group not in ("", "other") else raw
    return raw


def timestamp(value: Any) -> str:
    """Return an ISO timestamp in UTC without a zone, as CKAN writes it, or nothing."""
    try:
        moment = datetime.fromisoformat(text(value, 64).replace("Z", "+00:00"))
    except ValueError:
        return ""
    try:
        return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat()
    except OverflowError:
        return ""


def indexable(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return ``dataset`` with its ``…_date`` values as CKAN can index them, in fields and extras.

    CKAN takes every key with that ending for a date. A zone other than UTC, or a number that is no date, would cost the
    whole batch its place in the index.
    """
    found = {key: _moment(value) if key.endswith("_date") else value for key, value in dataset.items()}
    extras = found.get("extras") or []
    if any(extra["key"].endswith("_date") for extra in extras):
        found["extras"] = [
            {**extra, "value": _moment(extra["value"])} if extra["key"].endswith("_date") else extra for extra in extras
        ]
    return found


def _moment(value: Any) -> Any:
    try:
        moment = dateutil.parser.parse(value)
    except dateutil.parser.ParserError:
        return value  # words: CKAN leaves them out of the index by itself
    except (OverflowError, ValueError, TypeError):
        return ""
    return timestamp(moment.isoformat()) if moment.tzinfo else value

"""The table at addresses that never change, for programs that poll: ETag, Last-Modified, 304, and open to every site.

The tag is made of the visible sources, so that an answer that did not change is not even read from the table.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ckan.plugins import toolkit as tk
from flask import Response
from werkzeug.http import http_date, is_resource_modified

from ckanext.tomoni_core.standards import Standard
from ckanext.tomoni_schema.records import formats, ngsi, parquet, query, shape, visibility
from ckanext.tomoni_schema.records.question import Question, cursor_of

__all__ = ["CORS", "KINDS", "answer"]

KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
}
#: Raised whenever the same rows would be written otherwise.
SHAPE = 1
PIECE = 64 * 1024
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, If-Modified-Since, If-None-Match",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified",
}


@dataclass
class _Feed:
    """One question, who asks, and what is known before any row is read."""

    standard: Standard
    question: Question
    seen: Any
    sources: list[query.SourceInfo]
    end: dict[str, Any] = field(default_factory=lambda: {"next": None})

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows; where a page ends before the rows do, ``end`` gets the cursor."""
        limit, last = self.question.limit, 0
        asked = self.question if limit is None else _longer(self.question, limit + 1)
        for number, row in enumerate(query.stream(asked, self.seen), start=1):
            if limit is not None and number > limit:
                self.end["next"] = cursor_of(last)
                return
            last = row.id
            yield shape.record(row, self.question.standard)

    def about(self) -> dict[str, Any]:
        """What stands before the rows."""
        name, prefecture = shape.municipality(self.question.municipality)
        town = {"code": self.question.municipality, "name": name, "prefecture": prefecture}
        modified = max((source.modified for source in self.sources), default=None)
        return {
            "standard": self.question.standard,
            "title_ja": self.standard.title_ja,
            "title_en": self.standard.title_en,
            "edition": self.question.edition,
            "municipality": town if self.question.municipality else None,
            "modified": modified.isoformat(timespec="seconds") if modified else None,
            "fields": [shape.field(item) for item in shape.columns(self.question.standard)],
            "sources": [shape.source(source) for source in self.sources],
        }


def _longer(question: Question, limit: int) -> Question:
    return Question(**{**question.__dict__, "limit": limit})


def answer(
    standard: Standard, question: Question, kind: str, context: dict[str, Any], address: str, titles: bool = False
) -> Response:
    """The rows of ``question``, or 304 where the caller has them.

    :param kind: one of ``KINDS``
    :param address: what the tag stands for: the path and the parameters
    :param titles: Japanese titles in the first line of a CSV, in place of the stable names
    """
    seen = visibility.condition(context, question.standard)
    feed = _Feed(standard, question, seen, query.sources(question, seen))
    anonymous = visibility.is_anonymous(context)
    changed = query.touched(question.standard) if anonymous else None
    headers = _headers(_tag(feed, kind, address), changed, anonymous)
    if not is_resource_modified(tk.request.environ, headers["ETag"], last_modified=changed):
        return Response(status=304, headers=headers)
    headers["Content-Type"] = KINDS[kind]
    if kind in ("csv", "parquet"):
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(question, kind)}"'
    if kind == "parquet":
        return _parquet(feed, headers)
    # No request stands behind the rows: all that they need of it is known by now.
    return Response(_WRITERS[kind](feed, titles), headers=headers)


def _tag(feed: _Feed, kind: str, address: str) -> str:
    known = [[str(value) for value in source.__dict__.values()] for source in feed.sources]
    seed = repr([SHAPE, kind, address, tk.config["ckan.site_url"], known])
    return f'"{hashlib.sha256(seed.encode()).hexdigest()[:32]}"'


def _headers(tag: str, changed: datetime | None, anonymous: bool) -> dict[str, str]:
    # Asked again each time: what went private must not live on in a cache.
    base = {"ETag": tag, "Vary": "Cookie, Authorization"}
    if not anonymous:
        tk.request.environ["__no_cache__"] = True  # else CKAN calls every answer public
    base["Cache-Control"] = "public, no-cache" if anonymous else "private, no-cache"
    return {**base, "Last-Modified": http_date(changed)} if changed else base


def _file_name(question: Question, kind: str) -> str:
    parts = [question.municipality or question.prefecture or "", question.standard, question.edition or ""]
    return "_".join(part for part in parts if part) + f".{kind}"


def _json(feed: _Feed, titles: bool) -> Iterator[str]:
    return formats.as_json(feed.records(), feed.about(), feed.end)


def _geojson(feed: _Feed, titles: bool) -> Iterator[str]:
    return formats.as_geojson(feed.records(), feed.about(), feed.end)


def _csv(feed: _Feed, titles: bool) -> Iterator[bytes]:
    items = shape.columns(feed.question.standard)
    header = [item.title_ja for item in items] if titles else None
    return formats.as_csv(feed.records(), [item.name for item in items], header)


def _jsonld(feed: _Feed, titles: bool) -> Iterator[str]:
    own = tk.url_for("tomoni_standard_records.context", slug=feed.question.standard, qualified=True, locale="default")
    page = tk.url_for("resource.read", id="DATASET", resource_id="RESOURCE", package_type="dataset", qualified=True,
                      locale="default")  # fmt: skip
    address = page.replace("DATASET", "{dataset}").replace("RESOURCE", "{resource}")
    return ngsi.as_ngsi(feed.records(), feed.question.standard, own, address)


_WRITERS: dict[str, Callable[[_Feed, bool], Iterator[Any]]] = {
    "json": _json,
    "geojson": _geojson,
    "csv": _csv,
    "jsonld": _jsonld,
}


def _parquet(feed: _Feed, headers: dict[str, str]) -> Response:
    """Written to a file first: Parquet says at its end where everything is."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  closed with the response, which outlives this function
    try:
        parquet.write(feed.records(), shape.columns(feed.question.standard), out)  # pyright: ignore[reportArgumentType]
        headers["Content-Length"] = str(out.tell())
        out.seek(0)
    except Exception:
        out.close()
        raise
    response = Response(iter(lambda: out.read(PIECE), b""), headers=headers)
    response.call_on_close(out.close)
    return response

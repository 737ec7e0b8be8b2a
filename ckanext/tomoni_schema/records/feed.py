"""The table at addresses that never change, for programs that poll: ETag, Last-Modified, 304, and open to every site.

The tag is made of the visible sources, so that an answer that did not change is not even read from the table. ``body``
makes what an answer consists of.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from ckan.plugins import toolkit as tk
from flask import Response, jsonify
from werkzeug.http import http_date, is_resource_modified

from ckanext.tomoni_core.standards import Standard
from ckanext.tomoni_schema.records import asking, body, kept, query, visibility
from ckanext.tomoni_schema.records.question import Question

__all__ = ["CORS", "KINDS", "answer"]

KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
}
#: Raised whenever the same rows would be written otherwise.
SHAPE = 2
RETRY = 30
BUSY = ["作成中です。少し待ってから、もう一度お試しください。", "It is being made. Try again in a while."]
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, If-Modified-Since, If-None-Match",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified, Retry-After",
}


def answer(
    standard: Standard, question: Question, kind: str, context: dict[str, Any], address: str, titles: bool = False
) -> Response:
    """The rows of ``question``, or 304 where the caller has them, or 503 where they cannot be had now.

    :param kind: one of ``KINDS``
    :param address: what the tag stands for: the path and the parameters
    :param titles: Japanese titles in the first line of a CSV, in place of the stable names
    """
    seen = visibility.condition(context, question.standard)
    feed = body.Feed(standard, question, seen, query.sources(question, seen))
    anonymous = visibility.is_anonymous(context)
    changed = query.touched(question.standard) if anonymous else None
    headers = _headers(_tag(feed, kind, address), changed, anonymous)
    if not is_resource_modified(tk.request.environ, headers["ETag"], last_modified=changed):
        return Response(status=304, headers=headers)
    headers["Content-Type"] = KINDS[kind]
    if kind in ("csv", "parquet"):
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(question, kind)}"'
    if tk.request.method == "HEAD":
        return Response(headers=headers)
    # What is kept is what anybody may see: nobody's own answer is ever written where another's could be read.
    name = _digest(feed, kind, repr((question, titles))) if anonymous and feed.lasting else None
    try:
        with asking.bounded():
            made = body.make(feed, kind, titles, name)
    except kept.Busy:
        return _not_now(BUSY)
    except tk.ValidationError as wrong:
        return _not_now(*wrong.error_dict.values())
    if made.length is not None:
        headers["Content-Length"] = str(made.length)
    # No request stands behind the rows: all that they need of it is known by now.
    response = Response(made.parts, headers=headers)
    response.call_on_close(made.close)
    return response


def _not_now(texts: Any) -> Response:
    response = jsonify({"error": {"records": texts}})
    response.status_code = 503
    response.headers.update({"Retry-After": str(RETRY), "Cache-Control": "no-store"})
    return response


def _tag(feed: body.Feed, kind: str, address: str) -> str:
    return f'"{_digest(feed, kind, address)[:32]}"'


def _digest(feed: body.Feed, kind: str, asked: str) -> str:
    seed = repr([SHAPE, kind, asked, tk.config["ckan.site_url"], feed.version])
    return hashlib.sha256(seed.encode()).hexdigest()


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

"""What an answer of the feed consists of: whole, or visibly not.

The rows go out as they are read, so that a million of them need no more memory than a thousand. The first rows are read
before the answer begins: what cannot be had at all is an error with a status. What fails later breaks the connection
off, which every client of HTTP/1.1 reports; JSON is then no JSON, and a CSV says so in its last line, for those who get
it through a proxy of HTTP/1.0. Large answers to everybody are kept as files, and then have a length.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from ckan import model
from ckan.plugins import toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from ckanext.tomoni_core.standards import Standard
from ckanext.tomoni_schema.records import formats, ngsi, parquet, query, shape
from ckanext.tomoni_schema.records.kept import Busy, Draft, Shelf
from ckanext.tomoni_schema.records.question import Question, cursor_of

__all__ = ["Body", "Feed", "make"]

PIECE = 64 * 1024
#: Answers of fewer rows are made in less time than it takes to notice.
LARGE = 10_000
PATIENCE = 20
BROKEN_OFF = "\r\n!!! 途中で失敗しました。この表は全部ではありません / broken off: these are not all rows !!!\r\n"


@dataclass
class Feed:
    """One question, who asks, and what is known before any row is read."""

    standard: Standard
    question: Question
    seen: Any
    sources: list[query.SourceInfo]
    end: dict[str, Any] = field(default_factory=lambda: {"next": None})

    @property
    def version(self) -> list[list[str]]:
        """What changes whenever an answer does."""
        return [[str(value) for value in source.__dict__.values()] for source in self.sources]

    @property
    def lasting(self) -> bool:
        """Whether the answer is large, and one of the few that many ask for: a table whole, or a place of it."""
        asked = self.question
        narrow = asked.filters or asked.bbox or asked.after or asked.limit or asked.dataset or asked.resource
        return not narrow and sum(source.rows for source in self.sources) >= LARGE

    def is_current(self) -> bool:
        """Whether nothing changed since the sources were read; ends the transaction."""
        try:
            return query.sources(self.question, self.seen) == self.sources
        finally:
            model.Session.rollback()

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows; where a page ends before the rows do, ``end`` gets the cursor."""
        limit, last = self.question.limit, 0
        asked = self.question if limit is None else replace(self.question, limit=limit + 1)
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


@dataclass
class Body:
    """The parts of an answer, and its length where it is known."""

    parts: Iterable[bytes]
    length: int | None = None
    close: Callable[[], object] = lambda: None


def make(feed: Feed, kind: str, titles: bool, name: str | None) -> Body:
    """The answer as ``kind``.

    :param name: what the answer is kept as, for everybody; None for an answer that is not kept
    :raises Busy: another process is writing the same file
    :raises ValidationError: the first rows could not be read in time
    """
    shelf = _shelf() if name else None
    if shelf is None or name is None:
        if kind == "parquet":
            return _of_file(_parquet(feed, tempfile.TemporaryFile()))
        return Body(_stream(feed, kind, titles))
    file = shelf.find(name) or (_kept_parquet(feed, shelf, name) if kind == "parquet" else None)
    return _of_file(file) if file else Body(_keeping(_stream(feed, kind, titles), feed, shelf, name))


def _stream(feed: Feed, kind: str, titles: bool) -> Iterator[bytes]:
    return _told(_primed(_WRITERS[kind](feed, titles)), kind)


def _shelf() -> Shelf | None:
    """Where answers are kept: below CKAN's own folder, unless the operator says otherwise."""
    most = tk.config["tomoni.schema.records_kept_bytes"]
    storage = tk.config.get("ckan.storage_path")
    folder = tk.config["tomoni.schema.records_kept_path"] or (storage and os.path.join(storage, "tomoni-records"))
    return Shelf.make(Path(folder), most) if folder and most > 0 else None


def _of_file(file: BinaryIO) -> Body:
    length = os.fstat(file.fileno()).st_size
    return Body(iter(lambda: file.read(PIECE), b""), length, file.close)


def _primed(parts: Iterator[str | bytes]) -> Iterator[bytes]:
    """The same parts, of which the first rows are already there."""
    first = list(islice(parts, 2))
    return (part.encode() if isinstance(part, str) else part for part in chain(first, parts))


def _told(parts: Iterator[bytes], kind: str) -> Iterator[bytes]:
    try:
        yield from parts
    except Exception:
        if kind == "csv":
            yield BROKEN_OFF.encode()
        raise


def _keeping(parts: Iterator[bytes], feed: Feed, shelf: Shelf, name: str) -> Iterator[bytes]:
    """The same parts, written to a file on their way if nobody else is doing so; a reader who leaves leaves none."""
    with ExitStack() as stack:
        draft: Draft | None = None
        with suppress(Busy, OSError):
            stack.enter_context(shelf.turn(name, 0))
            draft = stack.enter_context(shelf.draft())
        for part in parts:
            if draft:
                draft.write(part)
            yield part
        # The answer is whole by now: what goes wrong here is not the reader's.
        with suppress(SQLAlchemyError):
            if draft and feed.is_current():
                shelf.put(draft, name)


def _kept_parquet(feed: Feed, shelf: Shelf, name: str) -> BinaryIO:
    """Written by one while the others wait for it."""
    with shelf.turn(name, PATIENCE):
        found = shelf.find(name)
        if found:
            return found
        with shelf.draft() as draft:
            file = _parquet(feed, os.fdopen(os.dup(draft.file.fileno()), "w+b"))
            if feed.is_current():
                shelf.put(draft, name)
            return file


def _parquet(feed: Feed, out: Any) -> BinaryIO:
    """Written to a file first: Parquet says at its end where everything is."""
    try:
        parquet.write(feed.records(), shape.columns(feed.question.standard), out)
        out.seek(0)
    except Exception:
        out.close()
        raise
    return out


def _json(feed: Feed, titles: bool) -> Iterator[str]:
    return formats.as_json(feed.records(), feed.about(), feed.end)


def _geojson(feed: Feed, titles: bool) -> Iterator[str]:
    return formats.as_geojson(feed.records(), feed.about(), feed.end)


def _csv(feed: Feed, titles: bool) -> Iterator[bytes]:
    items = shape.columns(feed.question.standard)
    header = [item.title_ja for item in items] if titles else None
    return formats.as_csv(feed.records(), [item.name for item in items], header)


def _jsonld(feed: Feed, titles: bool) -> Iterator[str]:
    own = tk.url_for("tomoni_standard_records.context", slug=feed.question.standard, qualified=True, locale="default")
    page = tk.url_for("resource.read", id="DATASET", resource_id="RESOURCE", package_type="dataset", qualified=True,
                      locale="default")  # fmt: skip
    address = page.replace("DATASET", "{dataset}").replace("RESOURCE", "{resource}")
    return ngsi.as_ngsi(feed.records(), feed.question.standard, own, address)


_WRITERS: dict[str, Callable[[Feed, bool], Iterator[Any]]] = {
    "json": _json,
    "geojson": _geojson,
    "csv": _csv,
    "jsonld": _jsonld,
}

"""Every error Tomoni raises on purpose, on one page.

An error is data: a stable ``slug`` for programs, a sentence in Japanese and in English for people, a hint that says the
way out, and a ``context`` with the values both sentences are made of. ::

    TomoniError
    ├── FetchError            a file or an API could not be had from the network
    │   ├── Refused           the address is not one this portal may call (scheme, private network, port, credentials)
    │   ├── Unreachable       no such host, connection refused, TLS failure
    │   ├── TimedOut          no answer, or no end of the answer, within the time allowed
    │   ├── TooLarge          more bytes than allowed, counted after decompression
    │   ├── TooManyRedirects  a chain or a loop of redirects
    │   ├── NotFound          404 or 410
    │   ├── Forbidden         401, 403 or 407
    │   ├── TooManyRequests   429 (``retry_after`` in the context)
    │   ├── BadRequest        any other 4xx
    │   ├── ServerError       5xx (``retry_after`` in the context when the server said so)
    │   └── NotJson           200, yet the body is a page or no JSON
    ├── ReadingError          bytes that are no table
    │   ├── EmptyFile         no byte, or nothing but blanks
    │   ├── WrongType         HTML, PDF, picture, Word … under a table's name
    │   ├── NoTable           a sound file of another use: a ZIP of maps, a document of settings
    │   ├── Undecodable       no Japanese encoding fits every byte (positions in the context)
    │   ├── Encrypted         a workbook with a password
    │   ├── LegacyFormat      .xls and other formats before 2007
    │   ├── Damaged           a workbook that cannot be opened
    │   └── TooBig            over the bounds of bytes, rows, columns, or a zip bomb
    └── StandardError         the definition of a standard under ``schemas/`` is wrong or missing
        ├── NotABook          a workbook that is no definition book, or one of whose sheets cannot be understood
        └── NotConvertible    a table that cannot be carried to a newer edition

Caught where the work is done: one bad item never stops a job.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = [
    "BadRequest",
    "Damaged",
    "EmptyFile",
    "Encrypted",
    "FetchError",
    "Forbidden",
    "LegacyFormat",
    "NoTable",
    "NotABook",
    "NotConvertible",
    "NotFound",
    "NotJson",
    "ReadingError",
    "Refused",
    "ServerError",
    "StandardError",
    "TimedOut",
    "TomoniError",
    "TooBig",
    "TooLarge",
    "TooManyRedirects",
    "TooManyRequests",
    "Undecodable",
    "Unreachable",
    "WrongType",
    "fill",
]

_FIELD = re.compile(r"\{(\w+)\}")


def fill(template: str, values: dict[str, Any]) -> str:
    """Put ``values`` into the ``{name}`` places of ``template``; unknown places and other braces stay as they are.

    Unlike ``str.format`` this reads no attributes and never raises: the values come from strangers' files.
    """
    return _FIELD.sub(lambda m: str(values[m[1]]) if m[1] in values else m[0], template)


class TomoniError(Exception):
    """An error a person is meant to read. ``ja`` and ``en`` may hold ``{name}`` places, filled from ``context``."""

    def __init__(self, slug: str, ja: str, en: str, hint_ja: str = "", hint_en: str = "", **context: Any) -> None:
        self.slug = slug
        self.ja = fill(ja, context)
        self.en = fill(en, context)
        self.hint_ja = fill(hint_ja, context)
        self.hint_en = fill(hint_en, context)
        self.context = context
        super().__init__(self.en)

    def message(self, lang: str = "ja") -> str:
        """The sentence for a reader of ``lang`` (Japanese unless it is another language), hint included."""
        text, hint = (self.ja, self.hint_ja) if lang.lower().startswith("ja") else (self.en, self.hint_en)
        glue = "" if lang.lower().startswith("ja") else " "
        return f"{text}{glue}{hint}" if hint else text

    def as_dict(self) -> dict[str, Any]:
        """The error as plain data, for a report or an API answer."""
        return {
            "slug": self.slug,
            "ja": self.ja,
            "en": self.en,
            "hint_ja": self.hint_ja,
            "hint_en": self.hint_en,
            "context": dict(self.context),
        }

    def __str__(self) -> str:
        return f"[{self.slug}] {self.en}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.as_dict())


def _rebuild(kind: type[TomoniError], data: dict[str, Any]) -> TomoniError:
    """Unpickle: job queues carry exceptions between processes."""
    context = data.pop("context")
    error = kind.__new__(kind)
    TomoniError.__init__(error, **data)
    error.context = context
    return error


class FetchError(TomoniError):
    """A file or an API could not be had from the network. ``context["url"]`` is the address asked for."""


class Refused(FetchError):
    """The address is not one this portal may call."""


class Unreachable(FetchError):
    """No such host, connection refused, TLS failure."""


class TimedOut(FetchError):
    """No answer, or no end of it, within the time allowed."""


class TooLarge(FetchError):
    """More bytes than allowed, counted after decompression."""


class TooManyRedirects(FetchError):
    """A chain or a loop of redirects."""


class NotFound(FetchError):
    """404 or 410."""


class Forbidden(FetchError):
    """401, 403 or 407."""


class TooManyRequests(FetchError):
    """429; ``context["retry_after"]`` holds the seconds the server asked for, or None."""


class BadRequest(FetchError):
    """Any other 4xx."""


class ServerError(FetchError):
    """5xx; ``context["retry_after"]`` holds the seconds the server asked for, or None."""


class NotJson(FetchError):
    """200, yet the body is a page or no JSON."""


class ReadingError(TomoniError):
    """Bytes that are no table."""


class EmptyFile(ReadingError):
    """No byte, or nothing but blanks."""


class WrongType(ReadingError):
    """HTML, PDF, a picture, a Word document … under a table's name; ``context["kind"]`` says which."""


class NoTable(ReadingError):
    """A sound file of another use: a ZIP of maps, a document of settings. Nothing is wrong with it."""


class Undecodable(ReadingError):
    """No Japanese encoding fits every byte; ``context["positions"]`` holds the first offsets that failed."""


class Encrypted(ReadingError):
    """A workbook with a password."""


class LegacyFormat(ReadingError):
    """.xls and other formats before 2007."""


class Damaged(ReadingError):
    """A workbook that cannot be opened."""


class TooBig(ReadingError):
    """Over the bounds of bytes, rows or columns, or a zip bomb."""


class StandardError(TomoniError):
    """The definition of a standard under ``schemas/`` is wrong or missing."""


class NotABook(StandardError):
    """A workbook that is no definition book, or one of whose sheets cannot be understood."""


class NotConvertible(StandardError):
    """A table that cannot be carried to a newer edition of its standard."""

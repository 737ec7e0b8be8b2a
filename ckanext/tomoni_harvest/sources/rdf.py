"""RDF of strangers, read into ckanext-dcat's parser after everything that could do harm has been refused.

rdflib fetches the contexts that JSON-LD names (over http, and from ``file://``), expands the entities of a DTD for
minutes, and writes out a decimal of a billion digits. So XML with a DTD is refused by the same parser (expat) that
would expand it, contexts are put in from ``contexts.json`` or refused, and nesting and size have bounds. Nothing here
asks the network: the bytes are already here.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from xml.parsers import expat

from ckanext.dcat.processors import RDFParser
from rdflib import term

from ckanext.tomoni_harvest.engine.errors import NotReadable

__all__ = ["MOST_BYTES", "read"]

MOST_BYTES = 50 * 1024 * 1024
"""Of one page: the triples of a document take some ten times its size in memory."""
DEEPEST = 100

_BY_MEDIA_TYPE = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/n3": "turtle",
    "application/n-triples": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_XML_START = re.compile(rb"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w.-]*:RDF[\s>])")
_JSON_START = re.compile(rb"\s*[{\[]")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,200}\?>")
_JAPANESE = {"shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jp"}
_LONGEST_DECIMAL = 1000


def read(body: bytes, content_type: str = "") -> RDFParser:
    """Return ckanext-dcat's parser, with the profiles of this portal, holding the graph of ``body``.

    :raises NotReadable: when it is no RDF, or RDF that may not be read
    """
    if len(body) > MOST_BYTES:
        raise _too_big()
    body = body.removeprefix(b"\xef\xbb\xbf")
    kind = _kind(body, content_type)
    prepared: Any = _safe_xml(body) if kind == "xml" else _safe_json(body) if kind == "json-ld" else body
    _bound_decimals()
    parser = RDFParser()
    try:
        parser.parse(prepared, kind)
    except RecursionError as problem:
        raise _too_deep() from problem
    except Exception as problem:  # rdflib's parsers raise whatever their helpers do
        raise _no_rdf(f"{type(problem).__name__}: {problem}") from problem
    return parser


def _kind(body: bytes, content_type: str) -> str:
    """By what the bytes are where that is plain, for servers call RDF ``text/plain`` or ``application/json``."""
    if _PAGE.match(body[:4096]):
        raise NotReadable(
            "a_page", "RDFではなく、Webページが返ってきました。", "A web page came back instead of RDF.",
            "カタログ（.ttl、.rdf、.jsonld）のアドレスを確かめてください。", "Check the address of the catalogue.",
        )  # fmt: skip
    stated = _BY_MEDIA_TYPE.get(content_type.split(";")[0].strip().lower(), "")
    if _XML_START.match(body[:4096]):
        return "xml"
    if stated:
        return stated
    return "json-ld" if _JSON_START.match(body[:4096]) else "turtle"


def _safe_xml(body: bytes) -> bytes:
    """The XML as it is, once expat has seen it through without a DTD and without endless nesting."""
    declared = _DECLARED.match(body)
    encoding = _JAPANESE.get(declared[1].decode().lower()) if declared else None
    if declared and encoding:
        try:
            body = body[declared.end() :].decode(encoding).encode()
        except UnicodeDecodeError as problem:
            raise _no_rdf(str(problem)) from problem
    depth = 0

    def start(*_: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep()

    def end(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: Any) -> None:
        raise NotReadable(
            "dtd_refused", "XMLにDTD（<!DOCTYPE>）があるので読みません。", "The XML has a DTD and is not read.",
            "DTDのないRDF/XMLか、Turtleで公開してもらってください。", "Have it published without a DTD, or as Turtle.",
        )  # fmt: skip

    checker = expat.ParserCreate()
    checker.StartElementHandler, checker.EndElementHandler = start, end
    checker.StartDoctypeDeclHandler = doctype
    try:
        checker.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        if isinstance(problem, NotReadable):
            raise
        raise _no_rdf(str(problem)) from problem
    return body


def _safe_json(body: bytes) -> str:
    """The document with every context written out; one that would have to be fetched is refused."""
    try:
        document = json.loads(body)
    except RecursionError as problem:
        raise _too_deep() from problem
    except ValueError as problem:
        raise _no_rdf(str(problem)) from problem
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, dict):
            if "@import" in value:
                raise _remote_context(value["@import"])
            if "@context" in value:
                value["@context"] = _written_out(value["@context"])
            waiting.extend((each, depth + 1) for each in value.values())
        elif isinstance(value, list):
            waiting.extend((each, depth + 1) for each in value)
    return json.dumps(document)


def _written_out(context: Any) -> Any:
    if isinstance(context, list):
        return [_written_out(each) for each in context]
    if not isinstance(context, str):
        return context
    known = _contexts().get(re.sub(r"^https?://", "", context).rstrip("/#"))
    if known is None:
        raise _remote_context(context)
    return known


@cache
def _contexts() -> dict[str, Any]:
    """Contexts that catalogues name by their address, without scheme."""
    source = files("ckanext.tomoni_harvest.sources") / "contexts.json"
    return json.loads(source.read_text(encoding="utf-8"))


def _bound_decimals() -> None:
    """Have rdflib write a decimal of a great exponent as it is: it would else write out each of its zeros."""
    for place, (kind, (_write, datatype)) in enumerate(term._GenericPythonToXSDRules):
        if kind is Decimal and _write is not _decimal:
            term._GenericPythonToXSDRules[place] = (kind, (_decimal, datatype))


def _decimal(value: Any) -> str:
    return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < _LONGEST_DECIMAL else str(value)


def _remote_context(context: Any) -> NotReadable:
    return NotReadable(
        "context_refused",
        "JSON-LDの@context「{context}」は取り寄せません。",
        "The @context “{context}” of the JSON-LD is not fetched.",
        "@contextを中に書いたJSON-LDか、Turtleで公開してもらってください。",
        "Have it published with its context inside, or as Turtle.",
        context=str(context)[:200],
    )


def _too_deep() -> NotReadable:
    return NotReadable("too_deep", "RDFの入れ子が深すぎて読めません。", "The RDF is nested too deeply.")


def _too_big() -> NotReadable:
    return NotReadable(
        "too_big", "RDFが大きすぎます（1ページ{most}MBまで）。", "The RDF is too big (at most {most} MB a page).",
        "ページに分けて公開してもらってください。", "Have it published in pages.", most=MOST_BYTES // 2**20,
    )  # fmt: skip


def _no_rdf(reason: str) -> NotReadable:
    return NotReadable("no_rdf", "RDFとして読めません（{reason}）。", "It is no RDF ({reason}).", reason=reason[:200])

"""DCAT in RDF: Turtle, RDF/XML and JSON-LD, with Hydra's paging.

The graph is read by ckanext-dcat with the profiles this portal has set (``ckanext.dcat.rdf.profiles``), so that a
dataset comes in by the same terms as it goes out. ArcGIS Hub's DCAT-AP 2.0.1 feed is JSON-LD and is read here too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any
from urllib.parse import urljoin

from ckanext.dcat.processors import RDFParser
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, Namespace
from rdflib.term import Node

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import package, rdf
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import base_of, first_found, no_filter, places

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PATHS = ("/catalog.ttl", "/catalog.xml", "/catalog.jsonld", "/api/feed/dcat-ap/2.0.1.json")
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, application/json;q=0.5, */*;q=0.1"
MOST_PAGES = 10_000

MISSPELT = {URIRef(f"{DCAT}accessUrl"): DCAT.accessURL, URIRef(f"{DCAT}downloadUrl"): DCAT.downloadURL}
"""As ArcGIS Hub writes them."""


class DcatKind:
    """A catalogue in RDF."""

    name = "tomoni_dcat"
    title = "DCAT（RDF）"
    description = "A catalogue in RDF by the vocabulary DCAT: Turtle, RDF/XML or JSON-LD, whole or in pages."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for RDF at the address itself and where ckanext-dcat and ArcGIS Hub publish it."""
        try:
            address, parser = first_found(_places(url), lambda place: _read(web, place))
        except (FetchError, ValueError):
            return None
        held = _total(parser.g)
        held = len(_datasets(parser.g)) if held is None else held
        saw = {
            "ja": f"DCATのカタログが {address} にあります（データセット{held:,}件）",
            "en": f"A DCAT catalogue is at {address} ({held:,} datasets)",
        }
        return Recognised(self.name, address, held, sure=address == url, saw=saw)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the pages, following Hydra's ``next`` until there is none."""
        no_filter(filters)
        address, parser = first_found(_places(url), lambda place: _read(web, place))
        start, seen = 0, {address}
        while True:
            page = Page(start, [_raw(parser, ref) for ref in _datasets(parser.g)], total=_total(parser.g))
            yield page
            start += len(page.records)
            address = _next(parser, address)
            if not address or address in seen or len(seen) >= MOST_PAGES:
                return
            seen.add(address)
            try:
                parser = _read(web, address)
            except (FetchError, ValueError) as problem:
                yield Page(start, problem=str(problem))
                return

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one ``dcat:Dataset``."""
        parser, ref = raw["parser"], raw["ref"]
        words = _words(parser, ref)
        page = n.link(words.get("landingPage"), "", n.silent) or n.link(str(ref), "", n.silent) or url
        if not raw["stated"]:
            return package.record(
                {**words, "id": raw["id"]}, base_of(url), page=page, markup=True,
                notes=[("identifier-missing", {"used": "title"})],
            )  # fmt: skip
        return package.record({**words, "id": raw["id"]}, base_of(url), page=page, markup=True)


def _places(url: str) -> list[str]:
    """The address itself first: it may be a catalogue without any ending."""
    return list(dict.fromkeys([url.split("#")[0], *places(url, PATHS, (".ttl", ".rdf", ".xml", ".jsonld", ".n3"))]))


def _read(web: Reach, address: str) -> RDFParser:
    fetched = web.fetch(address, accept=ACCEPT)
    parser = rdf.read(fetched.body, fetched.content_type)
    graph = parser.g
    if not any((None, RDF.type, kind) in graph for kind in (DCAT.Catalog, DCAT.Dataset)):
        raise ValueError("the RDF has neither a dcat:Catalog nor a dcat:Dataset")
    for wrong, right in MISSPELT.items():
        for subject, value in list(graph.subject_objects(wrong)):
            graph.add((subject, right, URIRef(str(value))))
    return parser


def _datasets(graph: Graph) -> list[Node]:
    """The datasets of a page in the order of their identifiers; a mere mention of one elsewhere is none."""
    listed = set(graph.objects(None, DCAT.dataset))
    found = {
        ref for ref in graph.subjects(RDF.type, DCAT.Dataset) if ref in listed or (ref, DCTERMS.title, None) in graph
    }
    return sorted(found, key=lambda ref: _identity(graph, ref))


def _identity(graph: Graph, ref: Node) -> tuple[str, bool]:
    """The dataset's address, else its ``dct:identifier``, else its title; and whether that is an identifier."""
    stated = str(ref) if isinstance(ref, URIRef) else n.text(graph.value(ref, DCTERMS.identifier))
    return (stated, True) if stated else (n.text(graph.value(ref, DCTERMS.title)), False)


def _raw(parser: RDFParser, ref: Node) -> dict[str, Any]:
    identity, stated = _identity(parser.g, ref)
    title = n.text(parser.g.value(ref, DCTERMS.title), n.TITLE_LIMIT)
    return {"id": n.identifier(identity), "title": title, "parser": parser, "ref": ref, "stated": stated}


class _One(RDFParser):
    """A parser of one dataset of a graph that has been read."""

    def __init__(self, whole: RDFParser, ref: Node) -> None:
        self.__dict__.update(whole.__dict__)
        self.ref = ref

    def _datasets(self) -> Generator[Node, None, None]:
        yield self.ref


def _words(parser: RDFParser, ref: Node) -> dict[str, Any]:
    """One dataset in CKAN's words: what the profiles say, and what a record needs beside."""
    words: dict[str, Any] = next(iter(_One(parser, ref).datasets()))
    graph = parser.g
    publisher = n.name_of(words.get("publisher")) or _extra(words, "publisher_name")
    return {
        **words,
        "name": None,
        "publisher": publisher,
        "organization": {"name": publisher, "title": publisher} if publisher else None,
        "issued": n.day(words.get("issued"), "issued", n.silent) or words.get("issued"),
        "last_modified_date": n.day(words.get("last_modified_date"), "modified", n.silent),
        "metadata_modified": _text(graph.value(ref, DCTERMS.modified)),
        "tags": sorted(words.get("tags") or [], key=lambda tag: str(tag.get("name"))),
        "resources": sorted((_file(file) for file in words.get("resources") or []), key=_order),
        "extras": [extra for extra in words.get("extras") or [] if extra.get("key") not in ("uri", "guid")],
    }


def _file(file: dict[str, Any]) -> dict[str, Any]:
    """A file, remembered by its address in the graph; one without is known again by where it lies."""
    return {**file, "id": n.identifier(file.get("uri"))}


def _order(file: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(file.get(key) or "") for key in ("name", "url", "id"))


def _extra(words: dict[str, Any], key: str) -> str:
    return next((n.text(extra.get("value"), 200) for extra in words.get("extras") or [] if extra.get("key") == key), "")


def _text(node: Node | None) -> str:
    return str(node) if isinstance(node, Literal) else ""


def _next(parser: RDFParser, address: str) -> str:
    """The address of the next page: of a typed view, as ckanext-dcat has it, or of anything."""
    following = parser.next_page() or next((str(each) for each in parser.g.objects(None, HYDRA.next)), "")
    return urljoin(address, following) if following else ""


def _total(graph: Graph) -> int | None:
    """How many datasets a paged catalogue says it holds."""
    if not any(graph.triples((None, HYDRA.next, None))) and not any(graph.triples((None, HYDRA.previous, None))):
        return None
    stated = n.text(next(graph.objects(None, HYDRA.totalItems), None))
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 10 else None

"""The few ways in which a value gets into a graph, and comes out of it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_schema.dcat import values
from ckanext.tomoni_schema.dcat.terms import DCT, RDF, RDFS, SKOS

__all__ = ["Eye", "Pen"]


class Pen:
    """Writes into one graph; what has no text leaves no trace."""

    def __init__(self, graph: Graph) -> None:
        self.g = graph

    def words(self, subject: Node, predicate: URIRef, value: Any, language: str | None = None) -> None:
        """A text."""
        if written := values.text(value):
            self.g.add((subject, predicate, Literal(written, lang=language)))

    def date(self, subject: Node, predicate: URIRef, value: Any) -> bool:
        """A date, when it is one."""
        found = values.date(value)
        if found is not None:
            self.g.add((subject, predicate, found))
        return found is not None

    def link(self, subject: Node, predicate: URIRef, value: Any, kind: URIRef | None = None) -> Node | None:
        """An address as it is; words as a node that is labelled with them, for DCAT-AP allows no text here."""
        found = values.address(value)
        return self.node(subject, predicate, found, kind, "" if found else values.text(value))

    def node(
        self, subject: Node, predicate: URIRef, node: URIRef | None, kind: URIRef | None = None, label: str = ""
    ) -> Node | None:
        """A thing of a kind with its name; without an address it is a blank node, without both it is not written."""
        if node is None and not label:
            return None
        thing = BNode() if node is None else node
        self.g.add((subject, predicate, thing))
        if kind is not None:
            self.g.add((thing, RDF.type, kind))
        if label:
            named = SKOS.prefLabel if kind in (SKOS.Concept, DCT.Location) else RDFS.label
            self.g.add((thing, named, Literal(label)))
        return thing


class Eye:
    """Reads out of one graph, in an order that does not change from one reading to the next."""

    def __init__(self, graph: Graph) -> None:
        self.g = graph

    def nodes(self, subject: Node, predicate: URIRef) -> list[Node]:
        """What the property holds: addresses before blank nodes, each by its text."""
        return sorted(self.g.objects(subject, predicate), key=lambda node: (isinstance(node, BNode), str(node)))

    def first(self, subject: Node, predicate: URIRef) -> Node | None:
        """One value of the property."""
        return next(iter(self.nodes(subject, predicate)), None)

    def words(self, subject: Node, predicate: URIRef, language: str = "") -> str:
        """A text: the one of the language if there is one, else one without a language, else any."""
        found = [node for node in self.nodes(subject, predicate) if isinstance(node, Literal)]
        wanted = (language, None) if language else (None, "ja")
        ranked = sorted(found, key=lambda node: wanted.index(node.language) if node.language in wanted else len(wanted))
        return values.text(ranked[0]) if ranked else ""

    def in_language(self, subject: Node, predicate: URIRef, language: str) -> str:
        """The text of exactly this language."""
        found = (node for node in self.nodes(subject, predicate) if isinstance(node, Literal))
        return next((values.text(node) for node in found if node.language == language), "")

    def label(self, node: Node | None) -> str:
        """What a thing is called; its address when it has no name, and the text itself when it is one."""
        if node is None:
            return ""
        if isinstance(node, Literal):
            return values.text(node)
        named = (SKOS.prefLabel, RDFS.label, DCT.title)
        labels = (self.words(node, predicate) for predicate in named)
        return next((label for label in labels if label), str(node) if isinstance(node, URIRef) else "")

    def labels(self, subject: Node, predicate: URIRef) -> list[str]:
        """The names of all that the property holds."""
        return unique(self.label(node) for node in self.nodes(subject, predicate))

    def text_of(self, subject: Node, *predicates: URIRef) -> str:
        """The first of several properties that says anything, as a label."""
        found = (self.label(self.first(subject, predicate)) for predicate in predicates)
        return next((label for label in found if label), "")


def unique(items: Iterable[str]) -> list[str]:
    """The texts in order, each once, sorted."""
    return sorted({item for item in items if item})

"""A graph's fingerprint, the same whatever its blank nodes are called, and what of it nobody can write down.

SHACL's answer depends on the graph alone, so that an unchanged fingerprint keeps the answer. Blank nodes are told
apart by all that they say; a graph in which they go round in circles, or say more than ``most`` triples written out
in full, has no fingerprint: a validator that writes each of them out would not end.
"""

from __future__ import annotations

import hashlib

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

__all__ = ["fingerprint", "unwritable"]

_DEEPEST = 12
#: What Turtle and N-Triples do not allow between < and >.
_FORBIDDEN = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33)))


class _TooTangledError(Exception):
    """The blank nodes are no small trees."""


class _Trees:
    """Names each blank node by the tree that hangs from it."""

    def __init__(self, graph: Graph, most: int) -> None:
        self.graph, self.left = graph, most
        self.known: dict[BNode, tuple[str, int]] = {}

    def word(self, node: Node, depth: int = 0) -> tuple[str, int]:
        """The node in text, and how many triples that text stands for."""
        if isinstance(node, Literal):
            return f"{str(node)!r}@{node.language}^^{node.datatype}", 0
        if not isinstance(node, BNode):
            return f"<{node}>", 0
        if node not in self.known:
            self.known[node] = self._tree(node, depth)
        return self.known[node]

    def _tree(self, node: BNode, depth: int) -> tuple[str, int]:
        if depth > _DEEPEST:
            raise _TooTangledError
        lines, size = [], 0
        for predicate, held in self.graph.predicate_objects(node):
            word, below = self.word(held, depth + 1)
            lines.append(f"<{predicate}> {word}")
            size += 1 + below
        self.left -= size
        if self.left < 0:
            raise _TooTangledError
        return _digest(lines), size


def fingerprint(graph: Graph, most: int) -> str | None:
    """The fingerprint, or None for a graph of more than ``most`` triples or of too tangled blank nodes."""
    if len(graph) > most:
        return None
    trees = _Trees(graph, most)
    try:
        return _digest([f"{trees.word(s)[0]} <{p}> {trees.word(o)[0]}" for s, p, o in graph])
    except _TooTangledError:
        return None


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()


def unwritable(graph: Graph) -> list[tuple[Node, Node, URIRef]]:
    """Each triple's subject and predicate with the address in it that no RDF file can hold; the page of it breaks."""
    return [
        (subject, predicate, term)
        for subject, predicate, held in graph
        for term in (subject, predicate, held)
        if isinstance(term, URIRef) and not _FORBIDDEN.isdisjoint(term)
    ]

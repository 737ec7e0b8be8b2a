"""What RDF's terms cannot say exactly, kept word for word.

年1回（4月頃） becomes the EU's code for yearly, which other catalogues understand, and would come back as 毎年. So
every field is read back right after writing; where another value comes back, the field's own words are added as a
``schema:additionalProperty`` that names the field. Nothing is lost between two portals of this kind, and nobody else
has to know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from ckanext.tomoni_schema.dcat import values
from ckanext.tomoni_schema.dcat.terms import RDF, SCHEMA

__all__ = ["keep", "restore"]


def keep(g: Graph, subject: Node, fields: Iterable[str], written: Mapping[str, Any], read: Mapping[str, Any]) -> None:
    """Add the words of every field that does not come back as it was written."""
    for name in fields:
        words = values.text(written.get(name))
        if words and len(words) < values.TEXT_LIMIT and words != values.text(read.get(name)):
            node = BNode()
            g.add((subject, SCHEMA.additionalProperty, node))
            g.add((node, RDF.type, SCHEMA.PropertyValue))
            g.add((node, SCHEMA.propertyID, Literal(name)))
            g.add((node, SCHEMA.value, Literal(words)))


def restore(g: Graph, subject: Node, fields: Iterable[str]) -> dict[str, str]:
    """The fields that were kept word for word."""
    found: dict[str, str] = {}
    for node in g.objects(subject, SCHEMA.additionalProperty):
        name, words = g.value(node, SCHEMA.propertyID), g.value(node, SCHEMA.value)
        if str(name) in set(fields) and isinstance(words, Literal):
            found[str(name)] = values.text(words)
    return found

"""A graph in which nothing breaks the catalogue, and DCAT-AP's rules for kinds of values hold.

ckanext-dcat writes what extras say, and extras are anybody's: a space in an address stops the whole catalogue from
being written as Turtle, a control character makes RDF/XML unreadable, and an aggregator refuses a text where it
expects an address. No CKAN here.
"""

from __future__ import annotations

import re

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_schema.dcat import values
from ckanext.tomoni_schema.dcat.terms import ADMS, DCAT, DCT, FOAF, RDF, RDFS, SKOS, SPDX, XSD

__all__ = ["mend"]

_THINGS = {
    DCT.type: SKOS.Concept,
    DCT.source: None,
    DCT.relation: None,
    DCT.hasVersion: None,
    DCT.isVersionOf: None,
    DCT.isReferencedBy: None,
    DCT.accessRights: DCT.RightsStatement,
    DCT.language: DCT.LinguisticSystem,
    DCT.license: DCT.LicenseDocument,
    DCT.conformsTo: DCT.Standard,
    DCT.rights: DCT.RightsStatement,
    DCAT.compressFormat: DCT.MediaType,
    DCAT.packageFormat: DCT.MediaType,
    DCAT.mediaType: DCT.MediaType,
    DCAT.endpointURL: RDFS.Resource,
    DCAT.landingPage: FOAF.Document,
    DCAT.contactPoint: None,
    ADMS.sample: DCAT.Distribution,
    SPDX.algorithm: None,
}
"""Properties that hold a thing, and of what kind: a text there becomes a thing of that name."""
_ONLY_ADDRESSES = {
    URIRef("http://data.europa.eu/r5r/applicableLegislation"),
    URIRef("http://data.europa.eu/r5r/hvdCategory"),
    DCAT.inSeries,
}
_DATES = {DCT.issued, DCT.modified, DCAT.startDate, DCAT.endDate}
_TYPED = {DCAT.spatialResolutionInMeters: XSD.decimal, DCAT.temporalResolution: XSD.duration}
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}


def mend(g: Graph) -> None:
    """Change in place what must not stay as it is; what cannot be mended is left out."""
    for subject, predicate, held in list(g):
        kept = _mended(g, URIRef(str(predicate)), held)
        if not isinstance(subject, BNode) and not values.usable_iri(str(subject)):
            kept = None
        if kept is not held:
            g.remove((subject, predicate, held))
            if kept is not None:
                g.add((subject, predicate, kept))
    _checksums(g)


def _mended(g: Graph, predicate: URIRef, held: Node) -> Node | None:
    if isinstance(held, URIRef):
        if predicate == DCT.identifier:
            return Literal(str(held))
        if values.usable_iri(held) and not held.lower().startswith(("javascript:", "data:", "vbscript:")):
            return held
        return _thing(g, predicate, str(held)) if predicate in _THINGS else Literal(values.text(str(held)))
    return _mended_text(g, predicate, held) if isinstance(held, Literal) else held


def _mended_text(g: Graph, predicate: URIRef, held: Literal) -> Node | None:
    if predicate in _THINGS:
        return _thing(g, predicate, str(held))
    if predicate in _ONLY_ADDRESSES:
        return None
    if predicate in _DATES:
        return held if held.datatype in (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth) else values.date(str(held))
    if predicate in _TYPED:
        return held if held.datatype == _TYPED[predicate] and held.value is not None else None
    if predicate == DCAT.byteSize:
        return held if re.fullmatch("[0-9]+", str(held)) and held.datatype == XSD.nonNegativeInteger else None
    plain = values.text(str(held))
    return held if plain == str(held) else Literal(plain, lang=held.language, datatype=held.datatype)


def _thing(g: Graph, predicate: URIRef, words: str) -> Node | None:
    label, kind = values.text(words), _THINGS.get(predicate)
    if not label:
        return None
    node = BNode()
    g.add((node, RDFS.label, Literal(label)))
    if kind is not None:
        g.add((node, RDF.type, kind))
    if kind == SKOS.Concept:
        g.add((node, SKOS.prefLabel, Literal(label)))
    return node


def _checksums(g: Graph) -> None:
    """DCAT-AP wants the algorithm with a checksum; its length tells which it is, and what is no checksum goes."""
    for holder, node in list(g.subject_objects(SPDX.checksum)):
        value = str(g.value(node, SPDX.checksumValue) or "")
        algorithm = _HASHES.get(len(value)) if re.fullmatch("[0-9a-fA-F]+", value) else None
        if algorithm is None:
            g.remove((holder, SPDX.checksum, node))
            g.remove((node, None, None))
        elif g.value(node, SPDX.algorithm) is None:
            g.add((node, SPDX.algorithm, SPDX[f"checksumAlgorithm_{algorithm}"]))

"""A distribution of DCAT as fields of a resource. No CKAN here."""

from __future__ import annotations

import re

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.dcat import exact, fields, values
from ckanext.tomoni_schema.dcat.pen import Eye
from ckanext.tomoni_schema.dcat.site import Site
from ckanext.tomoni_schema.dcat.terms import ADMS, AUTHORITY, CNT, DCAT, DCT, FOAF

__all__ = ["languages", "license_of", "read_file", "standards"]

_STANDARD_PAGE = re.compile(r"/standards/([a-z_]+)(?:[?#].*)?$")


def read_file(g: Graph, node: Node, site: Site, inherited: str = "") -> dict[str, str]:
    """Every field that the graph has a value for; a licence that is the dataset's anyway is left out."""
    eye = Eye(g)
    file, page = (str(eye.first(node, predicate) or "") for predicate in (DCAT.downloadURL, DCAT.accessURL))
    licence = license_of(eye, node, site)
    found = {
        "url": file or page,
        "access_url": page if file and page != file else "",
        "name": eye.words(node, DCT.title, "ja"),
        "description": eye.words(node, DCT.description, "ja"),
        "format": _format(eye, node),
        "mimetype": values.media_type_words(str(eye.first(node, DCAT.mediaType) or "")),
        "encoding": eye.words(node, CNT.characterEncoding),
        "license_id": licence if licence != inherited else "",
        "issued": values.day(eye.first(node, DCT.issued)),
        "last_modified_date": values.day(eye.first(node, DCT.modified)),
        "status": _status(eye, node),
        "language": languages(eye, node),
        "terms_and_conditions": eye.text_of(node, DCT.rights),
        "related_documents": "; ".join(eye.labels(node, FOAF.page)),
        **standards(eye, node),
        **exact.restore(g, node, fields.RESOURCE),
    }
    return {name: value for name, value in found.items() if value}


def _format(eye: Eye, node: Node) -> str:
    held = eye.first(node, DCT["format"])
    if held is None:
        return values.file_type(str(eye.first(node, DCAT.mediaType) or "")).split("/")[-1].upper()
    return values.file_type(str(held)) if isinstance(held, URIRef) else values.file_type(eye.label(held))


def _status(eye: Eye, node: Node) -> str:
    held = eye.first(node, ADMS.status)
    codes = {AUTHORITY[f"distribution-status/{code}"]: words for words, code in values.STATUSES.items()}
    return codes.get(held, "") or eye.label(held) if isinstance(held, URIRef) else eye.label(held)


def languages(eye: Eye, node: Node) -> str:
    """The languages by their codes, Japanese first."""
    codes = {values.language_code(words) for words in eye.labels(node, DCT.language)}
    return ", ".join(sorted(codes, key=lambda code: (code != "ja", code)))


def license_of(eye: Eye, node: Node, site: Site) -> str:
    """The portal's id of a licence; the address or the name that was written when the portal does not list it."""
    held = eye.first(node, DCT.license)
    if held is None:
        return ""
    if isinstance(held, URIRef | Literal):
        return site.license_of(str(held))
    return site.license_of(eye.words(held, DCT.identifier) or eye.label(held))


def standards(eye: Eye, node: Node) -> dict[str, str]:
    """The municipal standard, known by its page at any portal of this kind, and the other standards."""
    ours, others = "", []
    for held in eye.nodes(node, DCT.conformsTo):
        page = _STANDARD_PAGE.search(str(held))
        known = registry().get(page[1]) if page else None
        if known and not ours:
            ours = known.slug
        else:
            others.append(eye.label(held))
    return {"tomoni_standard": ours, "compliant_standard": "; ".join(sorted(filter(None, others)))}

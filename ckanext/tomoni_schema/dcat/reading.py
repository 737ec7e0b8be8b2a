"""A dataset of DCAT, ours or another catalogue's, as fields of our form. No CKAN here.

Other catalogues write the same thing in many ways: a publisher is a node with a name or a mere text, a place has an
address, a label or a code. Each reader takes what it finds and never refuses.
"""

from __future__ import annotations

import re
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_schema.dcat import exact, fields, reading_file, values
from ckanext.tomoni_schema.dcat.pen import Eye
from ckanext.tomoni_schema.dcat.site import Site
from ckanext.tomoni_schema.dcat.terms import (
    ADMS,
    DCAT,
    DCT,
    FOAF,
    PROV,
    RDFS,
    SCHEMA,
    SKOS,
    VCARD,
)

__all__ = ["read_dataset", "read_files", "tags"]

_PLACE = re.compile(r"/tomoni_localgov_show\?id=([0-9]{6})$")


def read_dataset(g: Graph, ref: Node, site: Site) -> dict[str, str]:
    """Every field that the graph has a value for, without the files."""
    eye = Eye(g)
    found = {
        **_texts(eye, ref),
        **_dates(eye, ref),
        **_contact(eye, ref),
        **_sources(eye, ref),
        **reading_file.standards(eye, ref),
        "spatial": _place(eye, ref),
        "publisher": _agent(eye, ref, DCT.publisher),
        "author": _agent(eye, ref, DCT.creator),
        "license_id": _license(eye, ref, site),
        "language": reading_file.languages(eye, ref),
        "theme": "、".join(eye.labels(ref, DCAT.theme)),
        **exact.restore(g, ref, fields.DATASET),
    }
    return {name: value for name, value in found.items() if value}


def read_files(g: Graph, ref: Node, site: Site) -> dict[Node, dict[str, str]]:
    """The fields of every file, by its node. A licence that all files share is the dataset's, not theirs."""
    eye = Eye(g)
    inherited = _license(eye, ref, site)
    return {node: reading_file.read_file(g, node, site, inherited) for node in eye.nodes(ref, DCAT.distribution)}


def _license(eye: Eye, ref: Node, site: Site) -> str:
    """The dataset's own licence, else the first of its files' that the portal lists, for DCAT-AP has it there."""
    ids = (reading_file.license_of(eye, node, site) for node in eye.nodes(ref, DCAT.distribution))
    return reading_file.license_of(eye, ref, site) or next((found for found in ids if found in site.licenses), "")


def tags(g: Graph, ref: Node) -> list[str]:
    """The keywords; several in one text are taken apart, for CKAN's tags hold no comma."""
    words = {part for text in Eye(g).labels(ref, DCAT.keyword) for part in re.split(r"[,、，;；]", text)}
    return sorted(word.strip() for word in words if word.strip())


def _texts(eye: Eye, ref: Node) -> dict[str, str]:
    title, notes = eye.words(ref, DCT.title, "ja"), eye.words(ref, DCT.description, "ja")
    title_en, notes_en = eye.in_language(ref, DCT.title, "en"), eye.in_language(ref, DCT.description, "en")
    return {
        "title": title,
        "title_en": title_en if title_en != title else "",
        "notes": "" if notes == fields.generated_description(title) else notes,
        "notes_en": notes_en if notes_en != notes else "",
        "subtitle": eye.words(ref, DCT.alternative),
        "version": eye.text_of(ref, DCAT.version, URIRef("http://www.w3.org/2002/07/owl#versionInfo")),
        "opendata_id": _opendata_id(eye, ref),
        "etc": eye.words(ref, RDFS.comment),
    }


def _opendata_id(eye: Eye, ref: Node) -> str:
    nodes = eye.nodes(ref, ADMS.identifier)
    return next((words for node in nodes if (words := eye.words(node, SKOS.notation))), "")


def _dates(eye: Eye, ref: Node) -> dict[str, str]:
    return {
        "issued": values.day(eye.first(ref, DCT.issued)),
        "last_modified_date": values.day(eye.first(ref, DCT.modified)),
        "frequency_of_update": values.frequency_words(eye.text_of(ref, DCT.accrualPeriodicity)),
        "temporal": _period(eye, eye.first(ref, DCT.temporal)),
    }


def _period(eye: Eye, node: Node | None) -> str:
    if node is None:
        return ""
    starts, ends = (DCAT.startDate, SCHEMA.startDate), (DCAT.endDate, SCHEMA.endDate)
    start, end = (values.day(eye.text_of(node, *predicates)) for predicates in (starts, ends))
    return f"{start}/{end}" if start or end else eye.label(node)


def _place(eye: Eye, ref: Node) -> str:
    """What the places are called: by their code where they have one of Japan, else by their label."""
    found: list[str] = []
    for node in eye.nodes(ref, DCT.spatial):
        code = eye.words(node, DCT.identifier) or next(iter(_PLACE.findall(str(node))), "")
        body = local_government.find(code) if code else None
        label = body.name_full if body else eye.label(node)
        if label and label != "-":
            found.append(label)
    return "、".join(dict.fromkeys(found))


def _agent(eye: Eye, ref: Node, predicate: URIRef) -> str:
    node = eye.first(ref, predicate)
    if node is None:
        return ""
    names = (eye.words(node, name, "ja") for name in (FOAF.name, VCARD.fn, SCHEMA.name))
    return next((name for name in names if name), eye.label(node))


def _contact(eye: Eye, ref: Node) -> dict[str, str]:
    node = eye.first(ref, DCAT.contactPoint)
    if node is None:
        return {}
    name, section = eye.text_of(node, VCARD.fn, VCARD.hasFN), eye.words(node, VCARD["organization-unit"])
    mail = _value(eye, node, VCARD.hasEmail)
    number, extension = _telephone(eye, eye.first(node, VCARD.hasTelephone))
    return {
        "contactPoint": name if name != section else "",
        "maintainer": section,
        "contactPoint_email": re.sub("^mailto:", "", mail),
        "contactPoint_tel": number,
        "contactPoint_ext": extension,
        "contactPoint_formUrl": _value(eye, node, VCARD.hasURL),
        "contactPoint_etc": eye.words(node, VCARD.note),
    }


def _value(eye: Eye, node: Node, predicate: URIRef) -> str:
    held = eye.first(node, predicate)
    inner = eye.first(held, VCARD.hasValue) if held is not None else None
    return eye.label(inner if inner is not None else held)


def _telephone(eye: Eye, node: Node | None) -> tuple[str, str]:
    if node is None:
        return "", ""
    number = str(eye.first(node, VCARD.hasValue) or (node if isinstance(node, URIRef) else ""))
    extension = re.search(r";ext=([0-9]+)", number)
    written = eye.label(node) or number
    return re.sub(r"^tel:|;.*$", "", written), extension[1] if extension else ""


def _sources(eye: Eye, ref: Node) -> dict[str, Any]:
    here, landing = eye.text_of(ref, FOAF.isPrimaryTopicOf), eye.text_of(ref, DCAT.landingPage)
    return {
        "landingPage": landing if landing != here else "",
        "url": eye.text_of(ref, PROV.hadPrimarySource, DCT.source),
        "source_url": eye.text_of(ref, PROV.wasDerivedFrom),
        "related_documents": "; ".join(eye.labels(ref, FOAF.page)),
        "history_information": eye.text_of(ref, DCT.provenance),
    }

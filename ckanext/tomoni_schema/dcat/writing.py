"""A dataset of ours as DCAT-AP 3. No CKAN here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_schema.dcat import exact, fields, reading, values, writing_file, writing_people
from ckanext.tomoni_schema.dcat.pen import Pen
from ckanext.tomoni_schema.dcat.site import Agent, Quality, Site
from ckanext.tomoni_schema.dcat.terms import (
    ADMS,
    AUTHORITY,
    DCAT,
    DCT,
    DQV,
    FOAF,
    GSP,
    LOCN,
    OA,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
)

__all__ = ["write_dataset"]

Dataset = Mapping[str, Any]


def write_dataset(
    g: Graph, ref: URIRef, dataset: Dataset, site: Site, agent: Agent | None = None, quality: Quality | None = None
) -> None:
    """Write a dataset and its files into a graph of its own, and keep word for word what would not come back."""
    pen = Pen(g)
    g.add((ref, RDF.type, DCAT.Dataset))
    _texts(pen, ref, dataset)
    _dates(pen, ref, dataset)
    _place(pen, ref, dataset, site, agent)
    writing_people.write_people(pen, ref, dataset, agent)
    writing_people.write_contact(pen, ref, dataset)
    _sources(pen, ref, dataset, site)
    _terms(pen, ref, dataset, site)
    writing_file.standards(pen, ref, dataset, site)
    _quality(pen, ref, site, quality)
    for resource in dataset.get("resources") or []:
        writing_file.write_file(pen, ref, resource, dataset, site)
    exact.keep(g, ref, fields.DATASET, dataset, reading.read_dataset(g, ref, site))


def _texts(pen: Pen, ref: Node, dataset: Dataset) -> None:
    title = values.text(dataset.get("title")) or values.text(dataset.get("name")) or str(ref)
    notes = values.text(dataset.get("notes")) or fields.generated_description(title)
    for written, english, predicate in ((title, "title_en", DCT.title), (notes, "notes_en", DCT.description)):
        translated = values.text(dataset.get(english))
        pen.words(ref, predicate, written, "ja" if translated else None)
        pen.words(ref, predicate, translated, "en")
    pen.words(ref, DCT.alternative, dataset.get("subtitle"))
    if not (fields.beside(dataset, "identifier") or fields.beside(dataset, "guid")):
        pen.words(ref, DCT.identifier, dataset.get("id"))
    pen.words(ref, DCAT.version, dataset.get("version"))
    pen.words(ref, RDFS.comment, dataset.get("etc"))
    for tag in dataset.get("tags") or []:
        pen.words(ref, DCAT.keyword, tag.get("name"))
    if identifier := values.text(dataset.get("opendata_id")):
        node = pen.node(ref, ADMS.identifier, None, ADMS.Identifier, identifier)
        pen.words(node or ref, SKOS.notation, identifier)


def _dates(pen: Pen, ref: Node, dataset: Dataset) -> None:
    pen.date(ref, DCT.issued, dataset.get("issued"))
    changed = [text for item in dataset.get("resources") or [] if (text := values.text(item.get("last_modified_date")))]
    own = values.text(dataset.get("last_modified_date"))
    newest = (
        own
        if values.date(own)
        else max((item for item in changed if values.date(item)), key=lambda item: str(values.date(item)), default="")
    )
    pen.date(ref, DCT.modified, newest or values.utc(dataset.get("metadata_modified")))
    _frequency(pen, ref, values.text(dataset.get("frequency_of_update")))
    _temporal(pen, ref, values.text(dataset.get("temporal")))


def _frequency(pen: Pen, ref: Node, words: str) -> None:
    code = values.frequency_uri(words) if words else None
    pen.node(ref, DCT.accrualPeriodicity, code, DCT.Frequency, "" if code else words)


def _temporal(pen: Pen, ref: Node, words: str) -> None:
    ends = values.period(words)
    if not words:
        return
    node = BNode()
    pen.g.add((ref, DCT.temporal, node))
    pen.g.add((node, RDF.type, DCT.PeriodOfTime))
    if ends is None:
        pen.words(node, RDFS.label, words)
        return
    for end, predicate in zip(ends, (DCAT.startDate, DCAT.endDate), strict=True):
        pen.date(node, predicate, end)


def _place(pen: Pen, ref: Node, dataset: Dataset, site: Site, agent: Agent | None) -> None:
    """The place that the words name, with its code; without words, that of the municipality that publishes."""
    words = values.text(dataset.get("spatial"))
    body = local_government.find_by_name(words) or local_government.find(words) if words else None
    if body is None and not words and agent and agent.code:
        body = local_government.find(agent.code)
    address = site.place(body.code) if body else values.address(words)
    label = body.name_full if body else "" if address else words
    node = pen.node(ref, DCT.spatial, address, DCT.Location, label)
    if node is not None and body is not None:
        pen.words(node, DCT.identifier, body.code)
    if geometry := values.wkt_of(fields.beside(dataset, "spatial_geom")):
        node = node or pen.node(ref, DCT.spatial, None, DCT.Location, "-")
        pen.g.add((node or ref, LOCN.geometry, Literal(geometry, datatype=GSP.wktLiteral)))


def _sources(pen: Pen, ref: Node, dataset: Dataset, site: Site) -> None:
    """Pages: the one of the municipality, the one here, the source, other papers, and where it was harvested from."""
    here = site.page("dataset", values.text(dataset.get("name")) or values.text(dataset.get("id")))
    pen.node(ref, FOAF.isPrimaryTopicOf, here, FOAF.Document)
    pen.node(ref, DCAT.landingPage, values.address(dataset.get("landingPage")) or here, FOAF.Document)
    pen.link(ref, PROV.hadPrimarySource, dataset.get("url"))
    if harvested := values.address(dataset.get("source_url")):
        pen.g.add((ref, PROV.wasDerivedFrom, harvested))
    for document in values.parts(dataset.get("related_documents")):
        pen.link(ref, FOAF.page, document, FOAF.Document)
    pen.link(ref, DCT.provenance, dataset.get("history_information"), DCT.ProvenanceStatement)


def _terms(pen: Pen, ref: Node, dataset: Dataset, site: Site) -> None:
    writing_file.license_of(pen, ref, values.text(dataset.get("license_id")), site)
    for words in values.parts(dataset.get("language"), values.LANGUAGES_BETWEEN):
        code = values.language_uri(words)
        pen.node(ref, DCT.language, code, DCT.LinguisticSystem, "" if code else words)
    for words in values.parts(dataset.get("theme"), values.THEMES_BETWEEN):
        pen.node(ref, DCAT.theme, values.address(words) or site.theme_page(words), SKOS.Concept, words)
    if not fields.beside(dataset, "access_rights"):
        right = "NON_PUBLIC" if dataset.get("private") in (True, "true", "True") else "PUBLIC"
        pen.node(ref, DCT.accessRights, AUTHORITY[f"access-right/{right}"], DCT.RightsStatement)
    pen.link(ref, DCT.rights, fields.beside(dataset, "access_conditions"), DCT.RightsStatement)


def _quality(pen: Pen, ref: Node, site: Site, quality: Quality | None) -> None:
    if quality is None:
        return
    measured = BNode()
    pen.g.add((ref, DQV.hasQualityMeasurement, measured))
    pen.g.add((measured, RDF.type, DQV.QualityMeasurement))
    pen.g.add((measured, DQV.isMeasurementOf, site.page("quality", "rules")))
    pen.g.add((measured, DQV.value, Literal(quality.score, datatype=XSD.integer)))
    judged = BNode()
    pen.g.add((ref, DQV.hasQualityAnnotation, judged))
    pen.g.add((judged, RDF.type, DQV.QualityAnnotation))
    pen.words(judged, RDFS.label, quality.label)
    pen.g.add((judged, OA.hasTarget, ref))
    pen.g.add((judged, OA.hasBody, URIRef(quality.page)))

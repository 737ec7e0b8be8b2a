"""A dataset of ours as DCAT-AP 3. No CKAN here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_schema.dcat import exact, fields, reading, values, writing_file
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
    VCARD,
    XSD,
)

__all__ = ["publisher", "write_dataset"]

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
    _people(pen, ref, dataset, agent)
    _contact(pen, ref, dataset)
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
    for tag in dataset.get("tags") or []:
        pen.words(ref, DCAT.keyword, tag.get("name"))
    if identifier := values.text(dataset.get("opendata_id")):
        node = pen.node(ref, ADMS.identifier, None, ADMS.Identifier, identifier)
        pen.words(node or ref, SKOS.notation, identifier)


def _dates(pen: Pen, ref: Node, dataset: Dataset) -> None:
    pen.date(ref, DCT.issued, dataset.get("issued"))
    changed = [text for item in dataset.get("resources") or [] if (text := values.text(item.get("last_modified_date")))]
    newest = max((item for item in changed if values.date(item)), key=lambda item: str(values.date(item)), default="")
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


def _people(pen: Pen, ref: Node, dataset: Dataset, agent: Agent | None) -> None:
    name = values.text(dataset.get("publisher"))
    if agent and name in ("", agent.name):
        publisher(pen, ref, agent)
    elif name:
        _agent(pen, ref, DCT.publisher, name)
    if name := values.text(dataset.get("author")):
        _agent(pen, ref, DCT.creator, name)


def _agent(pen: Pen, ref: Node, predicate: URIRef, name: str) -> None:
    node = BNode()
    pen.g.add((ref, predicate, node))
    pen.g.add((node, RDF.type, FOAF.Agent))
    pen.words(node, FOAF.name, name)


def publisher(pen: Pen, ref: Node, agent: Agent) -> None:
    """The organization that publishes, with its numbers and what kind of authority it is."""
    node = URIRef(agent.uri)
    body = local_government.find(agent.code) if agent.code else None
    pen.g.add((ref, DCT.publisher, node))
    pen.g.add((node, RDF.type, FOAF.Agent))
    pen.words(node, FOAF.name, agent.name or agent.uri, "ja" if agent.name_en else None)
    pen.words(node, FOAF.name, agent.name_en, "en")
    pen.link(node, FOAF.homepage, agent.homepage if values.address(agent.homepage) else "", FOAF.Document)
    for number, scheme in ((agent.code, "全国地方公共団体コード"), (agent.corporate_number, "法人番号")):
        if number:
            _numbered(pen, node, number, scheme)
    if values.is_mail(agent.email):
        pen.g.add((node, FOAF.mbox, URIRef(f"mailto:{agent.email}")))
    if body:
        kind = "RegionalAuthority" if body.kind == "prefecture" else "LocalAuthority"
        label = "都道府県" if body.kind == "prefecture" else "市区町村"
        pen.node(node, DCT.type, URIRef(f"http://purl.org/adms/publishertype/{kind}"), SKOS.Concept, label)


def _numbered(pen: Pen, node: Node, number: str, scheme: str) -> None:
    identifier = BNode()
    pen.g.add((node, ADMS.identifier, identifier))
    pen.g.add((identifier, RDF.type, ADMS.Identifier))
    pen.words(identifier, SKOS.notation, number)
    pen.words(identifier, RDFS.label, scheme, "ja")


def _contact(pen: Pen, ref: Node, dataset: Dataset) -> None:
    contact = {name: values.text(dataset.get(name)) for name in fields.DATASET if name.startswith("contactPoint")}
    mail = contact["contactPoint_email"] or values.text(dataset.get("maintainer_email") or dataset.get("author_email"))
    section = values.text(dataset.get("maintainer"))
    if not (any(contact.values()) or mail or section):
        return
    node = BNode()
    pen.g.add((ref, DCAT.contactPoint, node))
    pen.g.add((node, RDF.type, VCARD.Organization))
    pen.g.add((node, RDF.type, VCARD.Kind))
    pen.words(node, VCARD.fn, contact["contactPoint"] or section)
    pen.words(node, VCARD["organization-unit"], section)
    if values.is_mail(mail):
        pen.g.add((node, VCARD.hasEmail, URIRef(f"mailto:{mail}")))
    if form := values.address(contact["contactPoint_formUrl"]):
        pen.g.add((node, VCARD.hasURL, form))
    pen.words(node, VCARD.note, contact["contactPoint_etc"])
    _telephone(pen, node, contact["contactPoint_tel"], contact["contactPoint_ext"])


def _telephone(pen: Pen, contact: Node, number: str, extension: str) -> None:
    if not number:
        return
    node = BNode()
    pen.g.add((contact, VCARD.hasTelephone, node))
    pen.g.add((node, RDF.type, VCARD.Voice))
    pen.words(node, RDFS.label, number)
    if callable_number := values.tel(number, extension):
        pen.g.add((node, VCARD.hasValue, URIRef(callable_number)))


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

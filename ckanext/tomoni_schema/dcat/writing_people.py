"""Who publishes a dataset, who made it and whom to ask. No CKAN here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import BNode, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_schema.dcat import fields, values
from ckanext.tomoni_schema.dcat.pen import Pen
from ckanext.tomoni_schema.dcat.site import Agent
from ckanext.tomoni_schema.dcat.terms import ADMS, DCAT, DCT, FOAF, RDF, RDFS, SKOS, VCARD

__all__ = ["publisher", "write_contact", "write_people"]


def write_people(pen: Pen, ref: Node, dataset: Mapping[str, Any], agent: Agent | None) -> None:
    """Publisher and creator: the organization, unless the dataset names somebody else."""
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


def write_contact(pen: Pen, ref: Node, dataset: Mapping[str, Any]) -> None:
    """Whom to ask: DCAT-GoJ's 連絡先情報, with the department in charge."""
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

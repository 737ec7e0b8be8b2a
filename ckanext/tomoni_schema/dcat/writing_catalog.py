"""The catalogue itself, and the record of each dataset in it. No CKAN here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, URIRef

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_schema.dcat import values, writing_file, writing_people
from ckanext.tomoni_schema.dcat.pen import Pen
from ckanext.tomoni_schema.dcat.site import Agent, Site
from ckanext.tomoni_schema.dcat.terms import AUTHORITY, DCAT, DCT, FOAF, RDF, RDFS, SKOS

__all__ = ["Catalog", "write_catalog", "write_record"]


@dataclass(frozen=True)
class Catalog:
    """What the settings say of the catalogue; see ``tomoni.schema.catalog.*``."""

    title: str
    title_en: str = ""
    subtitle: str = ""
    description: str = ""
    description_en: str = ""
    keywords: str = ""
    themes: str = ""
    area: str = ""
    parent: str = ""
    publisher: str = ""
    publisher_code: str = ""
    publisher_number: str = ""
    issued: str = ""
    frequency: str = ""
    language: str = "ja"
    license: str = ""
    terms: str = ""
    conditions: str = ""


def write_catalog(g: Graph, ref: URIRef, catalog: Catalog, site: Site, modified: str = "") -> None:
    """Write the catalogue; ``modified`` is when its newest dataset changed."""
    pen = Pen(g)
    g.add((ref, RDF.type, DCAT.Catalog))
    title = values.text(catalog.title) or site.root
    pen.words(ref, DCT.identifier, str(ref))
    pen.words(ref, DCT.title, title, "ja" if catalog.title_en else None)
    pen.words(ref, DCT.title, catalog.title_en, "en")
    pen.words(ref, DCT.alternative, catalog.subtitle)
    description = values.text(catalog.description) or f"{title}のデータカタログです。"
    pen.words(ref, DCT.description, description, "ja" if catalog.description_en else None)
    pen.words(ref, DCT.description, catalog.description_en, "en")
    for keyword in values.parts(catalog.keywords, values.THEMES_BETWEEN):
        pen.words(ref, DCAT.keyword, keyword)
    for theme in values.parts(catalog.themes, values.THEMES_BETWEEN):
        pen.node(ref, DCAT.theme, values.address(theme) or site.theme_page(theme), SKOS.Concept, theme)
    _whose(pen, ref, catalog, site, title)
    _when(pen, ref, catalog, modified)
    _terms(pen, ref, catalog, site)


def _whose(pen: Pen, ref: URIRef, catalog: Catalog, site: Site, title: str) -> None:
    body = local_government.find(catalog.publisher_code) if catalog.publisher_code else None
    name = values.text(catalog.publisher) or (body.name_full if body else title)
    agent = Agent(f"{site.root}/about", name, code=body.code if body else "", corporate_number=catalog.publisher_number)
    writing_people.publisher(pen, ref, agent)
    area = local_government.find(catalog.area) or local_government.find_by_name(catalog.area) if catalog.area else body
    label = area.name_full if area else values.text(catalog.area)
    node = pen.node(ref, DCT.spatial, site.place(area.code) if area else None, DCT.Location, label)
    if node is not None and area is not None:
        pen.words(node, DCT.identifier, area.code)
    if parent := values.address(catalog.parent):
        pen.g.add((ref, DCT.isPartOf, parent))
    pen.node(ref, FOAF.homepage, URIRef(f"{site.root}/"), FOAF.Document)


def _when(pen: Pen, ref: URIRef, catalog: Catalog, modified: str) -> None:
    pen.date(ref, DCT.issued, catalog.issued)
    pen.date(ref, DCT.modified, values.utc(modified))
    code = values.frequency_uri(catalog.frequency) if catalog.frequency else None
    pen.node(ref, DCT.accrualPeriodicity, code, DCT.Frequency, "" if code else values.text(catalog.frequency))


def _terms(pen: Pen, ref: URIRef, catalog: Catalog, site: Site) -> None:
    for words in values.parts(catalog.language, values.LANGUAGES_BETWEEN):
        code = values.language_uri(re.sub("_.*", "", words))
        pen.node(ref, DCT.language, code, DCT.LinguisticSystem, "" if code else words)
    pen.node(ref, DCT.accessRights, AUTHORITY["access-right/PUBLIC"], DCT.RightsStatement)
    writing_file.license_of(pen, ref, values.text(catalog.license), site)
    rights = pen.link(ref, DCT.rights, catalog.terms, DCT.RightsStatement)
    if catalog.conditions:
        rights = rights or pen.link(ref, DCT.rights, catalog.conditions, DCT.RightsStatement)
        pen.words(rights or ref, RDFS.comment, catalog.conditions)


def write_record(g: Graph, catalog: URIRef, ref: URIRef, dataset: Mapping[str, Any]) -> None:
    """When and in what language a dataset was entered here: DCAT-GoJ's カタログレコード."""
    pen = Pen(g)
    record = URIRef(f"{ref}#record")
    title = values.text(dataset.get("title")) or values.text(dataset.get("name"))
    g.add((catalog, DCAT.record, record))
    g.add((record, RDF.type, DCAT.CatalogRecord))
    g.add((record, FOAF.primaryTopic, ref))
    pen.words(record, DCT.title, title)
    pen.words(record, DCT.description, f"「{title}」の登録情報です。", "ja")
    pen.date(record, DCT.issued, values.utc(dataset.get("metadata_created")))
    changed = dataset.get("metadata_modified") or dataset.get("metadata_created") or "1970-01-01"
    pen.date(record, DCT.modified, values.utc(changed))
    pen.node(record, DCT.language, values.language_uri("ja"), DCT.LinguisticSystem)

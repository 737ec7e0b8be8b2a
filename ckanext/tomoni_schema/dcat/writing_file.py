"""A file of a dataset as a distribution of DCAT-AP 3, with the API that gives its rows. No CKAN here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.codes import file_types
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.dcat import exact, fields, reading_file, values
from ckanext.tomoni_schema.dcat.pen import Pen
from ckanext.tomoni_schema.dcat.site import Site
from ckanext.tomoni_schema.dcat.terms import (
    ADMS,
    AUTHORITY,
    CNT,
    DCAT,
    DCT,
    FOAF,
    IANA,
    RDF,
    RDFS,
    SKOS,
    XSD,
)

__all__ = ["license_of", "own_page", "standards", "write_file"]

_CKAN_API = URIRef("https://docs.ckan.org/en/2.12/api/")
_COMPRESSED = {"zip": "application/zip", "gz": "application/gzip", "gzip": "application/gzip"}


def write_file(
    pen: Pen, dataset_ref: URIRef, resource: Mapping[str, Any], dataset: Mapping[str, Any], site: Site
) -> None:
    """Write a distribution; the dataset's licence is the file's where the file names none."""
    ref = URIRef(site.resource_uri(dict(resource)))
    pen.g.add((dataset_ref, DCAT.distribution, ref))
    pen.g.add((ref, RDF.type, DCAT.Distribution))
    pen.words(ref, DCT.title, resource.get("name") or _file_name(resource))
    pen.words(ref, DCT.description, resource.get("description"))
    _addresses(pen, ref, resource, site)
    _format(pen, ref, resource)
    _dates(pen, ref, resource)
    _terms(pen, ref, resource, dataset, site)
    _service(pen, ref, dataset_ref, resource, dataset, site)
    inherited = site.license_of(values.text(dataset.get("license_id")))
    exact.keep(pen.g, ref, fields.RESOURCE, resource, reading_file.read_file(pen.g, ref, site, inherited))


def _file_name(resource: Mapping[str, Any]) -> str:
    try:
        name = unquote(urlsplit(values.text(resource.get("url"))).path.rsplit("/", 1)[-1])
    except ValueError:
        name = ""
    return name or values.text(resource.get("format"))


def _addresses(pen: Pen, ref: URIRef, resource: Mapping[str, Any], site: Site) -> None:
    """DCAT-AP asks for an address to get the file from: the file's own, or else the page about it here."""
    file, page = values.address(resource.get("url")), values.address(resource.get("access_url"))
    pen.node(ref, DCAT.downloadURL, file, RDFS.Resource)
    pen.node(ref, DCAT.accessURL, page or file or own_page(resource, site), RDFS.Resource)


def own_page(resource: Mapping[str, Any], site: Site) -> URIRef:
    """The page of the portal about a file."""
    return site.page("dataset", values.text(resource.get("package_id")), "resource", values.text(resource.get("id")))


def _format(pen: Pen, ref: Node, resource: Mapping[str, Any]) -> None:
    written, kind = values.text(resource.get("format")), values.media_type(resource.get("mimetype"))
    known = file_types.find(written)
    if known and known.authority:
        pen.node(ref, DCT["format"], AUTHORITY[f"file-type/{known.authority}"], DCT.MediaTypeOrExtent)
    elif written:
        pen.node(ref, DCT["format"], values.media_type(written), DCT.MediaTypeOrExtent, written)
    if kind is None and known and known.media_type:
        kind = IANA[known.media_type]
    pen.node(ref, DCAT.mediaType, kind, DCT.MediaType)
    pen.words(ref, CNT.characterEncoding, resource.get("encoding"))
    ending = _file_name(resource).rsplit(".", 1)[-1].lower()
    compressed = _COMPRESSED.get(ending) or _COMPRESSED.get(written.lower())
    if compressed and not resource.get("compress_format"):
        pen.node(ref, DCAT.compressFormat, IANA[compressed], DCT.MediaType)
    size = values.text(resource.get("size"))
    if re.fullmatch(r"[0-9]{1,18}", size):
        pen.g.add((ref, DCAT.byteSize, Literal(int(size), datatype=XSD.nonNegativeInteger)))


def _dates(pen: Pen, ref: Node, resource: Mapping[str, Any]) -> None:
    pen.date(ref, DCT.issued, resource.get("issued"))
    if not pen.date(ref, DCT.modified, resource.get("last_modified_date")):
        pen.date(ref, DCT.modified, values.utc(resource.get("last_modified") or resource.get("created")))
    pen.words(ref, DCT.available, resource.get("available"))


def _terms(pen: Pen, ref: Node, resource: Mapping[str, Any], dataset: Mapping[str, Any], site: Site) -> None:
    license_of(pen, ref, values.text(resource.get("license_id")) or values.text(dataset.get("license_id")), site)
    pen.link(ref, DCT.rights, resource.get("terms_and_conditions"), DCT.RightsStatement)
    status = values.text(resource.get("status"))
    code = AUTHORITY[f"distribution-status/{values.STATUSES[status]}"] if status in values.STATUSES else None
    pen.node(ref, ADMS.status, code, SKOS.Concept, status)
    for words in values.parts(resource.get("language"), values.LANGUAGES_BETWEEN):
        language = values.language_uri(words)
        pen.node(ref, DCT.language, language, DCT.LinguisticSystem, "" if language else words)
    for document in values.parts(resource.get("related_documents")):
        pen.link(ref, FOAF.page, document, FOAF.Document)
    standards(pen, ref, resource, site)


def standards(pen: Pen, ref: Node, described: Mapping[str, Any], site: Site) -> None:
    """The municipal standard by its page, and other standards by their address or name."""
    standard = registry().get(values.text(described.get("tomoni_standard")))
    if standard:
        pen.node(ref, DCT.conformsTo, site.standard_page(standard.slug), DCT.Standard, standard.title_ja)
    for words in values.parts(described.get("compliant_standard")):
        pen.link(ref, DCT.conformsTo, words, DCT.Standard)


def license_of(pen: Pen, ref: Node, written: str, site: Site) -> None:
    """A licence by its address; one without an address by its name and the portal's id."""
    known = site.licenses.get(written)
    address = values.address(known.url if known else written)
    if address:
        pen.node(ref, DCT.license, address, DCT.LicenseDocument)
    elif written:
        node = pen.node(ref, DCT.license, None, DCT.LicenseDocument, known.title if known else written)
        pen.words(node or ref, DCT.identifier, written)


def _service(
    pen: Pen,
    ref: URIRef,
    dataset_ref: URIRef,
    resource: Mapping[str, Any],
    dataset: Mapping[str, Any],
    site: Site,
) -> None:
    """The API of a table that was loaded: DCAT-GoJ's データサービス."""
    if resource.get("datastore_active") not in (True, "true", "True"):
        return
    service = URIRef(f"{ref}#api")
    name = values.text(resource.get("name")) or values.text(dataset.get("title"))
    pen.g.add((ref, DCAT.accessService, service))
    pen.g.add((service, RDF.type, DCAT.DataService))
    pen.words(service, DCT.identifier, f"{resource.get('id')}#api")
    pen.words(service, DCT.title, f"{name}（API）", "ja")
    pen.words(service, DCT.title, f"{name} (API)", "en")
    pen.words(service, DCT.description, "表の行を条件で絞って JSON で取り出せます。", "ja")
    pen.words(service, DCT.description, "Rows of the table as JSON, by conditions.", "en")
    for tag in dataset.get("tags") or []:
        pen.words(service, DCAT.keyword, tag.get("name"))
    pen.node(service, DCAT.endpointURL, site.endpoint(values.text(resource.get("id"))), RDFS.Resource)
    pen.g.add((service, DCAT.servesDataset, dataset_ref))
    pen.node(service, DCAT.landingPage, own_page(resource, site), FOAF.Document)
    pen.node(service, FOAF.page, _CKAN_API, FOAF.Document)
    for publisher in pen.g.objects(dataset_ref, DCT.publisher):
        pen.g.add((service, DCT.publisher, publisher))
    pen.node(service, DCT.accessRights, AUTHORITY["access-right/PUBLIC"], DCT.RightsStatement)
    pen.node(service, DCT.conformsTo, _CKAN_API, DCT.Standard, "CKAN API")
    pen.node(service, DCT.type, None, SKOS.Concept, "REST API (JSON)")
    license_of(pen, service, values.text(resource.get("license_id")) or values.text(dataset.get("license_id")), site)

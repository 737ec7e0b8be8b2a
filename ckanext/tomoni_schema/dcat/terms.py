"""The vocabularies that the graph is written with."""

from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import FOAF, RDF, RDFS, SKOS, XSD

__all__ = [
    "ADMS",
    "AUTHORITY",
    "CNT",
    "DCAT",
    "DCT",
    "DQV",
    "FOAF",
    "GSP",
    "IANA",
    "LOCN",
    "OA",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "SPDX",
    "VCARD",
    "XSD",
]

ADMS = Namespace("http://www.w3.org/ns/adms#")
CNT = Namespace("http://www.w3.org/2011/content#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
GSP = Namespace("http://www.opengis.net/ont/geosparql#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
OA = Namespace("http://www.w3.org/ns/oa#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SCHEMA = Namespace("http://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
"""The controlled vocabularies that DCAT-AP asks for: languages, frequencies, file types, states, access rights."""
IANA = Namespace("https://www.iana.org/assignments/media-types/")

PREFIXES = {
    "adms": ADMS,
    "cnt": CNT,
    "dcat": DCAT,
    "dct": DCT,
    "dqv": DQV,
    "foaf": FOAF,
    "gsp": GSP,
    "locn": LOCN,
    "oa": OA,
    "prov": PROV,
    "schema": SCHEMA,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
}

"""Records as NGSI-LD entities, for city platforms (データ連携基盤). No CKAN.

Smart Data Models has an entity type for three of these lists only: a wireless access point (AccessPoint), an event
(Event), and for what stands somewhere and has a name the PointOfInterest. It has none for toilets, AEDs or shelters, so
that these are points of interest whose category is the standard's short name. Anything else gets a type of our own.
Attributes that the model has get its names, and then hold what the model allows; the others get the standard's keys,
explained by a context that the portal serves. There is no ``observedAt``: rows are a list's, observed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ckanext.tomoni_core.standards.records import record_fields
from ckanext.tomoni_schema.records.formats import dump

__all__ = ["CORE_CONTEXT", "MODELS_CONTEXT", "as_ngsi", "attribute_name", "context", "entity", "entity_type"]

CORE_CONTEXT = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"
MODELS_CONTEXT = "https://smartdatamodels.org/context.jsonld"
GENERIC = "MunicipalRecord"
POINT_OF_INTEREST = "PointOfInterest"
TYPES = {"public_wireless_lan": "AccessPoint", "event": "Event"}
#: Attributes of the models that these columns fill.
MODEL_NAMES = {"name": "name", "name_alias": "alternateName", "description": "description", "url": "seeAlso"}
#: Names that NGSI-LD keeps for itself, and some that mean another kind of value in the models.
RESERVED = {"id": "recordId", "type": "recordType", "version": "recordVersion", "language": "recordLanguage",
            "owner": "recordOwner", "audience": "recordAudience"}  # fmt: skip
_ADDRESS = {"address": "streetAddress", "postal_code": "postalCode"}
_LEFT_OUT = {"latitude", "longitude", *_ADDRESS}
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
#: What the models want here; anything else stays in the other formats.
_FORMS = {"url": _WEB, "image": _WEB, "email": _MAIL}


def entity_type(standard: str) -> str:
    """The type of a standard's entities."""
    names = {field.name for field in record_fields(standard)}
    return TYPES.get(standard) or (POINT_OF_INTEREST if {"latitude", "name"} <= names else GENERIC)


def attribute_name(column: str) -> str:
    """What a column is called in an entity."""
    return MODEL_NAMES.get(column) or RESERVED.get(column) or column


def context(standard: str, base: str) -> dict[str, Any]:
    """The JSON-LD context of the attributes that no shared model has."""
    own = {
        attribute_name(field.name): f"{base}#{field.name}"
        for field in record_fields(standard)
        if field.name not in MODEL_NAMES and field.name not in _LEFT_OUT
    }
    terms = {"municipalityCode": f"{base}#_municipality_code", "edition": f"{base}#_edition", **own}
    if entity_type(standard) == GENERIC:
        terms[GENERIC] = f"{base}#{GENERIC}"
    return {"@context": terms}


def entity(record: dict[str, Any], standard: str, contexts: list[str], source: str) -> dict[str, Any]:
    """One record as a normalized entity; blanks are left out."""
    kind = entity_type(standard)
    made: dict[str, Any] = {"id": f"urn:ngsi-ld:{kind}:{record['_id']}", "type": kind}
    lat, lon = record.get("latitude"), record.get("longitude")
    if lat is not None and lon is not None:
        made["location"] = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [lon, lat]}}
    values = {
        "address": _address(record),
        "category": [standard] if kind == POINT_OF_INTEREST else None,
        "areaServed": record["_municipality"],
        "municipalityCode": record["_municipality_code"],
        "edition": record["_edition"],
        "source": source,
    }
    for field in record_fields(standard):
        if field.name not in _LEFT_OUT:
            values[attribute_name(field.name)] = _value(field.name, record[field.name])
    if kind != GENERIC:
        values["name"] = values.get("name") or record["_id"]  # the models require one
    made.update({name: {"type": "Property", "value": value} for name, value in values.items() if value is not None})
    return {**made, "@context": contexts}


def _value(name: str, value: Any) -> Any:
    if value is not None and name in _FORMS and not _FORMS[name].fullmatch(str(value)):
        return None
    # The access point of Smart Data Models has a list of networks.
    return [value] if name == "ssid" and value is not None else value


def _address(record: dict[str, Any]) -> dict[str, str]:
    parts = {name: record.get(column) for column, name in _ADDRESS.items()}
    place = {"addressRegion": record["_prefecture"], "addressLocality": record["_municipality"]}
    return {"addressCountry": "JP", **{name: value for name, value in {**place, **parts}.items() if value}}


def as_ngsi(records: Iterable[dict[str, Any]], standard: str, own_context: str, address: str) -> Iterator[str]:
    """A JSON array of entities; ``address`` is that of a resource, with ``{dataset}`` and ``{resource}`` to fill."""
    contexts = [MODELS_CONTEXT, own_context, CORE_CONTEXT]
    before = "[\n"
    for record in records:
        source = address.replace("{dataset}", record["_dataset"]).replace("{resource}", record["_resource"])
        yield before + dump(entity(record, standard, contexts, source))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"

"""A dataset as schema.org describes it, for search engines (https://schema.org/Dataset). No CKAN here.

What other portals leave out and a search engine can use is here: the columns that a municipal standard promises, the
municipality with its code, the period and the area. It becomes a script in a page: the template must escape it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import Graph

from ckanext.tomoni_core.codes import file_types, local_government
from ckanext.tomoni_core.standards import Column, registry
from ckanext.tomoni_schema.dcat import fields, values
from ckanext.tomoni_schema.dcat.site import Agent, Site

__all__ = ["add_to", "document"]

DESCRIPTION_LIMIT = 5000
"""What search engines read of a description."""
FILES_LIMIT = 200
_UNITS = {
    "latitude": ("度", "DD"), "longitude": ("度", "DD"), "elevation": ("メートル", "MTR"),
    "diameter": ("ミリメートル", "MMT"), "fee": ("円", ""), "capacity": ("人", ""), "max_capacity": ("人", ""),
    "households": ("世帯", ""), "beds": ("床", ""),
}  # fmt: skip
"""The units that the standards' definitions say, by the meaning of the column; codes are those of UN/CEFACT."""

Thing = dict[str, Any]


def document(dataset: Mapping[str, Any], uri: str, site: Site, catalog: str, agent: Agent | None = None) -> Thing:
    """The dataset as JSON-LD; ``catalog`` is the portal's name."""
    title = values.text(dataset.get("title")) or values.text(dataset.get("name"))
    name = values.text(dataset.get("name")) or values.text(dataset.get("id"))
    described = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": uri,
        "url": str(site.page("dataset", name)),
        "name": title,
        "alternateName": _texts(dataset, "title_en", "subtitle"),
        "description": (values.text(dataset.get("notes")) or fields.generated_description(title))[:DESCRIPTION_LIMIT],
        "identifier": _texts(dataset, "id", "opendata_id"),
        "keywords": [tag["name"] for tag in dataset.get("tags") or [] if tag.get("name")],
        "about": [{"@type": "Thing", "name": t} for t in values.parts(dataset.get("theme"), values.THEMES_BETWEEN)],
        "license": _license(values.text(dataset.get("license_id")), site),
        "isAccessibleForFree": dataset.get("private") not in (True, "true", "True"),
        "inLanguage": _languages(dataset),
        "version": values.text(dataset.get("version")),
        "datePublished": _date(dataset.get("issued")),
        "dateModified": _date(dataset.get("last_modified_date"))
        or _date(_newest(dataset))
        or _date(values.utc(dataset.get("metadata_modified"))),
        "temporalCoverage": _period(values.text(dataset.get("temporal"))),
        "spatialCoverage": _place(dataset, agent),
        "publisher": _publisher(dataset, agent),
        "creator": _creator(dataset, agent),
        "isBasedOn": _address(dataset.get("source_url")),
        "variableMeasured": list(_variables(dataset)),
        "distribution": [_file(item, site) for item in (dataset.get("resources") or [])[:FILES_LIMIT]],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": catalog, "url": f"{site.root}/"},
    }
    return _without_blanks(described)


def add_to(graph: Graph, described: Thing) -> None:
    """The same in a graph; the vocabulary stands for schema.org's context, which would have to be fetched."""
    local = {**described, "@context": {"@vocab": "http://schema.org/"}}
    graph.parse(data=json.dumps(local), format="json-ld")


def _without_blanks(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [], {})}


def _texts(dataset: Mapping[str, Any], *names: str) -> list[str]:
    return [text for name in names if (text := values.text(dataset.get(name)))]


def _address(value: Any) -> str:
    return str(values.address(value) or "")


def _license(written: str, site: Site) -> str:
    known = site.licenses.get(written)
    return _address(known.url if known else written) or (known.title if known else written)


def _languages(dataset: Mapping[str, Any]) -> list[str]:
    written = values.parts(dataset.get("language"), values.LANGUAGES_BETWEEN)
    return [values.language_code(words) for words in written] or ["ja"]


def _date(value: Any) -> str:
    found = values.date(value)
    return str(found) if found is not None else ""


def _newest(dataset: Mapping[str, Any]) -> str:
    dates = (_date(item.get("last_modified_date")) for item in dataset.get("resources") or [])
    return max(dates, default="")


def _period(words: str) -> str:
    """ISO 8601's interval, in which ``..`` is an open end."""
    ends = values.period(words)
    return f"{ends[0] or '..'}/{ends[1] or '..'}" if ends else words


def _place(dataset: Mapping[str, Any], agent: Agent | None) -> Thing | None:
    words = values.text(dataset.get("spatial"))
    body = local_government.find_by_name(words) or local_government.find(words) if words else None
    if body is None and not words and agent and agent.code:
        body = local_government.find(agent.code)
    shape = _shape(fields.beside(dataset, "spatial_geom") or fields.beside(dataset, "spatial_bbox"))
    if not (body or words or shape):
        return None
    place = {
        "@type": "AdministrativeArea" if body else "Place",
        "name": body.name_full if body else words,
        "identifier": _number("全国地方公共団体コード", body.code) if body else None,
        "geo": shape,
    }
    if body and body.kind != "prefecture":
        place["containedInPlace"] = {"@type": "AdministrativeArea", "name": body.prefecture}
    return _without_blanks(place)


def _shape(geometry: Any) -> Thing | None:
    """The box around a geometry, as ``south west north east``."""
    try:
        points = list(_points(json.loads(geometry)["coordinates"])) if isinstance(geometry, str) else []
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not points:
        return None
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    if (west, south) == (east, north):
        return {"@type": "GeoCoordinates", "latitude": south, "longitude": west}
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates, list) and len(coordinates) >= 2 and all(isinstance(n, int | float) for n in coordinates):
        yield float(coordinates[0]), float(coordinates[1])
    elif isinstance(coordinates, list):
        for inner in coordinates:
            yield from _points(inner)


def _number(scheme: str, number: str) -> Thing:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": number}


def _publisher(dataset: Mapping[str, Any], agent: Agent | None) -> Thing | None:
    name = values.text(dataset.get("publisher"))
    if agent is None or name not in ("", agent.name):
        return {"@type": "Organization", "name": name} if name else None
    numbers = (("全国地方公共団体コード", agent.code), ("法人番号", agent.corporate_number))
    described = {
        "@type": "GovernmentOrganization" if agent.code else "Organization",
        "@id": agent.uri,
        "name": agent.name,
        "alternateName": agent.name_en,
        "url": _address(agent.homepage),
        "identifier": [_number(scheme, number) for scheme, number in numbers if number],
    }
    return _without_blanks(described)


def _creator(dataset: Mapping[str, Any], agent: Agent | None) -> Thing | None:
    """Who made it, whom to ask: the author or the department in charge, as a part of the publisher."""
    publisher = _publisher(dataset, agent)
    name = values.text(dataset.get("author")) or values.text(dataset.get("maintainer"))
    mail = values.text(dataset.get("contactPoint_email"))
    contact = {
        "@type": "ContactPoint",
        "name": values.text(dataset.get("contactPoint")) or values.text(dataset.get("maintainer")),
        "email": mail if values.is_mail(mail) else "",
        "telephone": values.text(dataset.get("contactPoint_tel")),
        "url": _address(dataset.get("contactPoint_formUrl")),
    }
    point = _without_blanks(contact)
    asked = {"contactPoint": point} if len(point) > 1 else {}
    if name:
        return _without_blanks({"@type": "Organization", "name": name, "parentOrganization": publisher, **asked})
    return {**publisher, **asked} if publisher else None


def _variables(dataset: Mapping[str, Any]) -> Iterator[Thing]:
    """The columns of the standards that the dataset and its files follow, each once."""
    followed = [dataset, *(dataset.get("resources") or [])]
    slugs = dict.fromkeys(values.text(item.get("tomoni_standard")) for item in followed)
    seen: set[str] = set()
    for standard in filter(None, (registry().get(slug) for slug in slugs if slug)):
        for column in standard.columns:
            if column.name not in seen:
                seen.add(column.name)
                yield _variable(column, str(standard.slug))


def _variable(column: Column, slug: str) -> Thing:
    people = ("人", "") if column.key.startswith("population_") else ("", "")
    unit, code = _UNITS.get(column.key, people)
    described = {
        "@type": "PropertyValue",
        "name": column.name,
        "alternateName": column.name_en,
        "description": column.description_ja,
        "propertyID": f"{slug}:{column.key}" if column.key else slug,
        "unitText": unit,
        "unitCode": code,
    }
    return _without_blanks(described)


def _file(resource: Mapping[str, Any], site: Site) -> Thing:
    written = values.text(resource.get("format"))
    known = file_types.find(written)
    described = {
        "@type": "DataDownload",
        "@id": site.resource_uri(dict(resource)),
        "name": values.text(resource.get("name")),
        "description": values.text(resource.get("description"))[:DESCRIPTION_LIMIT],
        "contentUrl": _address(resource.get("url")),
        "url": _address(resource.get("access_url")),
        "encodingFormat": values.text(resource.get("mimetype")) or (known.media_type if known else "") or written,
        "contentSize": values.text(resource.get("size")),
        "license": _license(values.text(resource.get("license_id")), site),
        "dateModified": _date(resource.get("last_modified_date")),
        "datePublished": _date(resource.get("issued")),
        "inLanguage": values.parts(resource.get("language"), values.LANGUAGES_BETWEEN),
    }
    return _without_blanks(described)

"""The stars of Tim Berners-Lee's open data (https://5stardata.info): the best of a dataset's resources.

No star without an open licence. One star for any format, two for tables of a product, three for open formats, four for
formats of linked data. The fifth, links to other data, is not to be seen from outside: four may be five.
"""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_quality.audit.facts import Facts, extension, kind_of, license_of

__all__ = ["STARS", "measure"]

#: EU file types by stars; what is not here, or not known, has one.
STARS: dict[str, int] = {
    **dict.fromkeys(("XLS", "XLSX", "SHP"), 2),
    **dict.fromkeys(("CSV", "TSV", "ODS", "JSON", "GEOJSON", "XML", "KML", "KMZ", "GML", "GTFS"), 3),
    **dict.fromkeys(("JSON_LD", "RDF_XML", "RDF_TURTLE"), 4),
}


def measure(facts: Facts) -> dict[str, Any]:
    """``stars`` 0-4, None where nobody read the licence's terms or there is no resource; and ``reason``."""
    licenses = [license_of(facts.dataset, resource) for resource in facts.resources]
    if not licenses:
        return {"stars": None, "reason": "no_resources"}
    opened = [resource for resource, each in zip(facts.resources, licenses, strict=True) if each and each.open]
    if not opened:
        unread = any(each and each.open is None for each in licenses)
        return {"stars": None, "reason": "license_unknown"} if unread else {"stars": 0, "reason": "license_not_open"}
    return {"stars": max(map(_stars, opened)), "reason": "format"}


def _stars(resource: Any) -> int:
    kind = kind_of(resource) or extension(resource)
    return STARS.get(kind.authority, 1) if kind else 1

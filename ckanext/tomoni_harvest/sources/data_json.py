"""``data.json``: DCAT-US 1.1 (Project Open Data) and 3.0, one document for the whole catalogue.

ArcGIS Hub publishes it at ``/api/feed/dcat-us/1.1.json``, others at ``/data.json``. The vocabulary is that of
https://resources.data.gov/resources/dcat-us/; what real feeds do with it is taken as it comes: identifiers that are
objects, missing or doubled, descriptions and licences in HTML, a bounding box for a place, a frequency for a date.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import base_of, first_found, no_filter, places

HUB = "/api/feed/dcat-us/1.1.json"
PATHS = (HUB, "/data.json")


class DataJsonKind:
    """A site that lists its datasets in a ``data.json``."""

    name = "tomoni_data_json"
    title = "data.json・ArcGIS Hub"
    description = "A site that lists its datasets in a data.json (DCAT-US), as every ArcGIS Hub site does."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the feed of ArcGIS Hub and for ``data.json`` at the address and at its host."""
        try:
            address, found = first_found(_places(url), lambda place: _datasets(web.get(place, {})))
        except (FetchError, ValueError):
            return None
        what = "ArcGIS Hub" if address.endswith(HUB) else "data.json"
        saw = {
            "ja": f"{what} の一覧が {address} にあります（データセット{len(found):,}件）",
            "en": f"The feed of {what} is at {address} ({len(found):,} datasets)",
        }
        return Recognised(self.name, address, len(found), sure=address.endswith(HUB) or address == url, saw=saw)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the one page there is."""
        no_filter(filters)
        _address, found = first_found(_places(url), lambda place: _datasets(web.get(place, {})))
        yield Page(0, identified(found))

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one entry of ``dataset``."""
        if "unreadable" in raw:
            raise ValueError(raw["unreadable"])
        notes: list[tuple[str, dict[str, Any]]] = []
        words = _words(raw, lambda slug, **context: notes.append((slug, context)))
        page = words["landingPage"] or n.link(raw["id"], "", n.silent) or url
        return package.record(words, base_of(url), page=page, markup=True, notes=notes)


def _places(url: str) -> list[str]:
    return places(url, PATHS, endings=(".json",))


def _datasets(answer: Any) -> list[Any]:
    found = answer.get("dataset") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise ValueError("the answer is no data.json: it has no list “dataset”")  # noqa: TRY004  one more way to be none
    return found


def identified(datasets: list[Any]) -> list[dict[str, Any]]:
    """Return the entries with the ``id`` each is remembered by: its identifier, else what else tells it from others.

    An entry without identifier goes by its landing page, or by title and publisher, whichever no other entry shares,
    and at last by its files too; ``identifier_from`` says which it was. One that has none of these is ``unreadable``.
    """
    entries = [each if isinstance(each, dict) else {"unreadable": "the entry is no object"} for each in datasets]
    ways = [_ways(entry) for entry in entries]
    shared = Counter(way for each in ways for way in each.values())
    found = []
    for place, (entry, each) in enumerate(zip(entries, ways, strict=True), 1):
        stated = _identifier(entry.get("identifier")) or n.text(entry.get("@id"))
        if stated:
            found.append({**entry, "id": n.identifier(stated)})
            continue
        if not each:
            found.append({"unreadable": "the entry has neither identifier nor title", **entry, "id": f"#{place}"})
            continue
        way = next((way for way, value in each.items() if shared[value] == 1), "files")
        found.append({**entry, "id": n.identifier(each[way]), "identifier_from": way})
    return found


def _identifier(value: Any) -> str:
    """An identifier as text; DCAT-US 3.0 also has it as an object."""
    if isinstance(value, dict):
        stated = n.text(value.get("@id"))
        return stated or ":".join(filter(None, (n.text(value.get(key)) for key in ("schemaAgency", "notation"))))
    return n.text(value)


def _ways(entry: dict[str, Any]) -> dict[str, str]:
    title = n.text(entry.get("title"))
    if not title:
        return {}
    whole = f"{title} / {n.name_of(entry.get('publisher'))}"
    files = " ".join(
        n.text(file.get("downloadURL") or file.get("accessURL")) for file in n.objects(entry.get("distribution"))
    )
    landing = n.text(entry.get("landingPage"))
    return {**({"landingPage": landing} if landing else {}), "title": whole, "files": f"{whole} / {files}"}


def _words(raw: dict[str, Any], note: n.Note) -> dict[str, Any]:
    """One entry in CKAN's words."""
    if way := raw.get("identifier_from"):
        note("identifier-missing", used=way)
    contact = next(iter(n.objects(raw.get("contactPoint"))), {})
    modified = n.text(raw.get("modified"))
    rhythm = modified if modified.startswith("R/") else ""
    licence = raw.get("license") or raw.get("rights")
    place, geometry = _place(raw.get("spatial"))
    publisher = n.name_of(raw.get("publisher"))
    return {
        "id": raw["id"],
        "title": raw.get("title"),
        "notes": raw.get("description"),
        "tags": n.listed(raw.get("keyword")),
        "license_id": licence if isinstance(licence, str) else _identifier(licence),
        "organization": {"name": publisher, "title": publisher} if publisher else None,
        "metadata_modified": None if rhythm else modified,
        "last_modified_date": "" if rhythm else n.day(modified, "modified", note),
        "issued": n.day(raw.get("issued"), "issued", note),
        "frequency_of_update": n.frequency(raw.get("accrualPeriodicity") or rhythm),
        "theme": "、".join(filter(None, map(n.name_of, n.listed(raw.get("theme"))))),
        "language": ", ".join(filter(None, (n.text(each, 20) for each in n.listed(raw.get("language"))))),
        "spatial": place,
        "temporal": _period(raw.get("temporal")),
        "landingPage": n.link(raw.get("landingPage"), "", note),
        "contactPoint": contact.get("fn"),
        "contactPoint_email": n.text(contact.get("hasEmail"), 260).removeprefix("mailto:"),
        "compliant_standard": n.name_of(raw.get("conformsTo")),
        "related_documents": n.listed(raw.get("references")) or n.listed(raw.get("describedBy")),
        "version": raw.get("version"),
        "private": raw.get("accessLevel") == "non-public",
        "extras": [{"key": "spatial_geom", "value": geometry}] if geometry else [],
        "resources": [_file(each) for each in n.objects(raw.get("distribution"))],
    }


def _file(raw: dict[str, Any]) -> dict[str, Any]:
    file, page = raw.get("downloadURL"), raw.get("accessURL")
    return {
        "url": file or page,
        "access_url": page if file and page != file else None,
        "name": raw.get("title"),
        "description": raw.get("description"),
        "format": raw.get("format"),
        "mimetype": raw.get("mediaType"),
        "license_id": raw.get("license"),
        "compliant_standard": n.name_of(raw.get("conformsTo")),
        "related_documents": raw.get("describedBy"),
    }


def _place(value: Any) -> tuple[str, str]:
    """A place by its name, and its shape as GeoJSON when it is a bounding box (west,south,east,north) or a geometry."""
    first = next(iter(n.listed(value)), None)
    if isinstance(first, dict):
        shape = json.dumps(first) if first.get("type") in ("Point", "Polygon", "MultiPolygon") else ""
        return n.text(first.get("prefLabel") or first.get("name")), shape
    named = n.text(first)
    try:
        west, south, east, north = (float(part) for part in named.split(","))
    except ValueError:
        return named, ""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    whole = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return "", json.dumps({"type": "Polygon", "coordinates": [ring]}) if whole else ""


def _period(value: Any) -> str:
    """A period as days; one that is no two dates stays as it is written."""
    first = next(iter(n.listed(value)), None)
    if isinstance(first, dict):
        first = f"{n.text(first.get('startDate'))}/{n.text(first.get('endDate'))}"
    written = n.text(first, n.EXTRA_LIMIT)
    start, slash, end = written.partition("/")
    days = [n.day(each, "temporal", n.silent) for each in (start, end)]
    return "/".join(days) if slash and all(days) else written.strip("/")

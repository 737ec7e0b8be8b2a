"""CKAN portals, from 2.2 to 2.12, at their root or under a prefix.

The listing is ``package_search`` sorted by id, in pages as long as the portal allows (a portal that caps ``rows``
simply gives shorter pages: the next one starts after what came). A portal without ``package_search`` is read by
``package_list`` and ``package_show``. Nothing of the answer is trusted: ids, state, owner and creator stay there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from ckanext.tomoni_core import metadata
from ckanext.tomoni_core.errors import BadRequest, FetchError, NotFound
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord, RemoteOrganization
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised

FAILED_PAGES_IN_A_ROW = 3
SHOWN_AT_ONCE = 100

EXTRA_FIELDS = metadata.extra_fields()
"""Extras of Japanese portals and the field of our form that holds the same (``schemas/catalogue``)."""

DATASET_FIELDS = (
    "title_en", "subtitle", "notes_en", "theme", "frequency_of_update", "spatial", "temporal", "language", "publisher",
    "contactPoint", "contactPoint_email", "contactPoint_tel", "contactPoint_ext", "contactPoint_etc",
    "compliant_standard", "related_documents", "history_information", "issued", "opendata_id",
    "tomoni_kind", "plateau_year", "plateau_features", "plateau_lod", "plateau_crs", "plateau_version",
)  # fmt: skip
"""Fields a portal with the form of e-Gov, or with this one's, carries at the top level; taken over as text."""

RESOURCE_FIELDS = (
    "access_url", "encoding", "status", "language", "terms_and_conditions", "compliant_standard", "related_documents",
    "issued", "last_modified_date",
)  # fmt: skip
LINKS = {"access_url", "landingPage", "contactPoint_formUrl"}


class CkanKind:
    """A portal that answers CKAN's action API."""

    name = "tomoni_ckan"
    title = "CKAN（ともに）"
    description = "Another CKAN portal, kept exactly in step: added, changed and withdrawn datasets follow the source."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the action API at the address, and under ``/data`` and ``/ckan`` beside it."""
        for root in _roots(url):
            try:
                found = _search(web, f"{root}/api/3/action", 0, 0, "")
            except (FetchError, ValueError):
                continue
            held = "" if found.total is None else f"{found.total:,}"
            saw = {
                "ja": f"CKANの API が {root}/api/3 にあります" + (f"（データセット{held}件）" if held else ""),
                "en": f"CKAN's API is at {root}/api/3" + (f" ({held} datasets)" if held else ""),
            }
            return Recognised(self.name, root, found.total, sure=True, saw=saw)
        return None

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing; see :class:`Page`."""
        api = action_root(url)
        try:
            first = _search(web, api, rows, 0, filters)
        except (NotFound, BadRequest):
            yield from _one_by_one(web, api)
            return
        yield first
        yield from _rest(web, api, rows, filters, first)

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of a ``package_show`` dict."""
        return _Normaliser(raw, url).record()


def action_root(url: str) -> str:
    """Return the root of the action API for a portal's address, given with or without the API's path."""
    base = url.split("?")[0].split("#")[0].rstrip("/")
    for ending in ("/api/3/action", "/api/action", "/api/3", "/api", "/dataset", "/organization"):
        base = base.removesuffix(ending)
    return f"{base}/api/3/action"


def _roots(url: str) -> list[str]:
    """Where the action API of a portal may be: at the address, at its host's root, and under the usual prefixes."""
    given = action_root(url).removesuffix("/api/3/action")
    parts = urlsplit(given)
    host = f"{parts.scheme}://{parts.netloc}"
    return list(dict.fromkeys([given, host, f"{host}/data", f"{host}/ckan"]))


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.get("success") is not True:
        raise ValueError("the answer is not one of CKAN's action API")
    return answer.get("result")


def _search(web: Reach, api: str, rows: int, start: int, filters: str) -> Page:
    params = {"rows": str(rows), "start": str(start), "sort": "id asc"}
    if filters:
        params["fq"] = filters
    result = _result(web.get(f"{api}/package_search", params))
    if not isinstance(result, dict) or not isinstance(result.get("results"), list):
        raise ValueError("package_search gave no list of results")  # noqa: TRY004  the caller reports it as unreadable
    count = result.get("count")
    records = [item for item in result["results"] if isinstance(item, dict)]
    return Page(start, records, total=count if isinstance(count, int) else None)


def _rest(web: Reach, api: str, rows: int, filters: str, first: Page) -> Iterator[Page]:
    """Yield the pages after the first, passing over those that fail, until the count is reached or a page is empty."""
    start, step, total, failed = len(first.records), len(first.records), first.total, 0
    while step and (total is None or start < total) and failed < FAILED_PAGES_IN_A_ROW:
        try:
            page = _search(web, api, rows, start, filters)
        except (FetchError, ValueError) as problem:
            failed += 1
            yield Page(start, total=total, problem=str(problem))
            if total is None:
                return
            start += step
            continue
        failed = 0
        yield page
        if not page.records:
            return
        start += len(page.records)
        total = page.total if page.total is not None else total


def _one_by_one(web: Reach, api: str) -> Iterator[Page]:
    names = _result(web.get(f"{api}/package_list", {}))
    if not isinstance(names, list):
        raise ValueError("package_list gave no list")  # noqa: TRY004  the caller reports it as an unreadable answer
    for start in range(0, len(names), SHOWN_AT_ONCE):
        page = Page(start, total=len(names))
        for name in names[start : start + SHOWN_AT_ONCE]:
            try:
                shown = _result(web.get(f"{api}/package_show", {"id": str(name)}))
                page.records.append(shown if isinstance(shown, dict) else {"name": str(name)})
            except (FetchError, ValueError) as problem:
                page.listed[str(name)] = str(problem)
        yield page


class _Normaliser:
    """Turns one ``package_show`` dict into a normal record, noting what it changes."""

    def __init__(self, raw: dict[str, Any], url: str) -> None:
        self.raw = raw
        self.base = action_root(url).removesuffix("/api/3/action")
        self.notes: list[tuple[str, dict[str, Any]]] = []

    def note(self, slug: str, **context: Any) -> None:
        self.notes.append((slug, context))

    def record(self) -> NormalRecord:
        remote_id = n.text(self.raw.get("id"), 200) or n.text(self.raw.get("name"), 200)
        if not remote_id:
            raise ValueError("a dataset without id and name")
        remote_name = n.text(self.raw.get("name"), n.EXTRA_LIMIT) or remote_id
        name = n.dataset_name(remote_name, remote_id, self.note)
        return NormalRecord(
            remote_id=remote_id,
            name=name,
            dataset=self._dataset(name, remote_name),
            organization=self._organization(),
            modified=n.timestamp(self.raw.get("metadata_modified")),
            private=self.raw.get("private") in (True, "true", "True"),
            notes=self.notes,
        )

    def _dataset(self, name: str, remote_name: str) -> dict[str, Any]:
        raw = self.raw
        title = n.text(raw.get("title"), n.TITLE_LIMIT, "title", self.note)
        if not title:
            title = remote_name[: n.TITLE_LIMIT]
            self.note("title-missing", used=title)
        dataset: dict[str, Any] = {
            "title": title,
            "notes": n.text(raw.get("notes"), field="notes", note=self.note),
            "tags": n.tags(_items(raw.get("tags")), self.note),
            "license_id": n.license_id(raw.get("license_id"), self.note),
            "url": n.link(raw.get("url"), self.base + "/", self.note),
            "author": n.text(raw.get("author"), n.EXTRA_LIMIT),
            "maintainer": n.text(raw.get("maintainer"), n.EXTRA_LIMIT),
            "contactPoint_email": n.text(raw.get("maintainer_email") or raw.get("author_email"), 254),
            "version": n.text(raw.get("version"), 100),
            "theme": "、".join(_titles(raw.get("groups"))),
            "source_url": f"{self.base}/dataset/{quote(remote_name, safe='')}",
            "resources": [self._resource(item) for item in _items(raw.get("resources")) if isinstance(item, dict)],
        }
        for field in DATASET_FIELDS:
            if field in raw and not dataset.get(field):
                dataset[field] = self._field(field, raw[field])
        dataset["extras"] = self._extras(dataset)
        return {field: value for field, value in dataset.items() if value not in ("", [])}

    def _field(self, field: str, value: Any) -> str:
        if field in LINKS:
            return n.link(value, self.base + "/", self.note)
        if isinstance(value, list):
            value = ";".join(part for part in (n.text(each, 200) for each in value) if part)
        return n.text(value, n.EXTRA_LIMIT, field, self.note)

    def _extras(self, dataset: dict[str, Any]) -> list[dict[str, str]]:
        """Fill fields from the extras that mean them and return the others, without doubles."""
        left: dict[str, str] = {}
        for extra in _items(self.raw.get("extras"))[: n.EXTRAS_LIMIT]:
            if not isinstance(extra, dict):
                continue
            key, value = n.text(extra.get("key"), 100), n.text(extra.get("value"), n.EXTRA_LIMIT)
            field = EXTRA_FIELDS.get(key) or (key if key in DATASET_FIELDS else None)
            if field and not dataset.get(field):
                dataset[field] = self._field(field, value)
            elif key and value and key not in RESERVED and dataset.get(field or "") != value:
                left.setdefault(key, value)
        return [{"key": key, "value": value} for key, value in sorted(left.items())]

    def _resource(self, raw: dict[str, Any]) -> dict[str, Any]:
        resource: dict[str, Any] = {
            "remote_id": n.text(raw.get("id"), 200),
            "url": n.link(raw.get("url") or raw.get("download_url"), self.base + "/", self.note),
            "name": n.text(raw.get("name"), n.TITLE_LIMIT, "resource name", self.note),
            "description": n.text(raw.get("description"), field="resource description", note=self.note),
            "format": n.file_format(raw.get("format")),
            "mimetype": n.text(raw.get("mimetype"), 200),
            "license_id": n.text(raw.get("license_id") or raw.get("resource_license_id"), 200),
            "issued": n.day(raw.get("created"), "created", self.note),
            "last_modified_date": n.day(raw.get("last_modified"), "last_modified", self.note),
        }
        for field in RESOURCE_FIELDS:
            if field in raw and not resource.get(field):
                resource[field] = self._field(field, raw[field])
        always = {"remote_id", "url"}
        return {field: value for field, value in resource.items() if value != "" or field in always}

    def _organization(self) -> RemoteOrganization | None:
        raw = self.raw.get("organization")
        if not isinstance(raw, dict):
            return None
        name = n.text(raw.get("name"), 200)
        if not name:
            return None
        title = n.text(raw.get("title"), n.TITLE_LIMIT) or name
        return RemoteOrganization(name, title, n.text(raw.get("description"), n.EXTRA_LIMIT))


RESERVED = {
    "id", "name", "title", "state", "private", "owner_org", "creator_user_id", "type", "resources", "tags", "groups",
    "extras", "organization", "plugin_data", "notes", "url", "license_id", "tag_string", "source_url",
    "tomoni_standard",
    "metadata_created", "metadata_modified", "num_resources", "num_tags", "isopen", "license_title", "license_url",
    "author", "maintainer", "version", "author_email", "maintainer_email", "contactPoint_formUrl",
    "harvest_object_id", "harvest_source_id", "harvest_source_title", *DATASET_FIELDS, "landingPage",
}  # fmt: skip
"""Keys an extra may not have: fields of our form, and what only this portal may say."""


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _titles(groups: Any) -> list[str]:
    found = (
        n.text(group.get("title") or group.get("name"), 200) for group in _items(groups) if isinstance(group, dict)
    )
    return [title for title in found if title]

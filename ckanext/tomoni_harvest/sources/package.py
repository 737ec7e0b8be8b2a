"""One dataset in the words of CKAN's ``package_show`` made into a normal record: the road every kind of source takes.

CKAN's words are the catalogues' common tongue, so a kind of another dialect only says which of its words means which
of CKAN's, and hands the dict to ``record``: what is cut, cleaned, mapped, refused and noted is the same for all. A dict
may leave anything out; of a dataset that has no name in a URL one is made of its title and identifier.

Nothing of the dict is trusted: ids, state, owner and creator stay there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from ckanext.tomoni_core import metadata
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord, RemoteOrganization

__all__ = ["record"]

Prose = Callable[[Any, int, str, n.Note], str]

EXTRA_FIELDS = metadata.extra_fields()
"""Extras of Japanese portals and the field of our form that holds the same (``schemas/catalogue``)."""

DATASET_FIELDS = (
    "title_en", "subtitle", "notes_en", "theme", "frequency_of_update", "spatial", "temporal", "language", "publisher",
    "contactPoint", "contactPoint_email", "contactPoint_tel", "contactPoint_ext", "contactPoint_etc",
    "contactPoint_formUrl", "landingPage", "compliant_standard", "related_documents", "history_information", "issued",
    "last_modified_date", "opendata_id", "universal_menu", "etc",
    "tomoni_kind", "plateau_year", "plateau_features", "plateau_lod", "plateau_crs", "plateau_version",
)  # fmt: skip
"""Fields a portal with the form of e-Gov, or with this one's, carries at the top level; taken over as text."""

RESOURCE_FIELDS = (
    "access_url", "encoding", "status", "language", "terms_and_conditions", "compliant_standard", "related_documents",
    "issued", "last_modified_date",
)  # fmt: skip
LINKS = {"access_url", "landingPage", "contactPoint_formUrl"}
TERMS = "access_conditions"
"""The extra for terms of use that are no name of a licence; it goes out as ``dct:rights``."""


def record(
    raw: Mapping[str, Any],
    base: str,
    *,
    page: str = "",
    markup: bool = False,
    notes: Iterable[tuple[str, dict[str, Any]]] = (),
) -> NormalRecord:
    """Return the normal record of ``raw``.

    :param base: the portal's address without a slash at its end; links are made whole with it
    :param page: the address of the dataset's page there, else ``<base>/dataset/<name>``
    :param markup: whether descriptions may be HTML; CKAN's are Markdown and stay as they are
    :param notes: what the kind itself had to change
    :raises ValueError: when it has neither id nor name
    """
    return _Package(raw, base, page, list(notes), n.prose if markup else n.text).record()


class _Package:
    """Turns one dict into a normal record, noting what it changes."""

    def __init__(
        self, raw: Mapping[str, Any], base: str, page: str, notes: list[tuple[str, dict[str, Any]]], prose: Prose
    ) -> None:
        self.raw, self.base, self.page, self.notes, self.prose = raw, base, page, notes, prose
        self._told: set[str] = set()

    def note(self, slug: str, **context: Any) -> None:
        """Keep a finding, once: five hundred files of one dataset may share it."""
        told = f"{slug} {context}"
        if told not in self._told:
            self._told.add(told)
            self.notes.append((slug, context))

    def record(self) -> NormalRecord:
        remote_id = n.identifier(self.raw.get("id")) or n.identifier(self.raw.get("name"))
        if not remote_id:
            raise ValueError("a dataset without id and name")
        remote_name = n.text(self.raw.get("name"), n.EXTRA_LIMIT)
        if remote_name:
            name = n.dataset_name(remote_name, remote_id, self.note)
        else:
            title = n.text(self.raw.get("title"), n.TITLE_LIMIT)
            name = n.made_name(title, f"{urlsplit(self.base).netloc} {remote_id}")
        return NormalRecord(
            remote_id=remote_id,
            name=name,
            dataset=self._dataset(remote_name or remote_id),
            organization=self._organization(),
            modified=n.timestamp(self.raw.get("metadata_modified")),
            private=self.raw.get("private") in (True, "true", "True"),
            notes=self.notes,
        )

    def _dataset(self, remote_name: str) -> dict[str, Any]:
        raw = self.raw
        title = n.text(raw.get("title"), n.TITLE_LIMIT, "title", self.note)
        if not title:
            title = remote_name[: n.TITLE_LIMIT]
            self.note("title-missing", used=title)
        license_id, terms = n.license_or_terms(raw.get("license_id"), self.note)
        resources = [self._resource(item) for item in _items(raw.get("resources")) if isinstance(item, dict)]
        dataset: dict[str, Any] = {
            "title": title,
            "notes": self.prose(raw.get("notes"), n.TEXT_LIMIT, "notes", self.note),
            "tags": n.tags(_items(raw.get("tags")), self.note),
            "license_id": license_id or _shared(resources),
            "url": n.link(raw.get("url"), self.base + "/", self.note),
            "author": n.text(raw.get("author"), n.EXTRA_LIMIT),
            "maintainer": n.text(raw.get("maintainer"), n.EXTRA_LIMIT),
            "contactPoint_email": n.text(raw.get("maintainer_email") or raw.get("author_email"), 254),
            "version": n.text(raw.get("version"), 100),
            "theme": "、".join(_titles(raw.get("groups"))),
            "source_url": self.page or f"{self.base}/dataset/{quote(remote_name, safe='')}",
            "resources": resources,
        }
        for field in DATASET_FIELDS:
            if field in raw and not dataset.get(field):
                dataset[field] = self._field(field, raw[field])
        dataset["extras"] = self._extras(dataset, {TERMS: terms} if terms else {})
        return {field: value for field, value in dataset.items() if value not in ("", [])}

    def _field(self, field: str, value: Any) -> str:
        if field in LINKS:
            return n.link(value, self.base + "/", self.note)
        if isinstance(value, list):
            value = ";".join(part for part in (n.text(each, 200) for each in value) if part)
        return n.text(value, n.EXTRA_LIMIT, field, self.note)

    def _extras(self, dataset: dict[str, Any], left: dict[str, str]) -> list[dict[str, str]]:
        """Fill fields from the extras that mean them and return the others, without doubles, beside ``left``."""
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
        url = n.link(raw.get("url") or raw.get("download_url"), self.base + "/", self.note)
        resource: dict[str, Any] = {
            "remote_id": n.text(raw.get("id"), 200),
            "url": url,
            "name": n.text(raw.get("name"), n.TITLE_LIMIT, "resource name", self.note),
            "description": self.prose(raw.get("description"), n.TEXT_LIMIT, "resource description", self.note),
            "format": n.format_of(raw.get("format"), raw.get("mimetype"), url),
            "mimetype": n.text(raw.get("mimetype"), 200),
            "license_id": n.license_id(raw.get("license_id") or raw.get("resource_license_id"), self.note),
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


def _shared(resources: list[dict[str, Any]]) -> str:
    """The licence that all files carry: e-Gov and DCAT-AP have it there and not on the dataset."""
    found = {resource.get("license_id", "") for resource in resources}
    return found.pop() if len(found) == 1 else ""


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _titles(groups: Any) -> list[str]:
    found = (
        n.text(group.get("title") or group.get("name"), 200) for group in _items(groups) if isinstance(group, dict)
    )
    return [title for title in found if title]

"""What the graph must know of the portal it is made by, so that writing and reading need no CKAN."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from rdflib import URIRef

__all__ = ["Agent", "License", "Quality", "Site"]

_DECORATION = re.compile(r"^https?://(?:www\.)?|/(?:deed|legalcode)(?:\.[a-zA-Z-]+)?$|/+$")
_EU_LICENSES = {"CC0": "CC0-1.0", "CC_BY_4_0": "CC-BY-4.0", "CC_BYSA_4_0": "CC-BY-SA-4.0"}


@dataclass(frozen=True)
class License:
    """A licence of the portal's list."""

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Agent:
    """The organization that publishes: what its page on the portal says of it."""

    uri: str
    name: str
    name_en: str = ""
    code: str = ""
    corporate_number: str = ""
    homepage: str = ""
    email: str = ""


@dataclass(frozen=True)
class Quality:
    """How the portal judged a dataset's files."""

    level: str
    label: str
    score: int
    page: str


def _no_resource_uri(resource: dict[str, Any]) -> str:
    return f"urn:uuid:{resource.get('id') or ''}"


@dataclass(frozen=True)
class Site:
    """The portal: its address without a slash behind it, its licences, and how it names a file."""

    root: str
    licenses: Mapping[str, License] = field(default_factory=dict)
    resource_uri: Callable[[dict[str, Any]], str] = _no_resource_uri

    def page(self, *path: str) -> URIRef:
        """The address of a page of the portal."""
        return URIRef("/".join([self.root, *(quote(part, safe="") for part in path)]))

    def standard_page(self, slug: str) -> URIRef:
        """The page of a municipal standard."""
        return self.page("standards", slug)

    def theme_page(self, words: str) -> URIRef:
        """The datasets of a theme: DCAT-AP wants an address for every theme."""
        return URIRef(f"{self.root}/dataset/?theme={quote(words[:200], safe='', errors='replace')}")

    def place(self, code: str) -> URIRef:
        """Where the portal tells what a local government code stands for."""
        return URIRef(f"{self.root}/api/3/action/tomoni_localgov_show?id={code}")

    def endpoint(self, resource_id: str) -> URIRef:
        """Where the rows of a file can be asked for."""
        return URIRef(f"{self.root}/api/3/action/datastore_search?resource_id={quote(resource_id, safe='')}")

    def license_of(self, written: str) -> str:
        """The portal's id of a licence given by its id, address or title; what was written when there is none."""
        plain = _bare(written)
        for known in self.licenses.values():
            if written == known.id or (known.url and plain == _bare(known.url)) or written == known.title:
                return known.id
        return _EU_LICENSES.get(written.rsplit("/licence/", 1)[-1], written)


def _bare(address: str) -> str:
    plain, before = address.strip(), ""
    while plain != before:
        before, plain = plain, _DECORATION.sub("", plain)
    return plain

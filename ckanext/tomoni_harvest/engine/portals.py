"""The registry of Japanese portals (``schemas/portals.csv``): where data might be harvested from. Pure.

It is made from published lists by ``scripts/dev/portals.py`` and says nothing about whether a portal answers today.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_harvest.engine.addresses import host_of, key

__all__ = ["ELSEWHERE", "PLATFORMS", "Portal", "at", "every", "matching", "prefectures", "tally"]

ELSEWHERE = "none"
"""The filter for portals of no prefecture: national, of several, or not known."""

PLATFORMS = {
    "ckan": "CKAN", "dataeye": "dataeye", "arcgishub": "ArcGIS Hub", "shirasagi": "SHIRASAGI", "dkan": "DKAN",
    "opendatasoft": "Opendatasoft", "nesstar": "Nesstar", "wordpress": "WordPress", "custom": "",
}  # fmt: skip
"""Platforms by the name that the list gives them; one of its own has none."""


@dataclass(frozen=True)
class Portal:
    """A portal: its page ``url``, and the ``endpoint`` that the ``kind`` harvests (with ``filters``, a part of it).

    ``kind`` is empty where the lists do not say, or not agree on, how it is harvested. ``code`` is given only where it
    is certain. ``interval`` is the seconds its operator asks for between requests. ``status``: ``listed``, ``stopped``
    (a collector stopped harvesting it) or ``moved`` (to ``also``). ``also`` are its other pages.
    """

    name: str
    url: str
    endpoint: str
    kind: str
    platform: str
    filters: str
    code: str
    prefecture: str
    interval: str
    status: str
    also: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def municipality(self) -> str:
        """The body whose code it has, in full."""
        body = local_government.find(self.code) if self.code else None
        return body.name_full if body else ""

    @property
    def platform_title(self) -> str:
        """What its platform is called."""
        return PLATFORMS.get(self.platform, self.platform)


@cache
def every() -> tuple[Portal, ...]:
    """Return the whole list, by code."""
    text = (files("ckanext.tomoni_core.schemas") / "portals.csv").read_text(encoding="utf-8")
    return tuple(
        Portal(**{**row, "also": tuple(row["also"].split()), "sources": tuple(row["sources"].split(";"))})  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _by_key() -> dict[str, Portal]:
    found: dict[str, Portal] = {}
    for portal in every():
        own = () if portal.filters else (portal.endpoint,)
        for url in (portal.url, *own, *(portal.also if portal.status != "moved" else ())):
            found.setdefault(key(url), portal)
    return found


def at(url: str) -> Portal | None:
    """Return the portal whose page or API is at ``url``."""
    return _by_key().get(key(url)) or _by_key().get(host_of(url))


def matching(text: str = "", prefecture: str = "", platform: str = "") -> list[Portal]:
    """Return the portals that hold every word of ``text``, of a prefecture (or ``ELSEWHERE``) and a platform."""
    words = [fold(word) for word in text.split()]
    return [
        portal
        for portal in every()
        if (not prefecture or portal.prefecture == ("" if prefecture == ELSEWHERE else prefecture))
        and (not platform or portal.platform == platform)
        and all(word in _searched(portal) for word in words)
    ]


def _searched(portal: Portal) -> str:
    said = (portal.name, portal.url, portal.endpoint, portal.code, portal.municipality, portal.prefecture)
    return fold(" ".join((*said, portal.platform_title)))


def prefectures() -> list[str]:
    """Return the prefectures that have a portal, in the order of their codes."""
    there = {portal.prefecture for portal in every()}
    return [body.name for body in local_government.bodies() if body.kind == "prefecture" and body.name in there]


def tally(values: Iterable[str]) -> dict[str, int]:
    """Return how often each value is there, the most frequent first."""
    return dict(Counter(values).most_common())

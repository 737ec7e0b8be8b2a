"""Licences as catalogues state them — an id, an address, a name, a page of terms — and this portal's id of them. Pure.

An address counts when it is that of a licence on this portal's list (``schemas/licenses.json``), whatever language or
file of it is named. A text counts when the whole of it is a known name, or when just one known licence's address is in
it; what else terms say is never interpreted.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["LICENSES", "SHORT", "find"]

SHORT = 100
"""What is longer is no name of a licence but terms of use."""

LICENSES = {
    "cc-by": "cc-by",
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-40": "CC-BY-4.0",
    "cc-by-40-intl": "cc-by-40-intl",
    "cc-by-21-jp": "cc-by-21-jp",
    "cc-by-2.1-jp": "cc-by-21-jp",
    "cc-by-sa-4.0": "CC-BY-SA-4.0",
    "cc-by-nd-4.0": "CC-BY-ND-4.0",
    "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
    "cc0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
    "cc-zero": "CC0-1.0",
    "pdl": "PDL1.0",
    "pdl1.0": "PDL1.0",
    "pdl-1.0": "PDL1.0",
    "japanese-10": "japanese-10",
    "japanese-20": "japanese-20",
    "other-open": "other-open",
    "other-closed": "other-closed",
    "notspecified": "notspecified",
}
"""Licence ids seen on Japanese portals, in lower case, and the id on this portal's list."""

_EU = "publications.europa.eu/resource/authority/licence/"
_ADDRESSES = {
    f"{_EU}cc_by_4_0": "CC-BY-4.0",
    f"{_EU}cc_bysa_4_0": "CC-BY-SA-4.0",
    f"{_EU}cc_bynd_4_0": "CC-BY-ND-4.0",
    f"{_EU}cc_byncnd_4_0": "CC-BY-NC-ND-4.0",
    f"{_EU}cc0": "CC0-1.0",
}
"""Addresses beside those of the list: the EU's vocabulary, which DCAT-AP asks for."""

_URL = re.compile(r"https?://[^\s<>\"'()（）、。]{1,500}", re.ASCII)
_ENDING = re.compile(r"(?:/(?:deed|legalcode)(?:[.-][a-z_-]{2,7})?|/rdf|/index\.html?)?/*$")


def find(written: str) -> str:
    """Return this portal's id of the licence that ``written`` names, empty when it names none that is known."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if known := LICENSES.get(plain.lower().replace("_", "-")):
        return known
    named = {_by_address().get(_bare(url), "") for url in _URL.findall(plain)} - {""}
    if len(named) == 1:
        return named.pop()
    return _by_name().get(_key(plain), "") if len(plain) <= SHORT else ""


def _bare(url: str) -> str:
    """An address without what does not matter: scheme, www, the language or the file of the licence's text."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url.lower()).split("#")[0].split("?")[0]
    return _ENDING.sub("", bare.rstrip("."))


@cache
def _listed() -> list[dict[str, str]]:
    source = files("ckanext.tomoni_core.schemas") / "licenses.json"
    return json.loads(source.read_text(encoding="utf-8"))


@cache
def _by_address() -> dict[str, str]:
    """The first of the list is the one meant: others are the same licence as some portals name it."""
    found = dict(_ADDRESSES)
    for entry in _listed():
        if entry["url"]:
            found.setdefault(_bare(entry["url"]), entry["id"])
    return found


@cache
def _by_name() -> dict[str, str]:
    """Names as they are written: the list's titles, and what stands in their brackets (CC BY 4.0)."""
    found: dict[str, str] = {}
    for entry in _listed():
        for title in (entry["title"], entry["title_en"]):
            short = re.search(r" *[（(]([A-Z][A-Z0-9 .-]+)[)）]$", title)
            for name in (title, *((title[: short.start()], short[1]) if short else ())):
                found.setdefault(_key(name), entry["id"])
    for written, known in LICENSES.items():
        found.setdefault(_key(written), known)
    return found


def _key(name: str) -> str:
    words = unicodedata.normalize("NFKC", name).lower().replace("ライセンス", "").replace("licence", "license")
    return re.sub(r"[\W_]|license", "", words)

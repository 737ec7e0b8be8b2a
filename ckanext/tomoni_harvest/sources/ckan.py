"""CKAN portals, from 2.2 to 2.12, at their root or under a prefix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import action_api, ckan_changes, package
from ckanext.tomoni_harvest.sources.base import Changes, Listed, Page, Reach, Recognised


class CkanKind:
    """A portal that answers CKAN's action API."""

    name = "tomoni_ckan"
    title = "CKAN（ともに）"
    description = "Another CKAN portal, kept exactly in step: added, changed and withdrawn datasets follow the source."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the action API at the address, and under ``/data`` and ``/ckan`` beside it."""
        for root in _roots(url):
            try:
                found = action_api.search(web, f"{root}/api/3/action", 0, 0, "")
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
        return self.pages_from(0, url, web, rows=rows, filters=filters)

    def pages_from(self, start: int, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing from its record ``start`` on; see ``Resumable``."""
        yield from action_api.listing(web, action_root(url), rows, filters, start=start)

    def changes(
        self, url: str, web: Reach, due: Callable[[Listed], bool], *, rows: int, filters: str, since: str
    ) -> Changes | None:
        """Return what the portal lists and the records that are due; see ``Incremental``."""
        return ckan_changes.read(action_root(url), web, due, rows=rows, filters=filters, since=since)

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of a ``package_show`` dict."""
        return package.record(raw, action_root(url).removesuffix("/api/3/action"))


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

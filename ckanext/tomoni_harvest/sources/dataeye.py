"""dataeye, the portal service of several prefectures and their municipalities: CKAN's actions under ``/ckan_api``.

Its dialect: ids are numbers, a dataset's page is ``/datasets/<id>``, a file has a ``title`` and its licence in
``resource_license_id``, an organization may be a number with a title, and ``fq`` and ``sort`` are not heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import action_api, package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.finding import base_of, first_found, places

API = "/ckan_api"


class DataeyeKind:
    """A portal of dataeye."""

    name = "tomoni_dataeye"
    title = "dataeye"
    description = "A portal of the service dataeye, which has CKAN's API under /ckan_api."

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for the API under ``/ckan_api``."""
        try:
            api, page = first_found(_apis(url), lambda api: action_api.search(web, api, 1, 0, ""))
        except (FetchError, ValueError):
            return None
        saw = {
            "ja": f"dataeyeの API が {api} にあります（データセット{page.total or 0:,}件）",
            "en": f"dataeye's API is at {api} ({page.total or 0:,} datasets)",
        }
        return Recognised(self.name, api, page.total, sure=True, saw=saw)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the listing of ``package_search``, else of ``package_list``."""
        api, _page = first_found(_apis(url), lambda api: action_api.result(web.get(f"{api}/package_list", {})))
        yield from action_api.listing(web, api, rows, filters)

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of a ``package_show`` dict of dataeye."""
        base = base_of(url)
        return package.record(_words(raw), base, page=f"{base}/datasets/{n.identifier(raw.get('id'))}", markup=True)


def _apis(url: str) -> list[str]:
    return places(re.sub(r"(/ckan_api)/.*$|/datasets(?:/.*)?$", r"\1", url.split("?")[0].split("#")[0]), [API])


def _words(raw: dict[str, Any]) -> dict[str, Any]:
    name = n.text(raw.get("name"), n.NAME_LIMIT)
    return {
        **raw,
        "name": name if re.fullmatch(r"[a-z0-9_-]*[a-z][a-z0-9_-]*", name) else None,
        "organization": _organization(raw.get("organization")),
        "resources": [
            {**each, "name": each.get("name") or each.get("title")} for each in n.objects(raw.get("resources"))
        ],
    }


def _organization(value: Any) -> dict[str, str] | None:
    """An organization by its name, else its title: a number says nothing on another portal."""
    if not isinstance(value, dict):
        return None
    title = n.text(value.get("title") or value.get("display_name"), 200)
    name = n.text(value.get("name"), 200)
    return {"name": name or title, "title": title or name} if name or title else None

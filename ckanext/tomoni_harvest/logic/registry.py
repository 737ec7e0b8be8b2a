"""The registry of portals as the action gives it: plain data, with the form of a source filled in."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_harvest import kinds
from ckanext.tomoni_harvest.engine import portals
from ckanext.tomoni_harvest.engine.existing import Sources
from ckanext.tomoni_harvest.logic.looking import filled_form

__all__ = ["listed"]


def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the portals that are asked for, a page of them, and what there is to filter by."""
    found = portals.matching(asked["q"], asked["prefecture"], asked["platform"])
    page = found[asked["offset"] : asked["offset"] + asked["limit"]]
    sources = Sources()
    return {
        "count": len(found),
        "total": len(portals.every()),
        "results": [_portal(portal, sources) for portal in page],
        "prefectures": portals.prefectures(),
        "platforms": [
            {"name": name, "title": portals.PLATFORMS.get(name, name), "count": count}
            for name, count in portals.tally(portal.platform for portal in portals.every()).items()
        ],
    }


def _portal(portal: portals.Portal, sources: Sources) -> dict[str, Any]:
    kind = kinds.find(portal.kind) if portal.kind else None
    existing = sources.at(portal.endpoint, portal.filters)
    may_be_added = kind is not None and portal.status != "moved"
    form = filled_form(portal.endpoint, portal.name, portal.kind, fq=portal.filters) if may_be_added else None
    if form and portal.filters:
        form["name"] = filled_form(portal.url, portal.name, portal.kind)["name"]
    return {
        "name": portal.name, "url": portal.url, "endpoint": portal.endpoint, "filters": portal.filters,
        "kind": portal.kind if kind else "", "kind_title": kind.title if kind else "",
        "platform": portal.platform, "platform_title": portal.platform_title,
        "code": portal.code, "municipality": portal.municipality, "prefecture": portal.prefecture,
        "interval": float(portal.interval) if portal.interval else None,
        "status": portal.status, "also": list(portal.also), "sources": list(portal.sources),
        "existing": {"name": existing.name, "title": existing.title} if existing else None, "form": form,
    }  # fmt: skip

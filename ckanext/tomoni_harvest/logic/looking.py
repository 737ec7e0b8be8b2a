"""What the detection found, as the action gives it: plain data, with the form of a source filled in for each find."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest import kinds
from ckanext.tomoni_harvest.engine import addresses, detect, portals, report, settings
from ckanext.tomoni_harvest.engine.existing import Sources
from ckanext.tomoni_harvest.sources.base import Recognised

__all__ = ["filled_form", "free_name", "look"]

TITLE_LIMIT = 100


def look(text: str) -> dict[str, Any]:
    """Look at the address in ``text`` and return what was found.

    :raises ValueError: when it is no address of the web
    """
    every = kinds.every()
    portal = portals.at(addresses.pasted(text)[0])
    made = detect.detect(
        text, every.values(), settings.web_for_looking(),
        most=int(settings.get("detect_requests")), seconds=float(settings.get("detect_seconds")),
        known=[portal.endpoint] if portal and portal.status != "moved" else [],
    )  # fmt: skip
    sources = Sources()
    return {
        "url": made.url,
        "title": made.title,
        "found": [_find(found, made.title, sources, portal) for found in made.found],
        "problem": _said(made.front),
        "asked": [{"url": one.url, "problem": _said(one.problem)} for one in made.asked],
        "kinds": [{"name": kind.name, "title": kind.title} for kind in every.values()],
        "cut_short": made.cut_short,
    }


def _said(problem: FetchError | None) -> str:
    return problem.message(report.language()) if problem else ""


def _find(found: Recognised, page_title: str, sources: Sources, portal: portals.Portal | None) -> dict[str, Any]:
    """One find. Of a portal that is a part of another (BODIK has one for all) the form brings in that part only."""
    kind = kinds.find(found.kind)
    known = portal if portal and addresses.key(portal.endpoint) == addresses.key(found.url) else None
    title = (found.title or (known.name if known else page_title) or addresses.host_of(found.url))[:TITLE_LIMIT]
    filters = known.filters if known else ""
    existing = sources.at(found.url, filters)
    form = filled_form(found.url, title, found.kind, fq=filters)
    if known and filters:
        form["name"] = free_name(known.url)
    return {
        "kind": found.kind,
        "kind_title": kind.title if kind else found.kind,
        "url": found.url,
        "filters": filters,
        "title": title,
        "datasets": None if filters else found.datasets,
        "sure": found.sure,
        "saw": found.saw.get("ja" if report.language().startswith("ja") else "en", ""),
        "existing": {"name": existing.name, "title": existing.title} if existing else None,
        "form": form,
    }


def filled_form(url: str, title: str, kind: str, **settings: str) -> dict[str, str]:
    """Return the fields of the form of a source, to be asked for with them."""
    form = {"url": url, "title": title, "name": free_name(url), "source_type": kind, **settings}
    return {field: value for field, value in form.items() if value}


def free_name(url: str) -> str:
    """Return a name for a source at ``url`` that no dataset or source has yet."""
    wanted = addresses.suggested_name(url)
    name, number = wanted, 2
    while model.Package.get(name) is not None:
        name, number = f"{wanted}-{number}", number + 1
    return name

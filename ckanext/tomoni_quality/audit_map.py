"""The map of municipalities on the page of the audit: points, and what each of them leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import scoring
from ckanext.tomoni_quality.audit import mapping
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["FIGURES", "municipalities", "tomoni_audit_map"]

#: What the map may show, each of a hundred.
FIGURES: dict[str, Callable[[dict[str, Any]], float | None]] = {
    "content_score": lambda figures: figures["content_score"],
    "readability": lambda figures: figures["readability"]["score"],
}
_PAGE = 100


def municipalities(ask: Callable[..., dict[str, Any]], month: str) -> list[dict[str, Any]]:
    """Every municipality of the month with its figures, as ``tomoni_audit_list`` gives them page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = ask("tomoni_audit_list", month=month, by="municipality", limit=_PAGE, offset=len(found))
        found += page["results"]
        if not page["results"] or len(found) >= page["count"]:
            return found


def tomoni_audit_map(rows: list[dict[str, Any]], figure: str, month: str) -> dict[str, Any] | None:
    """The drawing for a template: ``width``, ``height``, ``neighbours``, ``spots``; None where nothing can be drawn.

    A spot has ``x``, ``y``, ``title``, ``value``, ``level``, and the name of its ``organization`` when it has but one.
    """
    by_code = {row["id"]: row for row in rows}
    drawing = mapping.draw(by_code)
    if drawing is None:
        return None
    value, owners = FIGURES[figure], _owners(list(by_code), month)
    spots = []
    for spot in drawing.spots:
        number = value(by_code[spot.code]["figures"])
        level = scoring.level(None if number is None else round(number))
        known = {"title": by_code[spot.code]["title"], "organization": owners.get(spot.code, "")}
        spots.append({"x": spot.x, "y": spot.y, "value": number, "level": level, **known})
    left_out = [by_code[code]["title"] for code in drawing.left_out]
    size = {"width": drawing.width, "height": drawing.height}
    return {**size, "neighbours": drawing.neighbours, "spots": spots, "left_out": left_out}


def _owners(codes: list[str], month: str) -> dict[str, str]:
    """The organization of each municipality that has one of its own and no other."""
    query = (
        sa.select(AuditRow.municipality, sa.func.min(model.Group.name))
        .join(model.Group, model.Group.id == AuditRow.owner_org)
        .where(AuditRow.municipality.in_(codes), AuditRow.month == month, model.Group.state == model.State.ACTIVE)
        .group_by(AuditRow.municipality)
        .having(sa.func.count(sa.distinct(model.Group.id)) == 1)
    )
    return {row[0]: row[1] for row in model.Session.execute(query)}

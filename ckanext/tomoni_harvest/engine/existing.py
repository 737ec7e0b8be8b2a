"""Which sources this portal has already, by the address they are harvested from."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine.addresses import key

__all__ = ["Existing", "Sources"]


@dataclass(frozen=True)
class Existing:
    """A source that is switched on."""

    name: str
    title: str
    filters: str


class Sources:
    """The portal's sources, read once."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[Existing]] = {}
        package, source = model.Package, stock.HarvestSource
        query = (
            sa.select(package.name, package.title, source.url, source.config)
            .join(source, source.id == package.id)
            .where(package.state == "active", package.private.is_(False), source.active.is_(True))
            .order_by(package.name)
        )
        for name, title, url, config in model.Session.execute(query):
            self._by_key.setdefault(key(url or ""), []).append(Existing(name, title or name, _filters(config)))

    def at(self, url: str, filters: str = "") -> Existing | None:
        """Return the source that brings in what is at ``url``, all of it or what ``filters`` leaves of it."""
        found = self._by_key.get(key(url), [])
        return next((each for each in found if not each.filters or each.filters == filters), None)


def _filters(config: str | None) -> str:
    try:
        found = json.loads(config or "{}")
    except ValueError:
        return ""
    return str(found.get("fq") or "") if isinstance(found, dict) else ""

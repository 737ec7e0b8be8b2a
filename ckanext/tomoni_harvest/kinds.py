"""Which kinds of source there are: the one list that the form, the runs, the preview and the detection go by.

A kind is an object with the three verbs of :class:`ckanext.tomoni_harvest.sources.base.Kind`, in one file under
``sources/``. It needs no plugin of its own: enabling ``tomoni_harvest`` offers every kind.

* A kind of this project is one line in ``BUILT_IN``.
* A kind of another package is one entry point in the group ``tomoni_harvest.kinds``::

      [project.entry-points."tomoni_harvest.kinds"]
      my_portal = "my_package.my_portal:MyPortalKind"

The order is that in which the form offers them and in which an address is tried. A kind's ``name`` is stored with every
source of it: it must never change. A kind of others that cannot be loaded, or whose name is taken, is logged and left
out; the portal starts all the same.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import entry_points

from ckanext.tomoni_harvest.sources.base import Kind
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from ckanext.tomoni_harvest.sources.data_json import DataJsonKind
from ckanext.tomoni_harvest.sources.dataeye import DataeyeKind
from ckanext.tomoni_harvest.sources.dcat import DcatKind
from ckanext.tomoni_harvest.sources.dkan import DkanKind
from ckanext.tomoni_harvest.sources.folder import FolderKind
from ckanext.tomoni_harvest.sources.listing import ListingKind
from ckanext.tomoni_harvest.sources.shirasagi import ShirasagiKind

__all__ = ["GROUP", "every", "find"]

log = logging.getLogger(__name__)

GROUP = "tomoni_harvest.kinds"

BUILT_IN: tuple[type[Kind], ...] = (
    CkanKind,
    DataeyeKind,
    ShirasagiKind,
    DkanKind,
    DataJsonKind,
    DcatKind,
    ListingKind,
    FolderKind,
)


@cache
def every() -> dict[str, Kind]:
    """Return every kind by its name, those of this project first."""
    found: dict[str, Kind] = {kind.name: kind() for kind in BUILT_IN}
    for point in entry_points(group=GROUP):
        try:
            kind: Kind = point.load()()
        except Exception:
            log.exception("the kind of source %s could not be loaded", point.value)
            continue
        if kind.name in found:
            log.error("the kind of source %s is left out: the name %s is taken", point.value, kind.name)
            continue
        found[kind.name] = kind
    return found


def find(name: str) -> Kind | None:
    """Return the kind called ``name``, or None when a harvester of others runs it."""
    return every().get(name)

"""Whether the RDF that this portal publishes of a dataset keeps to DCAT-AP.

Judged is what a reader gets: ckanext-dcat's graph of the dataset by the portal's profiles, in the portal's language,
without our own measurements (``tomoni_dqv``), which would judge themselves. The answer goes with the graph's
fingerprint into the audit's record, and a graph with the same fingerprint is not judged again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ckan import model
from ckan.plugins import plugin_loaded
from ckan.plugins import toolkit as tk
from flask_babel import force_locale
from rdflib import Graph

from ckanext.tomoni_quality import dqv_setting
from ckanext.tomoni_quality.audit import graph_key, method

__all__ = ["MOST", "MOST_WHILE_WAITED_FOR", "REASONS", "measure", "published"]

log = logging.getLogger(__name__)

#: Triples of the largest graph that is judged; and of one for which somebody waits (a second or two).
MOST, MOST_WHILE_WAITED_FOR = 30_000, 6_000
#: A file takes about a dozen triples: with more of them the graph is not even made.
_MOST_RESOURCES = 3_000
#: Why it was not measured.
REASONS = ("no_dcat", "too_large", "later", "failed")


def published(package: Mapping[str, Any]) -> Graph:
    """The graph of a dataset, as its page in RDF has it."""
    from ckanext.dcat.processors import RDFSerializer

    serializer = RDFSerializer(profiles=dqv_setting.others())
    with force_locale(str(tk.config.get("ckan.locale_default") or "en")):
        # Profiles may change what they are given.
        serializer.graph_from_dataset(deepcopy(dict(package)))
    return serializer.g


def measure(package: Mapping[str, Any], kept: Mapping[str, Any] | None, most: int) -> dict[str, Any]:
    """What SHACL says of the published RDF.

    :param package: as package_show gives it
    :param kept: what was said last time, if ever
    :param most: the triples of the largest graph that is judged now
    :returns: ``conforms`` (None: not measured, for the ``reason``), ``violations``, ``warnings`` and ``results`` as
        :func:`ckanext.tomoni_quality.audit.shacl.judge` has them; ``shapes``, ``profiles``, ``triples`` and
        ``fingerprint``
    """
    if not plugin_loaded("dcat"):
        return _unmeasured("no_dcat")
    if len(package.get("resources") or []) > _MOST_RESOURCES:
        return _unmeasured("too_large")
    try:
        with model.Session.begin_nested():
            graph = published(package)
        return _judged(graph, kept or {}, most)
    except Exception:
        log.exception("The RDF of dataset %s was not judged", package.get("id"))
        return _unmeasured("failed")


def _judged(graph: Graph, kept: Mapping[str, Any], most: int) -> dict[str, Any]:
    # pyshacl takes a while to load; only who measures pays for it.
    from ckanext.tomoni_quality.audit import shacl

    key = graph_key.fingerprint(graph, MOST)
    if key is None:
        return _unmeasured("too_large")
    asked = {"shapes": method.SHAPES, "profiles": dqv_setting.others(), "fingerprint": key}
    if all(kept.get(name) == value for name, value in asked.items()):
        return dict(kept)
    if len(graph) > most:
        return _unmeasured("later")
    return {**shacl.judge(graph), "reason": "", "triples": len(graph), **asked}


def _unmeasured(reason: str) -> dict[str, Any]:
    return {"conforms": None, "reason": reason, "violations": None, "warnings": None, "results": []}

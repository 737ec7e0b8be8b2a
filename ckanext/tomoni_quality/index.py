"""What the search index and search results know about quality."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_quality import scoring
from ckanext.tomoni_quality.model import QualityReport

log = logging.getLogger(__name__)


def add_fields(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """``tomoni_quality``, ``tomoni_quality_score`` and the recognised ``tomoni_standard`` for Solr; never fails."""
    try:
        # A failed query would leave the transaction aborted, and with it the save and the hooks that come after.
        with model.Session.begin_nested():
            rows = QualityReport.newest_of_package(pkg_dict["id"])
        score = scoring.dataset_score(row.score for row in rows if row.score is not None)
        pkg_dict["tomoni_quality"] = scoring.level(score)
        if score is not None:
            pkg_dict["tomoni_quality_score"] = score
        standards = merged(pkg_dict.get("tomoni_standard"), [row.standard for row in rows])
        if standards:
            pkg_dict["tomoni_standard"] = standards
    except Exception:
        log.exception("Quality of dataset %s was not indexed", pkg_dict.get("id"))
    return pkg_dict


def merged(declared: Any, recognised: list[str | None]) -> list[str]:
    """The declared standards and after them the recognised ones, each once."""
    first = declared if isinstance(declared, list) else [declared]
    return list(dict.fromkeys(str(slug) for slug in [*first, *recognised] if slug))


def annotate(results: list[dict[str, Any]]) -> None:
    """Put level and score into the datasets of one page of search results, with one query."""
    ids = [dataset["id"] for dataset in results if "id" in dataset]
    if not ids:
        return
    query = sa.select(QualityReport.package_id, QualityReport.score).where(
        QualityReport.package_id.in_(ids), QualityReport.latest.is_(True), QualityReport.score.is_not(None)
    )
    scores: dict[str, list[int]] = {}
    for package_id, score in model.Session.execute(query):
        scores.setdefault(package_id, []).append(score)
    for dataset in results:
        score = scoring.dataset_score(scores.get(dataset.get("id", ""), []))
        dataset["tomoni_quality"], dataset["tomoni_quality_score"] = scoring.level(score), score

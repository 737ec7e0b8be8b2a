"""Template helpers; each name begins with ``tomoni_quality_``."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ckan.plugins import plugin_loaded
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import readability, scoring
from ckanext.tomoni_quality.audit_charts import (
    tomoni_audit_charts,
    tomoni_audit_compare_chart,
    tomoni_audit_trend_chart,
)
from ckanext.tomoni_quality.audit_dataset_helpers import tomoni_audit_dataset
from ckanext.tomoni_quality.audit_helpers import (
    tomoni_audit_headlines,
    tomoni_audit_measured,
    tomoni_audit_rating,
    tomoni_audit_standards,
)
from ckanext.tomoni_quality.audit_map import tomoni_audit_map
from ckanext.tomoni_quality.dcat_ap_helpers import tomoni_audit_kind
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.readability.older import OLDER_RULES
from ckanext.tomoni_quality.repair.comparing import Piece, pieces
from ckanext.tomoni_quality.rules import titles
from ckanext.tomoni_quality.trial_helpers import tomoni_quality_trial_problem, tomoni_quality_trial_state

__all__ = [
    "tomoni_audit_charts",
    "tomoni_audit_compare_chart",
    "tomoni_audit_dataset",
    "tomoni_audit_headlines",
    "tomoni_audit_kind",
    "tomoni_audit_map",
    "tomoni_audit_measured",
    "tomoni_audit_rating",
    "tomoni_audit_standards",
    "tomoni_audit_trend_chart",
    "tomoni_quality_badge",
    "tomoni_quality_compared",
    "tomoni_quality_is_japanese",
    "tomoni_quality_level_class",
    "tomoni_quality_level_label",
    "tomoni_quality_package",
    "tomoni_quality_readability",
    "tomoni_quality_requirements",
    "tomoni_quality_resource",
    "tomoni_quality_rule_anchor",
    "tomoni_quality_rule_title",
    "tomoni_quality_severity_label",
    "tomoni_quality_standard_title",
    "tomoni_quality_standard_url",
    "tomoni_quality_text",
    "tomoni_quality_trial_problem",
    "tomoni_quality_trial_state",
]


def tomoni_quality_level_label(level: str) -> str:
    """The name of a level in the language of the page."""
    labels = {
        "good": tk._("Good quality"),
        "fair": tk._("Minor findings"),
        "poor": tk._("Needs repair"),
    }
    return labels.get(level) or tk._("Not checked")


def tomoni_quality_level_class(level: str) -> str:
    """The Bootstrap class of a badge of this level; the level is always written out too."""
    return {"good": "text-bg-success", "fair": "text-bg-warning", "poor": "text-bg-danger"}.get(
        level, "text-bg-secondary"
    )


def tomoni_quality_severity_label(severity: str) -> str:
    """The name of a severity in the language of the page."""
    return {"error": tk._("Error"), "warning": tk._("Warning")}.get(severity) or tk._("Information")


def tomoni_quality_is_japanese() -> bool:
    """Whether data that holds both languages is shown in Japanese."""
    return str(tk.h.lang()).startswith("ja")


def tomoni_quality_text(finding: dict[str, Any], part: str = "") -> str:
    """``ja``/``en`` (or ``fix_ja``/``fix_en`` with ``part="fix"``) of a finding in the language of the page."""
    prefix = f"{part}_" if part else ""
    return str(finding.get(prefix + ("ja" if tomoni_quality_is_japanese() else "en")) or "")


def tomoni_quality_requirements() -> list[dict[str, Any]]:
    """The thirty requirements for a page: ``id``, ``level``, ``name``, ``gravity``, ``rules`` of each, ``older``."""
    japanese = tomoni_quality_is_japanese()
    return [
        {
            "id": each.id,
            "level": each.level,
            "name": each.name if japanese else each.name_en,
            "gravity": each.gravity,
            "deduction": each.deduction,
            "rules": [*each.failed_by, *each.doubted_by],
            "older": [
                {"id": rule.id, "name": rule.name if japanese else rule.name_en}
                for rule in OLDER_RULES
                if rule.requirement == each.id
            ],
        }
        for each in readability.REQUIREMENTS
    ]


def tomoni_quality_readability(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The levels of machine readability of a report: ``level``, ``score`` and its ``rows``; none for an old report.

    A row has the requirement's ``id`` and ``name``, the ``status`` that is worst of all sheets with its ``label`` and
    ``css_class``, the slugs of the ``findings`` behind it and their ``count``.
    """
    judgements, levels = report.get("judgements") or [], report.get("readability") or []
    rows = [
        _requirement_row(each, [j for j in judgements if j["id"] == each["id"]])
        for each in tomoni_quality_requirements()
    ]
    return [
        {**level, "rows": [row for row in rows if row["level"] == level["level"]]} for level in levels if judgements
    ]


def _requirement_row(each: dict[str, Any], judgements: list[dict[str, Any]]) -> dict[str, Any]:
    status = next(
        (status for status in readability.STATUSES if any(j["status"] == status for j in judgements)), "unchecked"
    )
    deciding = [j for j in judgements if j["status"] == status]
    label, css_class = _status_words(status)
    return {
        **each,
        "status": status,
        "label": label,
        "css_class": css_class,
        "findings": list(dict.fromkeys(slug for j in deciding for slug in j["findings"])),
        "count": sum(j["count"] for j in deciding),
    }


def _status_words(status: str) -> tuple[str, str]:
    words = {
        "passed": (tk._("Met"), "text-bg-success"),
        "issues_found": (tk._("Not met"), "text-bg-danger"),
        "needs_review": (tk._("To be judged by a person"), "text-bg-warning"),
        "not_applicable": (tk._("Does not apply"), "text-bg-light"),
    }
    return words.get(status) or (tk._("Not checked"), "text-bg-secondary")


def tomoni_quality_rule_title(slug: str) -> str:
    """The title of a rule, or its slug when the rule is unknown (any more)."""
    title = titles().get(slug)
    if title is None:
        return slug
    return title.ja if tomoni_quality_is_japanese() else title.en


def tomoni_quality_rule_anchor(slug: str) -> str:
    """Where on the page of the rules a finding is explained; errors of fetching and reading have one place."""
    return slug if slug in titles() else "file-not-checked"


def tomoni_quality_standard_title(slug: str, edition: str | None = None) -> str:
    """The title of a standard in the language of the page, or its slug when it is unknown (any more)."""
    standard = registry().get(slug, edition) or registry().get(slug)
    if standard is None:
        return slug
    return standard.title_ja if tomoni_quality_is_japanese() else standard.title_en


def tomoni_quality_standard_url(slug: str) -> str:
    """The page of a standard, empty when tomoni_schema is not enabled."""
    return f"{tk.h.url_for('home.index')}standards/{quote(slug)}" if plugin_loaded("tomoni_schema") else ""


def _badge(level: str, score: int | None, url: str) -> dict[str, Any]:
    return {
        "level": level,
        "score": score,
        "label": tomoni_quality_level_label(level),
        "css_class": tomoni_quality_level_class(level),
        "url": url,
    }


def tomoni_quality_badge(pkg: dict[str, Any]) -> dict[str, Any]:
    """What a dataset's badge shows: ``level``, ``score``, ``label``, ``css_class``, ``url``.

    A dataset out of ``package_search`` carries its level already; another one is looked up.
    """
    level, score = pkg.get("tomoni_quality"), pkg.get("tomoni_quality_score")
    if level not in scoring.LEVELS:
        score = package_score(str(pkg.get("id") or ""))
        level = scoring.level(score)
    return _badge(str(level), score, tk.h.url_for("tomoni_quality.package", id=pkg.get("name") or pkg.get("id")))


def package_score(package_id: str) -> int | None:
    """The score of a dataset, None when none of its resources was checked."""
    rows = QualityReport.newest_of_package(package_id)
    return scoring.dataset_score(row.score for row in rows if row.score is not None)


def _user() -> Any:
    return {"user": getattr(tk.current_user, "name", "")}


def tomoni_quality_resource(resource: dict[str, Any], pkg: dict[str, Any]) -> dict[str, Any] | None:
    """The state of one resource with its badge; None when it is no table and never was checked."""
    try:
        report = tk.get_action("tomoni_quality_report_show")(_user(), {"resource_id": resource["id"]})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    if not report["checkable"] and report["state"] == "unchecked":
        return None
    url = tk.h.url_for("tomoni_quality.resource", id=pkg["name"], resource_id=resource["id"])
    return {**report, "badge": _badge(report["level"], report["score"], url)}


def tomoni_quality_package(pkg: dict[str, Any]) -> dict[str, Any] | None:
    """The state of a dataset with its badge; None when nothing in it can be checked."""
    try:
        report = tk.get_action("tomoni_quality_report_show")(_user(), {"package_id": pkg["id"]})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    checkable = [r for r in report["resources"] if r["checkable"] or r["state"] != "unchecked"]
    if not checkable:
        return None
    url = tk.h.url_for("tomoni_quality.package", id=pkg["name"])
    return {**report, "resources": checkable, "badge": _badge(report["level"], report["score"], url)}


def tomoni_quality_compared(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Two values in pieces (``text``, ``changed``), so that a page can mark what differs."""
    return pieces(before, after)

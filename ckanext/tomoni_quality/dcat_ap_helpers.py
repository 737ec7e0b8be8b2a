"""What the audit says of a dataset's RDF and DCAT-AP, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality.audit.shacl_words import CLASSES

__all__ = ["broken", "line", "tomoni_audit_kind"]


def line(found: Mapping[str, Any]) -> dict[str, str]:
    """Whether it conforms, as ``label``, ``value`` and ``note``."""
    label = tk._("DCAT-AP (RDF)")
    if found["conforms"] is None:
        return {"label": label, "value": tk._("Not measured"), "note": _reasons().get(found.get("reason", ""), "")}
    note = tk._("The RDF that this portal publishes of the dataset, by the SHACL shapes of {version}.")
    value = tk._("Conforms")
    if not found["conforms"]:
        count = found["violations"]
        many = tk.ungettext("Does not conform ({count} violation)", "Does not conform ({count} violations)", count)
        value = many.format(count=tk.h.localised_number(count))
    return {"label": label, "value": value, "note": note.format(version=found["shapes"])}


def _reasons() -> dict[str, str]:
    return {
        "no_dcat": tk._("This portal publishes no RDF (ckanext-dcat is not enabled)."),
        "too_large": tk._("The RDF of this dataset is too large to be checked."),
        "later": tk._("The RDF of this dataset is large: it is checked by the next audit."),
        "failed": tk._("The RDF of this dataset could not be made. The administrator finds the reason in the log."),
    }


def broken(found: Mapping[str, Any], pkg: Mapping[str, Any]) -> dict[str, Any]:
    """``count`` of all that does not conform, and the ``rows`` that are kept."""
    rows = [_row(each, pkg) for each in found.get("results") or []]
    return {"count": (found.get("violations") or 0) + (found.get("warnings") or 0), "rows": rows}


def _row(each: Mapping[str, str], pkg: Mapping[str, Any]) -> dict[str, Any]:
    lang = "ja" if tk.h.tomoni_quality_is_japanese() else "en"
    resources = (one for one in pkg.get("resources") or [] if each["focus"].rpartition("/")[2] == one["id"])
    return {
        "of": tomoni_audit_kind(each["of"]),
        "resource": next(resources, None) if each["of"] == "dcat:Distribution" else None,
        "name": each[f"name_{lang}"],
        "path": each["path"],
        "message": each[f"message_{lang}"],
        "value": each["value"],
        "warning": each["severity"] != "violation",
    }


def tomoni_audit_kind(of: str) -> str:
    """What a thing of the RDF is, ``dcat:Dataset``, in the language of the page."""
    return CLASSES.get(of, (of, of))[0 if tk.h.tomoni_quality_is_japanese() else 1]

"""Template helpers of the forms and of the standards' pages."""

from __future__ import annotations

import logging
from typing import Any

from ckan import model
from ckan import plugins as p
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import frequency
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema import conversions, language, lists, organizations, values
from ckanext.tomoni_schema.city_model_helpers import (
    tomoni_city_model_choices,
    tomoni_city_model_codes,
    tomoni_city_model_label,
    tomoni_kind_label,
)
from ckanext.tomoni_schema.dcat import portal
from ckanext.tomoni_schema.list_helpers import (
    tomoni_list_import_level,
    tomoni_list_import_outcome,
    tomoni_list_import_rows,
    tomoni_list_import_state,
)
from ckanext.tomoni_schema.records import upkeep

__all__ = [
    "tomoni_city_model_choices",
    "tomoni_city_model_codes",
    "tomoni_city_model_label",
    "tomoni_conversion_offered",
    "tomoni_dataset_jsonld",
    "tomoni_default_licenses",
    "tomoni_edition_label",
    "tomoni_encoding_suggestions",
    "tomoni_field_suggestions",
    "tomoni_filled_fields",
    "tomoni_form_parts",
    "tomoni_frequency_label",
    "tomoni_frequency_suggestions",
    "tomoni_is_email",
    "tomoni_kind_label",
    "tomoni_license_choices",
    "tomoni_license_title",
    "tomoni_list_import_level",
    "tomoni_list_import_outcome",
    "tomoni_list_import_rows",
    "tomoni_list_import_state",
    "tomoni_map",
    "tomoni_record_standards",
    "tomoni_safe_url",
    "tomoni_standard",
    "tomoni_standard_choices",
    "tomoni_table_opens",
    "tomoni_table_standard",
    "tomoni_text",
    "tomoni_theme_suggestions",
]


log = logging.getLogger(__name__)


def tomoni_text(ja: str, en: str) -> str:
    """The text of the visitor's language, the other one when it is empty."""
    return language.pick(ja, en)


def tomoni_safe_url(value: Any) -> str:
    """``value`` when it is an http or https address, else an empty string (metadata may say ``javascript:``)."""
    return values.safe_url(value)


def tomoni_is_email(value: Any) -> bool:
    """Whether ``value`` can be the target of a ``mailto:`` link."""
    return values.is_email(value)


def tomoni_license_choices(field: dict[str, Any], current: str = "") -> list[dict[str, Any]]:
    """Licences to choose from, each with its label in ja and en; ``current`` is kept even when no longer offered."""
    register = model.Package.get_license_register()
    offered = [
        {"value": item.id, "label": _license_label(item)}
        for item in register.values()
        if getattr(item, "status", "active") == "active" or item.id == current
    ]
    if current and current not in register:
        offered.append({"value": current, "label": {"ja": current, "en": current}})
    return offered


def tomoni_license_title(license_id: str | None) -> str:
    """The licence's title in the visitor's language; the id itself when the portal does not list it."""
    if not license_id:
        return ""
    item = model.Package.get_license_register().get(license_id)
    if item is None:
        return license_id
    label = _license_label(item)
    return tomoni_text(label["ja"], label["en"])


def _license_label(item: Any) -> dict[str, str]:
    return {"ja": item.title, "en": getattr(item, "title_en", "") or item.title}


def tomoni_field_suggestions(field: dict[str, Any]) -> list[str]:
    """What a free text field proposes: its ``suggestions``, or the answer of its ``suggestions_helper``."""
    if "suggestions" in field:
        return list(field["suggestions"])
    name = field.get("suggestions_helper")
    return getattr(tk.h, name)() if name else []


def tomoni_frequency_suggestions() -> list[str]:
    """Usual update frequencies, in Japanese: they are data, and read by other Japanese portals."""
    return list(lists.FREQUENCY_SUGGESTIONS)


def tomoni_theme_suggestions() -> list[str]:
    """The seventeen statistical fields that the open data list uses as 分類."""
    return list(lists.THEMES)


def tomoni_encoding_suggestions() -> list[str]:
    """Encodings met in Japanese municipal files."""
    return list(lists.ENCODINGS)


def tomoni_standard(value: str | None) -> Standard | None:
    """The standard that a slug (or ``slug@edition``) names."""
    return registry().get(value) if value else None


def tomoni_standard_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """The standards to choose from, each once, by number."""
    return [
        {
            "value": item.slug,
            "label": {"ja": f"{item.number} {item.title_ja}", "en": f"{item.number} {item.title_en}"},
        }
        for item in registry().latest()
    ]


def tomoni_edition_label(edition: str) -> str:
    """What an edition is called: the newest is that in force, 2021 the recommended data sets."""
    names = {"2021": tk._("2021 (recommended data sets)"), "2026": tk._("2026 (in force)")}
    return names.get(edition, edition)


def tomoni_frequency_label(group: str) -> str:
    """The name of a group of update frequencies in the visitor's language."""
    return frequency.label(group, "ja" if language.japanese() else "en")


def tomoni_filled_fields(fields: list[dict[str, Any]], data: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a form that a table of details shows: those with a value that the page shows nowhere else."""
    return [
        field
        for field in fields
        if field["field_name"] not in lists.SHOWN_ELSEWHERE
        and data.get(field["field_name"]) not in (None, "", [])
        and field.get("display_snippet", "") is not None
    ]


def tomoni_default_licenses() -> dict[str, str]:
    """The licence that each organization proposes for its new datasets, by the organization's id."""
    return organizations.default_licenses()


def tomoni_conversion_offered(resource: dict[str, Any], package: dict[str, Any]) -> str:
    """Whether a resource is offered in the current edition of its standard: ``older``, ``perhaps``, or not (empty)."""
    return conversions.offered(resource, package)


def tomoni_form_parts(
    fields: list[dict[str, Any]], errors: dict[str, Any] | None, data: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A form in two: ``main`` fields, and those marked ``tomoni_details``; ``open`` when one of the latter is wrong.

    Fields of 3D city models (``tomoni_section: city_model``) are a part of their own, open when one of them is filled.
    A form of the operator's own marks nothing, so that all its fields are main ones.
    """
    shown = [field for field in fields if field.get("form_snippet", "") is not None]
    details = [field for field in shown if field.get("tomoni_details")]
    city_model = [field for field in shown if field.get("tomoni_section") == "city_model"]
    return {
        "main": [field for field in shown if field not in details and field not in city_model],
        "details": details,
        "open": any(field["field_name"] in (errors or {}) for field in details),
        "city_model": city_model,
        "city_model_open": any((data or {}).get(field["field_name"]) for field in city_model),
    }


def tomoni_map() -> dict[str, str]:
    """Where maps take their background from: ``tiles`` and ``attribution``, empty for a plain one."""
    tiles = values.safe_url(str(tk.config.get("tomoni.schema.map_tiles") or ""))
    return {"tiles": tiles, "attribution": str(tk.config.get("tomoni.schema.map_attribution") or "") if tiles else ""}


def tomoni_record_standards(package_id: str) -> list[Standard]:
    """The standards whose table holds rows of a dataset."""
    known = (registry().get(slug) for slug in upkeep.standards_of(package_id))
    return [item for item in known if item]


def tomoni_table_opens(pkg: dict[str, Any], res: dict[str, Any]) -> bool:
    """Whether a resource can be opened as a table: uploaded here, and of a standard, declared or found."""
    if res.get("url_type") != "upload" or str(res.get("format") or "").upper() not in ("CSV", "TSV", "XLSX"):
        return False
    declared = registry().get(res.get("tomoni_standard") or pkg.get("tomoni_standard") or "")
    return bool(declared and declared.columns) or _recognised(res["id"])


def _recognised(resource_id: str) -> bool:
    try:
        user = getattr(tk.current_user, "name", "")
        report = tk.get_action("tomoni_quality_report_show")({"user": user}, {"resource_id": resource_id})
    except (KeyError, tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return bool(report.get("standard"))


def tomoni_table_standard(package_id: str | None) -> Standard | None:
    """The standard that a new table of this dataset would follow; None when it declares none with known columns."""
    if not package_id:
        return None
    try:
        user = getattr(tk.current_user, "name", "")
        pkg = tk.get_action("package_show")({"user": user, "for_view": True}, {"id": package_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    found = tomoni_standard(pkg.get("tomoni_standard"))
    return found if found and found.columns else None


def tomoni_dataset_jsonld(pkg: dict[str, Any]) -> dict[str, Any] | None:
    """A dataset in schema.org's words for its page; None where ckanext-dcat's plugin writes it, or it cannot be made.

    The page is worth more than what search engines read of it: a fault is logged.
    """
    if p.plugin_loaded("structured_data"):
        return None
    try:
        return portal.schemaorg_of(pkg)
    except Exception:
        log.exception("Dataset %s could not be described for search engines", pkg.get("id"))
        return None

"""Template helpers of the forms and of the standards' pages."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_schema import lists, values

__all__ = [
    "tomoni_encoding_suggestions",
    "tomoni_field_suggestions",
    "tomoni_frequency_suggestions",
    "tomoni_is_email",
    "tomoni_license_choices",
    "tomoni_license_title",
    "tomoni_safe_url",
    "tomoni_text",
    "tomoni_theme_suggestions",
]


def tomoni_text(ja: str, en: str) -> str:
    """The text of the visitor's language, the other one when it is empty."""
    return (ja or en) if tk.h.lang() == "ja" else (en or ja)


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

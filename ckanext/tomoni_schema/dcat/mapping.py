"""Between our field names (e-Gov, DCAT-GoJ) and those that ckanext-dcat writes and reads. No CKAN here.

Some of our names mean something else to ckanext-dcat, so a dataset goes through here before and after it: its
``spatial`` is a geometry and ours a place's name, its ``publisher`` a structure and ours a name, its ``theme`` an
address and ours words.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ckanext.tomoni_schema import frequency
from ckanext.tomoni_schema.values import safe_url

__all__ = ["FREQUENCIES", "from_dcat", "language_code", "language_uri", "period", "resource_from_dcat", "to_dcat"]

_AUTHORITY = "http://publications.europa.eu/resource/authority"
FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "half_yearly": "ANNUAL_2",
    "yearly": "ANNUAL",
    "as_needed": "IRREG",
    "once": "NEVER",
}
"""Groups of frequency that the vocabulary of DCAT-AP has; others stay words."""
_LANGUAGES = {"ja": "JPN", "en": "ENG", "zh": "ZHO", "ko": "KOR"}
_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_PERIOD = re.compile(rf"({_DATE})?\s*/\s*({_DATE})?")
_TEXT_FIELDS = {  # ckanext-dcat's name: ours, in datasets
    "spatial_text": "spatial",
    "publisher_name": "publisher",
    "creator_name": "author",
    "contact_name": "contactPoint",
    "contact_email": "contactPoint_email",
    "contact_url": "contactPoint_formUrl",
    "provenance": "history_information",
}
_DROPPED = ("theme", "spatial", "publisher", "temporal", "language", "conforms_to")


def to_dcat(dataset: dict[str, Any]) -> dict[str, Any]:
    """A copy of a dataset of ours with ckanext-dcat's names; what it would misread is left out."""
    made = {key: value for key, value in dataset.items() if key not in _DROPPED}
    for theirs, ours in _TEXT_FIELDS.items():
        if dataset.get(ours):
            made[theirs] = dataset[ours]
    if written := dataset.get("frequency_of_update"):
        code = FREQUENCIES.get(frequency.normalise(written))
        made["frequency"] = f"{_AUTHORITY}/frequency/{code}" if code else written
    if language := dataset.get("language"):
        made["language"] = [language_uri(code) for code in _words(language)]
    if dates := period(dataset.get("temporal")):
        made["temporal_start"], made["temporal_end"] = dates
    if documents := dataset.get("related_documents"):
        made["documentation"] = [documents]
    made["url"] = safe_url(dataset.get("landingPage")) or safe_url(dataset.get("url"))
    made["resources"] = [_resource_to_dcat(resource) for resource in dataset.get("resources") or []]
    return made


def _resource_to_dcat(resource: dict[str, Any]) -> dict[str, Any]:
    made = dict(resource)
    if language := resource.get("language"):
        made["language"] = [language_uri(code) for code in _words(language)]
    if rights := resource.get("terms_and_conditions"):
        made["rights"] = rights
    if documents := resource.get("related_documents"):
        made["documentation"] = [documents]
    if address := safe_url(resource.get("url")):
        made["download_url"] = address
    if changed := resource.get("last_modified_date"):
        made["modified"] = changed
    return made


def from_dcat(parsed: dict[str, Any]) -> dict[str, Any]:
    """A dataset as ckanext-dcat read it, with our names; what has no field of ours stays an extra."""
    extras = {extra["key"]: extra["value"] for extra in parsed.get("extras", [])}
    made = {key: value for key, value in parsed.items() if key != "extras"}
    for theirs, ours in _TEXT_FIELDS.items():
        value = extras.pop(theirs, None)
        if value and not made.get(ours):
            made[ours] = value
    _put(made, "frequency_of_update", _frequency_words(extras.pop("frequency", "")))
    _put(made, "temporal", _joined_period(extras.pop("temporal_start", ""), extras.pop("temporal_end", "")))
    _put(made, "related_documents", "; ".join(_list(extras.pop("documentation", ""))))
    _put(made, "compliant_standard", "; ".join(_list(extras.pop("conforms_to", ""))))
    _put(made, "theme", "; ".join(_list(made.pop("theme", "") or extras.pop("theme", ""))))
    languages = _list(made.pop("language", "") or extras.pop("language", ""))
    _put(made, "language", ", ".join(language_code(uri) for uri in languages))
    _put(made, "landingPage", made.pop("url", ""))
    made["extras"] = [{"key": key, "value": value} for key, value in extras.items()]
    made["resources"] = [resource_from_dcat(resource) for resource in parsed.get("resources", [])]
    return made


def resource_from_dcat(parsed: dict[str, Any]) -> dict[str, Any]:
    """A resource as ckanext-dcat read it, with our names."""
    made = {key: value for key, value in parsed.items() if key != "download_url"}
    _put(made, "terms_and_conditions", made.pop("rights", ""))
    _put(made, "last_modified_date", made.pop("modified", ""))
    _put(made, "related_documents", "; ".join(_list(made.pop("documentation", ""))))
    _put(made, "compliant_standard", "; ".join(_list(made.pop("conforms_to", ""))))
    _put(made, "language", ", ".join(language_code(uri) for uri in _list(made.pop("language", ""))))
    return made


def language_uri(code: str) -> str:
    """``ja`` as DCAT-AP's address of Japanese; another text as it is."""
    known = _LANGUAGES.get({"jpn": "ja", "eng": "en", "日本語": "ja", "英語": "en"}.get(code.lower(), code.lower()))
    return f"{_AUTHORITY}/language/{known}" if known else code


def language_code(uri: str) -> str:
    """The two letters of DCAT-AP's address of a language; another text as it is."""
    return next((code for code, name in _LANGUAGES.items() if uri == f"{_AUTHORITY}/language/{name}"), uri)


def period(written: Any) -> tuple[str, str] | None:
    """Start and end of ``2025-04-01/2026-03-31``, either of which may be empty; None for words."""
    found = _PERIOD.fullmatch(written.strip()) if isinstance(written, str) else None
    return (found[1] or "", found[2] or "") if found and (found[1] or found[2]) else None


def _joined_period(start: str, end: str) -> str:
    return f"{start}/{end}" if start or end else ""


def _frequency_words(value: str) -> str:
    code = value.rsplit("/", 1)[-1]
    group = next((group for group, known in FREQUENCIES.items() if known == code), "")
    return frequency.label(group, "ja") if group and value.startswith("http") else value


def _put(made: dict[str, Any], key: str, value: Any) -> None:
    if value and not made.get(key):
        made[key] = value


def _words(text: Any) -> list[str]:
    return [word for word in re.split(r"[\s,;、]+", str(text)) if word]


def _list(value: Any) -> list[str]:
    """A list as ckanext-dcat keeps it: itself, JSON, or one value."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)] if value else []

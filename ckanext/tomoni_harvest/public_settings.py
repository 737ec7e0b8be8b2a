"""Keys among the settings of harvesters by others, hidden from those who may not change the source.

ckanext-harvest's own kinds keep an API key in ``config``, which everybody can read (its #248). Our kinds take none
there (``engine.credentials``); what others keep stays where their harvesters look for it, and is shown to the source's
editors only.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

__all__ = ["hide", "hide_from", "hide_in_search"]

_SECRET = re.compile(r"api[_-]?key|token|secret|passw|credential|authorization|^(auth|key)$", re.IGNORECASE)
HIDDEN = "***"
_TYPE = "harvest"


def hide(source: dict[str, Any]) -> None:
    """Hide the keys in a source, in place: in ``config``, in the extras, and lifted to the top."""
    settings = _settings(source.get("config"))
    for key, value in _masked(settings).items():
        if settings[key] != value and source.get(key) == settings[key]:
            source[key] = value
    if settings:
        source["config"] = json.dumps(_masked(settings), ensure_ascii=False)
    for extra in source.get("extras") or []:
        if extra.get("key") == "config" and _settings(extra.get("value")):
            extra["value"] = json.dumps(_masked(_settings(extra["value"])), ensure_ascii=False)


def _settings(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _masked(settings: Any) -> Any:
    if isinstance(settings, list):
        return [_masked(item) for item in settings]
    if not isinstance(settings, dict):
        return settings
    return {
        key: HIDDEN if value and _SECRET.search(str(key)) and not isinstance(value, dict) else _masked(value)
        for key, value in settings.items()
    }


def hide_from(context: Context, source: dict[str, Any]) -> None:
    """Hide the keys in a source from the user of ``context``, unless that user may change the source."""
    if not context.get("ignore_auth") and not _may_change(str(context.get("user") or ""), source["id"]):
        hide(source)


def hide_in_search(results: list[dict[str, Any]]) -> None:
    """Hide the keys in sources found by a search, from the user of the request."""
    for source in results:
        if source.get("type") == _TYPE and not _may_change(_reader(), source["id"]):
            hide(source)


def _reader() -> str:
    try:
        return str(tk.current_user.name)
    except (RuntimeError, AttributeError):
        return ""


def _may_change(user: str, source_id: str) -> bool:
    try:
        return tk.check_access("harvest_source_update", {"user": user}, {"id": source_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False

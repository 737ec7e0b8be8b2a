"""What the dataset form proposes for a standard and an organization. Pure: data of ``schemas/suggestions.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_core.standards import Standard
from ckanext.tomoni_schema.tables import prefill

__all__ = ["known", "of_organization", "of_standard"]


@cache
def known() -> dict[str, dict[str, Any]]:
    """Keywords, theme and frequency by the slug of a standard."""
    text = (files("ckanext.tomoni_core.schemas") / "suggestions.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def of_standard(standard: Standard) -> dict[str, str]:
    """Field of the dataset form to what the standard says of it; nothing is there that is not known."""
    data = known().get(standard.slug, {})
    found = {
        "title": standard.title_ja,
        "title_en": standard.title_en,
        "tag_string": ",".join(data.get("tags", ())),
        "theme": data.get("theme", ""),
        "frequency_of_update": data.get("frequency", ""),
        "compliant_standard": f"自治体標準オープンデータセット {standard.title_ja}（{standard.edition}年版）",
    }
    return {name: value for name, value in found.items() if value}


def of_organization(body: Body | None, license_id: str) -> dict[str, str]:
    """Field of the dataset form to what the organization says of it."""
    found = {"license_id": license_id}
    if body:
        found["spatial"] = prefill.of_body(body).get("local_government_name", "")
    return {name: value for name, value in found.items() if value}

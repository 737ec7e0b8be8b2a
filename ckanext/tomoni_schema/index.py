"""What tomoni_schema adds to a dataset in the search index (see the index fields of docs/architecture.md)."""

from __future__ import annotations

import json
import logging
from typing import Any

from ckanext.tomoni_core import frequency
from ckanext.tomoni_core.codes import local_government, local_government_tree
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema import city_model, organizations

__all__ = [
    "add_fields",
    "frequency_fields",
    "municipality_fields",
    "place_fields",
    "standard_fields",
    "without_immense",
]

log = logging.getLogger(__name__)

FREQUENCY_KEYS = ("frequency_of_update", "更新頻度", "作成頻度", "frequency", "accrualPeriodicity", "update_frequency")
OWN_FIELDS = (
    *("tomoni_standard", "tomoni_municipality", "tomoni_municipality_code", "tomoni_prefecture", "tomoni_place"),
    *("tomoni_frequency", "tomoni_kind"),
)
MAX_TERM_BYTES = 32_000  # Lucene refuses a term of more than 32,766 bytes, and with it the whole dataset
_TEXT_FIELDS = ("text", "title", "notes", "data_dict", "validated_data_dict", "res_description", "res_name", "urls")


def add_fields(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """The dataset with our fields. A fault here never keeps a dataset out of the index: it is logged."""
    try:
        dataset = json.loads(pkg_dict.get("validated_data_dict") or "{}")
        code, title = organizations.code_and_title(pkg_dict.get("owner_org") or "")
        made = {**municipality_fields(code, title), **standard_fields(dataset), **frequency_fields(dataset)}
        made |= place_fields(code, title, str(dataset.get("spatial") or ""))
        made |= city_model.index_fields(dataset)
    except Exception:
        log.exception("Index fields of dataset %s could not be made", pkg_dict.get("id"))
        made = {}
    for name in OWN_FIELDS:
        pkg_dict.pop(name, None)
    return without_immense({**pkg_dict, **made})


def municipality_fields(code: str, title: str) -> dict[str, str]:
    """Municipality, its code and its prefecture, from an organization's code, or else from its title.

    A ward of a designated city counts for its city. Where two municipalities have one name (府中市), the prefecture
    is added to it. A title is believed only when exactly one body has it.
    """
    body = local_government.find(code) if code else local_government.find_by_name(title)
    if body is None:
        return {}
    body = local_government.municipality_of(body)
    several = len(local_government.candidates(body.name)) > 1
    return {
        "tomoni_municipality": f"{body.name}（{body.prefecture}）" if several else body.name,
        "tomoni_municipality_code": body.code,
        "tomoni_prefecture": body.prefecture,
    }


def place_fields(code: str, title: str, spatial: str = "") -> dict[str, list[str]]:
    """The codes of the places a dataset is of, each with those above it: ward, city, prefecture.

    Its organization's place, and the one its ``spatial`` names where that leaves no doubt. A code that ended counts
    for the body it went into.
    """
    found = [_only(local_government_tree.successors(code)) if code else local_government.find_by_name(title)]
    found.append(_only(local_government_tree.lookup(spatial)) if spatial else None)
    codes = [above.code for body in found if body for above in local_government_tree.lineage(body)]
    return {"tomoni_place": list(dict.fromkeys(codes))} if codes else {}


def _only(bodies: tuple[local_government.Body, ...]) -> local_government.Body | None:
    return bodies[0] if len(bodies) == 1 else None


def standard_fields(dataset: dict[str, Any]) -> dict[str, list[str]]:
    """Slugs of the standards that the dataset or its resources declare; a resource's own wins over the dataset's."""
    resources = dataset.get("resources") or []
    declared = [resource.get("tomoni_standard") or dataset.get("tomoni_standard") for resource in resources]
    declared = declared or [dataset.get("tomoni_standard")]
    known = registry()
    found = [standard.slug for value in declared if value and (standard := known.get(str(value).strip()))]
    return {"tomoni_standard": list(dict.fromkeys(found))} if found else {}


def frequency_fields(dataset: dict[str, Any]) -> dict[str, str]:
    """The group of the update frequency, whatever field a portal writes it in."""
    extras = {extra.get("key"): extra.get("value") for extra in dataset.get("extras") or []}
    written = (str(dataset.get(key) or extras.get(key) or "") for key in FREQUENCY_KEYS)
    group = frequency.normalise(next((text for text in written if text.strip()), ""))
    return {"tomoni_frequency": group} if group else {}


def without_immense(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """The dataset without values too long for an exact-match field; their ``extras_`` twin is still searched."""

    def fits(name: str, value: Any) -> bool:
        if name in _TEXT_FIELDS or name.startswith(("extras_", "res_extras_")) or not isinstance(value, str):
            return True
        return len(value) < MAX_TERM_BYTES // 4 or len(value.encode()) < MAX_TERM_BYTES

    return {name: value for name, value in pkg_dict.items() if fits(name, value)}

"""3D city models (Project PLATEAU): their codes, and what a dataset says of itself. No CKAN here.

The codes are data (``schemas/city_model.yaml``, with sources). A code that is not among them stays as it is written:
a city's extended specification may add its own.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ckanext.tomoni_core.codes import wareki
from ckanext.tomoni_core.text import clean

__all__ = ["KIND", "LISTS", "codes", "index_fields", "joined", "label", "split"]

KIND = "city_model"
LISTS = ("features", "lods", "reference_systems")
_SEPARATORS = re.compile(r"[;；,，、\s]+")
_LOD = re.compile(r"LOD\s*", re.IGNORECASE)
_EPSG = re.compile(r"(?:EPSG\s*[:：]\s*|https?://www\.opengis\.net/def/crs/EPSG/0/)", re.IGNORECASE)
# The specification's own title: 3D都市モデル(Project PLATEAU)大阪市(2023年度)
_TITLE = re.compile(r"3D都市モデル\s*\(\s*Project\s+PLATEAU\s*\).*?(?:\(\s*(\d{4})年度?\s*\))?$", re.IGNORECASE)


@cache
def codes(name: str) -> dict[str, dict[str, str]]:
    """One of ``LISTS``: each code with its label in ``ja`` and ``en``, in the order of the specification."""
    text = (files("ckanext.tomoni_core.schemas") / "city_model.yaml").read_text(encoding="utf-8")
    return {entry["code"]: {"ja": entry["ja"], "en": entry["en"]} for entry in yaml.safe_load(text)[name]}


def split(value: Any) -> list[str]:
    """Codes out of a list or a text: ``LOD1, LOD2`` is 1 and 2, ``EPSG:6697`` is 6697; each once."""
    parts = value if isinstance(value, list) else _SEPARATORS.split(clean(_EPSG.sub("", str(value or ""))))
    plain = (_LOD.sub("", _EPSG.sub("", clean(str(part)))) for part in parts)
    return list(dict.fromkeys(code.lower() for code in plain if code))


def joined(value: Any) -> str:
    """Codes as a dataset keeps them: ``bldg;tran``."""
    return ";".join(split(value))


def label(name: str, code: str, language: str) -> str:
    """What a code is called; the code itself when it is not in the list."""
    known = codes(name).get(code)
    return known["ja" if language == "ja" else "en"] if known else code


def index_fields(dataset: dict[str, Any]) -> dict[str, Any]:
    """What is indexed of a city model: one declared so, one with its fields filled, or one titled as specified."""
    features, lods = split(dataset.get("plateau_features")), split(dataset.get("plateau_lod"))
    titled = _TITLE.search(clean(str(dataset.get("title") or "")))
    year = _year(str(dataset.get("plateau_year") or "")) or (titled[1] if titled else "")
    declared = str(dataset.get("tomoni_kind") or "").strip()
    if declared != KIND and not (features or lods or titled):
        return {"tomoni_kind": declared} if declared else {}
    found = {"tomoni_kind": declared or KIND, "tomoni_city_model": features, "tomoni_city_model_lod": lods}
    return {name: value for name, value in {**found, "tomoni_city_model_year": year}.items() if value}


def _year(text: str) -> str:
    said = re.sub(r"度$", "", clean(text))
    iso = wareki.normalise(said) or wareki.normalise(f"{said}年") or ""
    return iso[:4]

"""Template helpers of 3D city models."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_schema import city_model, language

__all__ = [
    "tomoni_city_model_choices",
    "tomoni_city_model_codes",
    "tomoni_city_model_label",
    "tomoni_kind_label",
]


def tomoni_city_model_codes(value: Any) -> list[str]:
    """The codes that a field of a city model holds."""
    return city_model.split(value)


def tomoni_city_model_label(code: str, name: str = "features") -> str:
    """What a code of a city model is called in the visitor's language."""
    return city_model.label(name, code, "ja" if language.japanese() else "en")


def tomoni_city_model_choices(name: str, chosen: list[str]) -> list[dict[str, str]]:
    """The codes of a list with their labels, then those chosen that it does not have."""
    every = dict.fromkeys([*city_model.codes(name), *chosen])
    return [{"code": code, "label": tomoni_city_model_label(code, name)} for code in every]


def tomoni_kind_label(kind: str) -> str:
    """What a kind of data is called."""
    return tk._("3D city model (PLATEAU)") if kind == city_model.KIND else kind

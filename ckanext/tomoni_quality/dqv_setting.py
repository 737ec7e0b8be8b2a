"""Puts the profile of the audit's measurements behind the RDF profiles that are in use."""

from __future__ import annotations

from typing import Any

from ckan.plugins import plugin_loaded
from ckan.plugins import toolkit as tk

__all__ = ["PROFILE", "add_profile", "others"]

PROFILE = "tomoni_dqv"
_PROFILES, _DEFAULT = "ckanext.dcat.rdf.profiles", "euro_dcat_ap_3"


def add_profile(config: Any) -> None:
    """Name it last in ``ckanext.dcat.rdf.profiles``, once; not without ckanext-dcat, or where it is switched off."""
    names = str(config.get(_PROFILES) or _DEFAULT).split()
    if plugin_loaded("dcat") and config.get("ckanext.tomoni_quality.dqv", True) and PROFILE not in names:
        config[_PROFILES] = " ".join([*names, PROFILE])


def others() -> list[str]:
    """The profiles in use but for ours."""
    return [name for name in str(tk.config.get(_PROFILES) or _DEFAULT).split() if name != PROFILE]

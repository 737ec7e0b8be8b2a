"""Settings of other parts that Tomoni fills in when the operator has not."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ckan.common import aslist

__all__ = ["apply", "licenses_url"]

RDF_PROFILES = "ckanext.dcat.rdf.profiles"
PAGE_PROFILES = "ckanext.dcat.structured_data.profiles"
DCAT_DEFAULT = "euro_dcat_ap_3"
OUR_PROFILE = "tomoni_dcat_goj"
_THEIRS = (None, "", "schemaorg", ["schemaorg"])


def licenses_url() -> str:
    """The ``file://`` address of ``schemas/licenses.json`` as installed."""
    return f"file://{files('ckanext.tomoni_core.schemas') / 'licenses.json'}"


def apply(config: Any) -> None:
    """Set ``licenses_group_url`` unless it is set, and our RDF profiles in place of ckanext-dcat's defaults.

    The forms are not set here but are defaults of ``config_declaration.yaml``: CKAN calls ``update_config`` of later
    plugins first, so that scheming has read its settings before this plugin is asked.
    """
    if not config.get("licenses_group_url"):
        config["licenses_group_url"] = licenses_url()
    if config.get("tomoni.schema.dcat_profile", True) and config.get(RDF_PROFILES) in (None, "", DCAT_DEFAULT):
        config[RDF_PROFILES] = OUR_PROFILE
    # Declared only where that plugin is loaded: asking for it elsewhere fills the log with warnings.
    if "structured_data" in aslist(config.get("ckan.plugins")) and config.get(PAGE_PROFILES) in _THEIRS:
        config[PAGE_PROFILES] = ["tomoni_schemaorg"]

"""The fields of our forms that the graph is written from and read into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["DATASET", "KEPT_BY_DCAT", "KEPT_OF_FILE_BY_DCAT", "RESOURCE", "beside", "generated_description"]

DATASET = (
    "title", "title_en", "subtitle", "notes", "notes_en", "license_id", "tomoni_standard", "theme",
    "frequency_of_update", "spatial", "temporal", "language", "landingPage", "author", "publisher", "maintainer",
    "contactPoint", "contactPoint_email", "contactPoint_tel", "contactPoint_ext", "contactPoint_formUrl",
    "contactPoint_etc", "compliant_standard", "related_documents", "history_information", "issued", "version",
    "opendata_id", "url", "source_url", "last_modified_date", "etc", "universal_menu", "data_format", "api_available",
    "tomoni_kind", "plateau_year", "plateau_version", "plateau_lod", "plateau_crs", "plateau_features",
)  # fmt: skip
"""``name`` and ``owner_org`` are each portal's own. A field that no term of RDF means is kept word for word."""

RESOURCE = (
    "url", "name", "description", "format", "mimetype", "tomoni_standard", "encoding", "license_id", "access_url",
    "issued", "last_modified_date", "status", "language", "terms_and_conditions", "compliant_standard",
    "related_documents", "api_available", "schema",
)  # fmt: skip

KEPT_BY_DCAT = (
    "identifier", "guid", "version_notes", "dcat_type", "alternate_identifier", "related_resource", "has_version",
    "is_version_of", "source", "sample", "access_rights", "temporal_resolution", "spatial_bbox", "spatial_centroid",
    "spatial_resolution_in_meters", "is_referenced_by", "applicable_legislation", "hvd_category", "uri",
)  # fmt: skip
"""Extras of a dataset that ckanext-dcat writes and reads by itself, and our forms have no field for."""

KEPT_OF_FILE_BY_DCAT = (
    "id", "package_id", "uri", "availability", "compress_format", "package_format", "temporal_resolution",
    "spatial_resolution_in_meters", "applicable_legislation", "access_services", "hash", "hash_algorithm",
)  # fmt: skip
"""The same of a file."""


def beside(dataset: Mapping[str, Any], key: str) -> Any:
    """A value of a dataset that has no field of our form: beside the fields, or in the extras."""
    if key in dataset:
        return dataset[key]
    extras = dataset.get("extras") or []
    return next((item.get("value") for item in extras if item.get("key") == key), None)


def generated_description(title: str) -> str:
    """What stands for a description that nobody wrote: DCAT and DCAT-GoJ ask for one of every dataset."""
    return f"「{title}」のデータです。"

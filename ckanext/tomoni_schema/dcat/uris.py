"""Addresses of datasets and files in RDF, when a dataset brings its own.

A harvested dataset keeps the address that its source gave it, in an extra anyone can write. ckanext-dcat would take it
as it is, and one that RDF cannot hold would keep the whole catalogue from being written.
"""

from __future__ import annotations

from typing import Any

from rdflib import URIRef

from ckanext.tomoni_schema.dcat import portal, values

__all__ = ["dataset_uri", "resource_uri"]


def dataset_uri(dataset: dict[str, Any], uri: str) -> str | None:
    """The portal's own address of the dataset in place of one that RDF cannot hold, else None."""
    return None if _holds(uri) else f"{portal.root()}/dataset/{dataset.get('id') or ''}"


def resource_uri(resource: dict[str, Any], uri: str) -> str | None:
    """The same for a file."""
    own = f"{portal.root()}/dataset/{resource.get('package_id') or ''}/resource/{resource.get('id') or ''}"
    return None if _holds(uri) else own


def _holds(uri: str) -> bool:
    return values.address(uri) == URIRef(uri)

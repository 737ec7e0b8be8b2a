"""What ckanext-harvest needs mended, from outside."""

from __future__ import annotations

from ckan import logic
from ckan.types import Context


def reindex_source(context: Context, source_id: str) -> bool:
    """Index a source as any dataset is indexed."""
    logic.index_update_package(logic.fresh_context(context, ignore_auth=True), source_id)
    return True

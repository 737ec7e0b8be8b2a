"""Wires the search into CKAN: a mixin of the portal's plugin."""

from __future__ import annotations

import json
from typing import Any

from ckan import plugins as p

from ckanext.tomoni_portal.search import facets, query

__all__ = ["SearchHooks"]


class SearchHooks(p.SingletonPlugin):
    """Asks Solr as ``query`` says, names facets as ``facets`` says, and indexes what organizations are called."""

    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IFacets, inherit=True)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Make a visitor's words a query over the Japanese fields."""
        return query.parameters(search_params)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        """Give the facets' values the names a reader knows."""
        facets.label_values(search_results.get("search_facets", {}))
        return search_results

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Index what the organization is called: CKAN indexes only its URL name."""
        organization = json.loads(pkg_dict.get("data_dict") or "{}").get("organization") or {}
        if organization.get("title"):
            pkg_dict["tomoni_organization_title"] = organization["title"]
        return pkg_dict

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        """Offer the facets of a municipal portal on the dataset search; other types keep theirs."""
        return facets.titles(facets_dict) if package_type == "dataset" else facets_dict

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> Any:
        """Offer them on a group's page."""
        return facets.titles(facets_dict) if group_type == "group" else facets_dict

    def organization_facets(self, facets_dict: Any, organization_type: str, package_type: str | None) -> Any:
        """Offer them on an organization's page too."""
        return facets.titles(facets_dict) if organization_type == "organization" else facets_dict

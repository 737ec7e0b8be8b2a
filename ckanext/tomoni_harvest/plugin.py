"""Wires tomoni_harvest into CKAN; nothing more happens here."""

from __future__ import annotations

from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_harvest import adding_views, cli, facets, harvester, helpers, pages, public_settings, views
from ckanext.tomoni_harvest.logic import action, auth, validators


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.validators(validators)
@tk.blanket.helpers(helpers)
@tk.blanket.blueprints([views.blueprint, adding_views.blueprint, *pages.blueprints])
@tk.blanket.cli(cli.get_commands)
@tk.blanket.config_declarations
class TomoniHarvestPlugin(p.SingletonPlugin, DefaultTranslation):
    """The tomoni_harvest plugin: ckanext-harvest mended, and every kind of source."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IPluginObserver, inherit=True)
    p.implements(p.ITranslation)

    def after_load(self, service: p.SingletonPlugin) -> None:
        """Offer the kinds of source once this plugin is there."""
        if service is self:
            harvester.offer()

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add this plugin's templates and assets."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "tomoni_harvest")

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        """Give the values of the sources' facets their names, and hide the keys of other harvesters."""
        facets.label_values(search_results.get("search_facets", {}))
        public_settings.hide_in_search(search_results.get("results", []))
        return search_results

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Hide the keys of other harvesters."""
        if pkg_dict.get("type") == "harvest":
            public_settings.hide_from(context, pkg_dict)

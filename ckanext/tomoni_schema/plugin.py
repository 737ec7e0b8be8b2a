"""Wires tomoni_schema into CKAN; nothing more happens here."""

from __future__ import annotations

from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk
from ckanext.dcat.interfaces import IDCATURIGenerator

from ckanext.tomoni_schema import cli, defaults, helpers, index, jobs, views
from ckanext.tomoni_schema.dcat import pages, uris
from ckanext.tomoni_schema.logic import action, auth, validators


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.blueprints([views.tomoni_standard])
@tk.blanket.cli(cli.get_commands)
@tk.blanket.config_declarations
@tk.blanket.helpers(helpers)
@tk.blanket.validators(validators)
class TomoniSchemaPlugin(DefaultTranslation, p.SingletonPlugin):
    """Forms, licences, standards' pages and templates, index fields, and the DCAT profile."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.ITranslation)
    p.implements(IDCATURIGenerator, inherit=True)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add templates and assets, and the settings that the operator left to us."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "tomoni_schema")
        defaults.apply(config)
        pages.quote_addresses()

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add municipality, standards and update frequency to the index."""
        return index.add_fields(pkg_dict)

    def dataset_uri(self, dataset_dict: dict[str, Any], default_uri: str) -> str | None:
        """Keep addresses that RDF cannot hold out of it."""
        return uris.dataset_uri(dataset_dict, default_uri)

    def resource_uri(self, resource_dict: dict[str, Any], default_uri: str) -> str | None:
        """The same for files."""
        return uris.resource_uri(resource_dict, default_uri)

    def get_signal_subscriptions(self) -> Any:
        """Hear of saved organizations, whose codes are indexed with their datasets."""
        return {tk.signals.action_succeeded: [{"sender": "organization_update", "receiver": jobs.organization_saved}]}

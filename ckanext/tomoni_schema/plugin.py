"""Wires tomoni_schema into CKAN; nothing more happens here."""

from __future__ import annotations

from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk
from ckanext.dcat.interfaces import IDCATURIGenerator

from ckanext.tomoni_schema import cli, conversion_views, defaults, helpers, index, jobs, list_views, views
from ckanext.tomoni_schema.dcat import pages, uris
from ckanext.tomoni_schema.logic import action, auth, validators
from ckanext.tomoni_schema.records import subscriptions
from ckanext.tomoni_schema.records.views import tomoni_standard_records
from ckanext.tomoni_schema.tables import drafts
from ckanext.tomoni_schema.tables import views as table_views


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.blueprints(
    [
        views.tomoni_standard,
        tomoni_standard_records,
        table_views.tomoni_table,
        list_views.tomoni_open_data_list,
        list_views.tomoni_list_import,
        conversion_views.tomoni_conversion,
    ]
)
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
        tk.add_public_directory(config, "public")
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
        """Hear of saved organizations, of what changes the records, and of what loses its drafts."""
        heard = {
            "organization_update": jobs.organization_saved,
            "resource_delete": drafts.forget_resource,
            "dataset_purge": drafts.forget_purged,
        }
        own = [{"sender": name, "receiver": do} for name, do in heard.items()]
        signals = subscriptions.get_subscriptions()
        return {**signals, tk.signals.action_succeeded: [*own, *signals[tk.signals.action_succeeded]]}

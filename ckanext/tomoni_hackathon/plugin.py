"""Wires tomoni_hackathon into CKAN; nothing more happens here."""

from __future__ import annotations

from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk

from ckanext.tomoni_hackathon import cli, helpers, indexing, views
from ckanext.tomoni_hackathon.logic import action, auth, validators


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.validators(validators)
@tk.blanket.helpers(helpers)
@tk.blanket.blueprints([views.tomoni_event, views.tomoni_project, views.tomoni_review])
@tk.blanket.cli(cli)
@tk.blanket.config_declarations
class TomoniHackathonPlugin(DefaultTranslation, p.SingletonPlugin):
    """Events, projects, and the datasets they were made with."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITranslation)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add this plugin's templates and assets."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "tomoni_hackathon")

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Count the projects of a dataset on its way into the index."""
        return indexing.counted(pkg_dict)

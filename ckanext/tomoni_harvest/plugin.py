"""Wires tomoni_harvest into CKAN; nothing more happens here."""

from __future__ import annotations

import click
from ckan import plugins as p
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest import cli
from ckanext.tomoni_harvest.harvester import TomoniCkanHarvester


@tk.blanket.config_declarations
class TomoniHarvestPlugin(TomoniCkanHarvester):
    """The tomoni_harvest plugin."""

    p.implements(p.IConfigurer)
    p.implements(p.IClick)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add this plugin's templates."""
        tk.add_template_directory(config, "templates")

    def get_commands(self) -> list[click.Command]:
        """Return this plugin's commands."""
        return cli.get_commands()

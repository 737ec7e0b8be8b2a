"""Wires tomoni_schema into CKAN; nothing more happens here."""

from __future__ import annotations

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk

from ckanext.tomoni_schema import defaults, helpers


@tk.blanket.config_declarations
@tk.blanket.helpers(helpers)
class TomoniSchemaPlugin(DefaultTranslation, p.SingletonPlugin):
    """Forms, licences, standards' pages and templates, index fields, and the DCAT profile."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add templates, and the settings that the operator left to us."""
        tk.add_template_directory(config, "templates")
        defaults.apply(config)

"""Wires tomoni_portal into CKAN; nothing more happens here."""

from __future__ import annotations

from ckan import plugins as p
from ckan.plugins import toolkit as tk


@tk.blanket.cli
class TomoniPortalPlugin(p.SingletonPlugin):
    """The tomoni_portal plugin."""

    p.implements(p.IConfigurer)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add this plugin's templates."""
        tk.add_template_directory(config, "templates")

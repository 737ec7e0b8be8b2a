"""Wires tomoni_portal into CKAN; nothing more happens here."""

from __future__ import annotations

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk
from ckan.types import CKANApp

from ckanext.tomoni_portal import caches, catalogues, javascript, views
from ckanext.tomoni_portal.search.hooks import SearchHooks

CLASSIC_THEME = "templates"


@tk.blanket.cli
@tk.blanket.helpers
@tk.blanket.config_declarations
class TomoniPortalPlugin(SearchHooks, DefaultTranslation, p.SingletonPlugin):
    """The tomoni_portal plugin: theme, home page, Japanese catalogue, sample data."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IMiddleware, inherit=True)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add templates and assets; what overrides CKAN's classic theme only where that theme is in use."""
        tk.add_template_directory(config, "templates")
        if config["ckan.base_templates_folder"] == CLASSIC_THEME:
            tk.add_template_directory(config, "theme/templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "tomoni_portal")

    def make_middleware(self, app: CKANApp, config: tk.CKANConfig) -> CKANApp:
        """Let the Japanese of this plugin win, in pages and scripts; let the home page answer without Solr.

        What CKAN would gather in the first request's thread is gathered here.
        """
        catalogues.put_last(app, self.i18n_directory(), self.i18n_domain())
        javascript.ensure()
        caches.fill()
        app.view_functions["home.index"] = views.index
        return app

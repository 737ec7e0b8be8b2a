"""Wires tomoni_quality into CKAN; nothing more happens here."""

from __future__ import annotations

from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit as tk
from ckan.types import SignalMapping

from ckanext.tomoni_quality import (
    audit_views,
    dqv_setting,
    index,
    repair_views,
    subscriptions,
    trial_views,
    trying_views,
    views,
)


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints(
    lambda: [views.bp, audit_views.audit_bp, repair_views.repair_bp, trying_views.bp, trial_views.trial_bp]
)
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
class TomoniQualityPlugin(p.SingletonPlugin, DefaultTranslation):
    """Checks that teach: each changed table gets a report that says where, what and how to fix."""

    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.ITranslation)

    def update_config(self, config: tk.CKANConfig) -> None:
        """Add this plugin's templates and assets."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "tomoni_quality")
        tk.add_public_directory(config, "public")

    def configure(self, config: tk.CKANConfig) -> None:
        """Let the audit's measurements into the RDF, after every plugin has had its say of the profiles."""
        dqv_setting.add_profile(config)

    def get_signal_subscriptions(self) -> SignalMapping:
        """What this plugin listens to."""
        return subscriptions.get_subscriptions()

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Index level, score and recognised standards."""
        return index.add_fields(pkg_dict)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        """Give each dataset of the results its level and score."""
        index.annotate(search_results.get("results", []))
        return search_results

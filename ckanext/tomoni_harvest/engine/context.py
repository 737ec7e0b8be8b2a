"""The user and the context in which the harvest calls CKAN's actions."""

from __future__ import annotations

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context


def site_user() -> str:
    """Return the name of the user who harvests: the one set for ckanext-harvest, else the site's own."""
    named = tk.config.get("ckanext.harvest.user_name")
    if named:
        return str(named)
    return tk.get_action("get_site_user")(Context(ignore_auth=True), {})["name"]


def site_context() -> Context:
    """Return a fresh context of the portal itself."""
    return Context({"session": model.Session, "user": site_user(), "ignore_auth": True, "model": model})  # type: ignore[typeddict-unknown-key]

"""The portal's settings of the harvest, read in one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine import credentials
from ckanext.tomoni_harvest.engine.options import OWN, Options, parse
from ckanext.tomoni_harvest.engine.web import Web

if TYPE_CHECKING:
    from ckanext.tomoni_core import http

PREFIX = "ckanext.tomoni_harvest."
LOOKED_AT_BYTES = 32 * 1024 * 1024


def get(name: str) -> Any:
    """Return the setting ``ckanext.tomoni_harvest.<name>``."""
    return tk.config.get(PREFIX + name)


def options(config: str | None, source_id: str | None = None) -> Options:
    """Return a source's options over the portal's defaults.

    A source that says nothing of organizations makes them only when a system administrator added it.

    :raises ValueError: when the source's settings cannot be read
    """
    defaults = {
        "max_loss_share": get("max_loss_share"),
        "withdraw_after_runs": get("withdraw_after_runs"),
        "withdraw_after_days": get("withdraw_after_days"),
        "rows": get("rows"),
        "organizations": None if source_id is None or _added_by_sysadmin(source_id) else OWN,
    }
    return parse(config, {key: value for key, value in defaults.items() if value not in (None, "")})


def _added_by_sysadmin(source_id: str) -> bool:
    package = model.Package.get(source_id)
    creator = model.User.get(package.creator_user_id) if package else None
    return bool(creator and creator.sysadmin)


def policy(source_id: str = "") -> http.Policy:
    """Return how the network may be used; for a source, with the header it wants."""
    from ckanext.tomoni_core import http

    return http.Policy(
        allow_private=bool(get("allow_private_urls")),
        max_bytes=int(get("max_bytes")),
        timeout=float(get("timeout")),
        user_agent=str(get("user_agent")),
        private_hosts=frozenset(str(get("private_hosts") or "").split()),
        secret=credentials.secret(source_id) if source_id else None,
    )


def web(source_id: str = "") -> Web:
    """Return the network for a run; with a source's header when it is named."""
    return Web(policy(source_id), interval=float(get("interval")))


def web_for_looking() -> Web:
    """Return the network for someone who waits before a page: everything is asked once, and little of it is read."""
    bounds = policy()
    seconds, size = float(get("detect_timeout")), min(bounds.max_bytes, LOOKED_AT_BYTES)
    return Web(replace(bounds, timeout=seconds, max_bytes=size), interval=float(get("interval")), attempts=1)

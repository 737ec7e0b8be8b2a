"""The portal's settings of the harvest, read in one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.hosts import Turns
from ckanext.tomoni_harvest.engine import credentials
from ckanext.tomoni_harvest.engine.hosts import Queue, parse_intervals
from ckanext.tomoni_harvest.engine.options import OWN, Options, parse
from ckanext.tomoni_harvest.engine.web import Web

if TYPE_CHECKING:
    from ckanext.tomoni_core import http

PREFIX = "ckanext.tomoni_harvest."
LOOKED_AT_BYTES = 32 * 1024 * 1024
LEASE_IN_TIMEOUTS = 1.5
"""A request ends with its timeout; resolving a name comes on top of it."""


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
        "full_reading_days": get("full_reading_days"),
        "window": get("window"),
        "organizations": None if source_id is None or _added_by_sysadmin(source_id) else OWN,
    }
    return parse(config, {key: value for key, value in defaults.items() if value not in (None, "")})


def options_of(source: Any) -> Options | None:
    """Return the options of a source of ckanext-harvest; None for another kind, whose settings are its own."""
    try:
        return options(source.config, source.id)
    except ValueError:
        return None


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
        contact=str(get("contact") or tk.config["ckan.site_url"]),
        private_hosts=frozenset(str(get("private_hosts") or "").split()),
        secret=credentials.secret(source_id) if source_id else None,
    )


def web_for_looking() -> Web:
    """Return the network for someone who waits before a page: everything is asked once, and little of it is read."""
    bounds = policy()
    seconds, size = float(get("detect_timeout")), min(bounds.max_bytes, LOOKED_AT_BYTES)
    return Web(replace(bounds, timeout=seconds, max_bytes=size), interval=float(get("interval")), attempts=1)


def web(source_id: str = "", *, pausing: bool = False) -> Web:
    """Return the network, with a source's header when it is named; ``pausing`` for a run, which can go on later."""
    allowed, interval = policy(source_id), float(get("interval"))
    turns = Turns(connect_to_redis, f"ckan:{tk.config['ckan.site_id']}:tomoni_harvest:host:")
    intervals = parse_intervals(str(get("host_intervals") or ""))
    lease = allowed.timeout * LEASE_IN_TIMEOUTS
    queue = Queue(turns, interval, intervals, lease)
    return Web(allowed, interval=interval, queue=queue, pausing=pausing)

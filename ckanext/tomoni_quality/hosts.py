"""Turns of the checks at a host, shared by all workers through Redis (``tomoni_core.hosts``)."""

from __future__ import annotations

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.hosts import LONGEST, Turns

__all__ = ["LONGEST", "hold", "turn"]


def turn(url: str, spacing: float) -> float:
    """Take the turn at the host of ``url``: 0 when it is ours, else after how many seconds to try again."""
    return _turns().turn(url, spacing)


def hold(url: str, seconds: float) -> None:
    """Nobody asks the host of ``url`` for so many seconds: it said so."""
    _turns().hold(url, seconds)


def _turns() -> Turns:
    return Turns(connect_to_redis, f"ckan:{tk.config['ckan.site_id']}:tomoni_quality:host:")

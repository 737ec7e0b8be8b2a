"""Turns at a host, shared by all workers through Redis: no host is asked more often, or sooner, than it likes.

A key that expires by itself means that the host is not to be asked now; whoever can set it has the turn. A worker that
dies leaves nothing behind. Without Redis nobody waits: then no worker runs either.
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: However long a server asks to be left alone, it is asked again after a day.
LONGEST = 24 * 3600.0


def turn(url: str, spacing: float) -> float:
    """Take the turn at the host of ``url``: 0 when it is ours, else after how many seconds to try again."""
    if spacing <= 0:
        return _left(url)
    try:
        if connect_to_redis().set(_key(url), 1, nx=True, px=max(1, int(spacing * 1000))):
            return 0.0
    except RedisError:
        log.warning("Redis is down: %s is asked without a turn", urlsplit(url).netloc)
        return 0.0
    # It may have ended in between: then the turn is to be taken anew.
    return _left(url) or 0.001


def hold(url: str, seconds: float) -> None:
    """Nobody asks the host of ``url`` for so many seconds: it said so."""
    if _left(url) >= seconds:
        return
    try:
        connect_to_redis().set(_key(url), 1, px=max(1, int(min(seconds, LONGEST) * 1000)))
    except RedisError:
        log.warning("Redis is down: nobody hears that %s wants to be left alone", urlsplit(url).netloc)


def _left(url: str) -> float:
    try:
        milliseconds = connect_to_redis().pttl(_key(url))
    except RedisError:
        return 0.0
    return max(int(milliseconds), 0) / 1000  # type: ignore[arg-type]


def _key(url: str) -> str:
    return f"ckan:{tk.config['ckan.site_id']}:tomoni_quality:host:{(urlsplit(url).hostname or '').lower()}"

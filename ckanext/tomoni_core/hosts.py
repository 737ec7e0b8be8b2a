"""Turns at a host, shared by all processes through Redis: no host is asked more often, or sooner, than it likes.

A key that expires by itself means that the host is not to be asked now; whoever can set it has the turn. A process that
dies leaves nothing behind. Without Redis nobody waits: then no worker runs either. The connection is CKAN's, and is
handed in: this module knows no settings.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from redis.exceptions import RedisError

__all__ = ["LONGEST", "Turns"]

log = logging.getLogger(__name__)

#: However long a server asks to be left alone, it is asked again after a day.
LONGEST = 24 * 3600.0

_HELD = "held"

#: Shorten the key only while it is still ours: the host may have asked meanwhile to be left alone.
_END = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if tonumber(ARGV[2]) > 0 then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return redis.call('del', KEYS[1])
"""


class Turns:
    """The turns of all hosts under one prefix of keys."""

    def __init__(self, connect: Callable[[], Any], prefix: str) -> None:
        self._connect, self._prefix = connect, prefix

    def turn(self, url: str, spacing: float) -> float:
        """Take the turn at the host of ``url`` for ``spacing`` seconds: 0 when it is ours, else when to try again."""
        if spacing <= 0:
            return self.left(url)
        try:
            if self._connect().set(self._key(url), 1, nx=True, px=_milliseconds(spacing)):
                return 0.0
        except RedisError:
            log.warning("Redis is down: %s is asked without a turn", urlsplit(url).netloc)
            return 0.0
        # It may have ended in between: then the turn is to be taken anew.
        return self.left(url) or 0.001

    def hold(self, url: str, seconds: float) -> None:
        """Nobody asks the host of ``url`` for so many seconds: it said so."""
        if self.left(url) >= seconds:
            return
        try:
            self._connect().set(self._key(url), _HELD, px=_milliseconds(min(seconds, LONGEST)))
        except RedisError:
            log.warning("Redis is down: nobody hears that %s wants to be left alone", urlsplit(url).netloc)

    def begin(self, url: str, lease: float) -> str | None:
        """Be the only one to ask the host of ``url`` until ``end``, at most ``lease`` seconds; None when another is."""
        token = uuid.uuid4().hex
        try:
            taken = self._connect().set(self._key(url), token, nx=True, px=_milliseconds(lease))
        except RedisError:
            log.warning("Redis is down: %s is asked without a turn", urlsplit(url).netloc)
            return token
        return token if taken else None

    def end(self, url: str, token: str, spacing: float) -> None:
        """Let the next one ask the host of ``url``, after ``spacing`` seconds."""
        try:
            self._connect().eval(_END, 1, self._key(url), token, int(spacing * 1000))
        except RedisError:
            log.warning("Redis is down: the turn at %s ends by itself", urlsplit(url).netloc)

    def left(self, url: str) -> float:
        """Seconds until the host of ``url`` may be asked."""
        try:
            milliseconds = self._connect().pttl(self._key(url))
        except RedisError:
            return 0.0
        return max(int(milliseconds), 0) / 1000

    def held(self, url: str) -> float:
        """Seconds for which the host of ``url`` wants to be left alone; 0 while another merely has its turn."""
        try:
            value = self._connect().get(self._key(url))
        except RedisError:
            return 0.0
        return self.left(url) if value in (_HELD, _HELD.encode()) else 0.0

    def _key(self, url: str) -> str:
        return f"{self._prefix}{(urlsplit(url).hostname or '').lower()}"


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))

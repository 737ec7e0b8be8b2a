"""Which resources wait for a check: a short-lived mark in Redis, so that nothing is queued twice."""

from __future__ import annotations

import logging

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import settings

log = logging.getLogger(__name__)


def _key(resource_id: str) -> str:
    return f"ckan:{tk.config['ckan.site_id']}:tomoni_quality:pending:{resource_id}"


def mark(resource_id: str, fingerprint: str) -> bool:
    """Mark as waiting; False when this very state of the resource waits already.

    :raises RedisError: Redis is down.
    """
    connection = connect_to_redis()
    key = _key(resource_id)
    if (connection.get(key) or b"").decode() == fingerprint:  # pyright: ignore[reportAttributeAccessIssue]
        return False
    connection.set(key, fingerprint, ex=2 * settings.job_timeout())
    return True


def clear(resource_id: str) -> None:
    """The check ended."""
    try:
        connect_to_redis().delete(_key(resource_id))
    except RedisError:
        log.warning("Redis is down: the mark of %s stays until it expires", resource_id)


def is_pending(resource_id: str) -> bool:
    """Whether a check waits or runs; False when Redis cannot tell."""
    try:
        return bool(connect_to_redis().exists(_key(resource_id)))
    except RedisError:
        return False

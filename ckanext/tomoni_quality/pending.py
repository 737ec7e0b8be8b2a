"""Which resources wait for a check: a short-lived mark in Redis, so that nothing is queued twice.

The mark knows its job: when a worker was killed over it, the mark means nothing any more, and the resource is free to
be queued again by the next save or sweep.
"""

from __future__ import annotations

import logging

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError

from ckanext.tomoni_quality import job_state, settings

log = logging.getLogger(__name__)


def _key(resource_id: str) -> str:
    return f"ckan:{tk.config['ckan.site_id']}:tomoni_quality:pending:{resource_id}"


def mark(resource_id: str, fingerprint: str) -> bool:
    """Mark as waiting; False when this very state of the resource waits already.

    :raises RedisError: Redis is down.
    """
    connection = connect_to_redis()
    key = _key(resource_id)
    marked, _, job_id = _text(connection.get(key)).partition(" ")
    if marked == fingerprint and not (job_id and job_state.is_lost(job_id)):
        return False
    connection.set(key, fingerprint, ex=2 * settings.job_timeout())
    return True


def name_job(resource_id: str, fingerprint: str, job_id: str, wait: float = 0) -> None:
    """Say which job the mark waits for, and for how many seconds it will not begin. What ended is not marked anew,
    and the mark of another state stays.

    :raises RedisError: Redis is down.
    """
    if marked(resource_id) != fingerprint:
        return
    connect_to_redis().set(
        _key(resource_id), f"{fingerprint} {job_id}", ex=2 * settings.job_timeout() + int(wait), xx=True
    )


def marked(resource_id: str) -> str:
    """The state of the resource that waits, empty when none does.

    :raises RedisError: Redis is down.
    """
    return _text(connect_to_redis().get(_key(resource_id))).partition(" ")[0]


def clear(resource_id: str, fingerprint: str = "") -> None:
    """The check of this state of the resource (of any, when empty) ended; the mark of another state stays."""
    try:
        if not fingerprint or marked(resource_id) == fingerprint:
            connect_to_redis().delete(_key(resource_id))
    except RedisError:
        log.warning("Redis is down: the mark of %s stays until it expires", resource_id)


def is_pending(resource_id: str) -> bool:
    """Whether a check waits or runs; False when Redis cannot tell."""
    try:
        return bool(connect_to_redis().exists(_key(resource_id)))
    except RedisError:
        return False


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else ""

"""Tell a container engine whether this container does its work: ``health.py web|worker``.

``web`` asks CKAN's status over HTTP. ``worker`` looks in Redis for the heartbeat of a worker on this host:
a worker that hangs stops beating although its process lives. Gather and fetch consumers keep no heartbeat;
their process is the container's first, so their death ends the container and the restart policy acts.
"""

from __future__ import annotations

import os
import socket
import sys
import urllib.request
from datetime import UTC, datetime, timedelta

import redis
import rq

#: rq beats every 90 s or so while idle (it waits ``worker_ttl - 15`` = 405 s for a job at most).
STALE = timedelta(seconds=450)


def web() -> bool:
    """Tell whether this container's web server answers CKAN's status."""
    port = os.environ.get("TOMONI_BIND", "0.0.0.0:5000").rsplit(":", 1)[1]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/3/action/status_show", timeout=10) as reply:
        return reply.status == 200


def worker() -> bool:
    """Tell whether a job worker of this host has beaten lately."""
    connection = redis.Redis.from_url(os.environ["CKAN_REDIS_URL"])
    beats = [
        one.last_heartbeat.replace(tzinfo=UTC)
        for one in rq.Worker.all(connection=connection)
        if one.hostname == socket.gethostname() and one.last_heartbeat
    ]
    return bool(beats) and datetime.now(UTC) - max(beats) < STALE


if __name__ == "__main__":
    try:
        sys.exit(0 if {"web": web, "worker": worker}[sys.argv[1]]() else 1)
    except (OSError, redis.RedisError) as error:
        sys.exit(str(error))

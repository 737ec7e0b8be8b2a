"""ckanext-harvest's Redis queues, read without its two ways to die.

Its own consumer blocks without limit on a connection that has a read timeout of seconds, so an idle portal loses its
consumers; and it has no answer to a Redis that restarts. Here the wait is shorter than the timeout, and a lost
connection is waited for. The keys and the messages stay ckanext-harvest's, so both kinds of consumer can share a queue.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import redis
import redis.exceptions
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.stock import queue as stock

log = logging.getLogger(__name__)

WAIT_SECONDS = 2
READ_TIMEOUT = 20
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


@dataclass(frozen=True)
class Message:
    """One message taken from a queue: its text, the id it carries, and the key that marks it as in progress."""

    body: str
    id: str
    mark: str


def connect() -> redis.Redis:
    """Return a connection to the Redis of ckanext-harvest's settings, with a timeout longer than our waits."""
    host = tk.config.get("ckan.harvest.mq.hostname")
    if not host and tk.config.get("ckan.redis.url"):
        return redis.Redis.from_url(
            tk.config["ckan.redis.url"], decode_responses=True, socket_timeout=READ_TIMEOUT, health_check_interval=30
        )
    return redis.Redis(
        host=host or stock.HOSTNAME,
        port=int(tk.config.get("ckan.harvest.mq.port") or stock.REDIS_PORT),
        password=tk.config.get("ckan.harvest.mq.password") or None,
        db=int(tk.config.get("ckan.harvest.mq.redis_db") or stock.REDIS_DB),
        decode_responses=True,
        socket_timeout=READ_TIMEOUT,
        health_check_interval=30,
    )


class Queue:
    """One of the two queues (gather, fetch), named by ckanext-harvest's routing key."""

    def __init__(self, routing_key: str, connection: redis.Redis | None = None) -> None:
        self.routing_key = routing_key
        self.message_key = routing_key.rsplit(":", 1)[-1]
        self.connection = connection or connect()

    def take(self, wait: int = WAIT_SECONDS) -> Message | None:
        """Return the next message, or None when none comes within ``wait`` seconds; text that is none is dropped."""
        found = self.connection.blpop([self.routing_key], timeout=wait)
        if not found:
            return None
        body = str(found[1])  # type: ignore[index]
        try:
            identifier = str(json.loads(body)[self.message_key])
        except (ValueError, KeyError, TypeError):
            log.warning("%s: a message without %s was dropped", self.routing_key, self.message_key)
            return None
        message = Message(body, identifier, f"{self.routing_key}:{identifier}")
        self.connection.set(message.mark, str(datetime.now()))  # noqa: DTZ005  the format ckanext-harvest parses
        return message

    def done(self, message: Message) -> None:
        """Forget a message that has been worked off."""
        self.connection.delete(message.mark)

    def put_back(self, message: Message) -> None:
        """Put a message first in the queue again."""
        self.connection.lpush(self.routing_key, message.body)
        self.connection.delete(message.mark)

    def send(self, identifier: str) -> None:
        """Append a message for ``identifier`` unless one is waiting."""
        body = json.dumps({self.message_key: identifier})
        self.connection.lrem(self.routing_key, 0, body)
        self.connection.rpush(self.routing_key, body)

    def waiting(self) -> set[str]:
        """Return the ids that wait in the queue."""
        bodies = self.connection.lrange(self.routing_key, 0, -1)
        return {str(json.loads(body)[self.message_key]) for body in bodies}  # type: ignore[union-attr]


def gather_queue() -> Queue:
    """Return the queue of jobs to gather."""
    return Queue(stock.get_gather_routing_key())


def fetch_queue() -> Queue:
    """Return the queue of objects to fetch."""
    return Queue(stock.get_fetch_routing_key())


def pauses() -> Iterator[float]:
    """Yield the seconds to wait before each new attempt: doubling, up to a limit."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


def patiently(work: Callable[[], None], sleep: Callable[[float], object], stopping: Callable[[], bool]) -> bool:
    """Do ``work``, again and again with growing pauses while Redis is away; False when told to stop first."""
    for pause in pauses():
        try:
            work()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as problem:
            log.warning("Redis does not answer (%s); next attempt in %.1f s", problem, pause)
            sleep(pause)
            if stopping():
                return False
        else:
            return True
    return False

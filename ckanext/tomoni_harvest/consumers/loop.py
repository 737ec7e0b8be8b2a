"""The loop of a consumer: take a message, work it off, keep the jobs; it ends only when it is told to."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable

import redis.exceptions
import sqlalchemy.exc
from ckan import model

from ckanext.tomoni_harvest.consumers.queues import Message, Queue, patiently, pauses
from ckanext.tomoni_harvest.engine.errors import HeldElsewhere, Stopped

log = logging.getLogger(__name__)

KEEP_SECONDS = 3.0
_REDIS_AWAY = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


class Loop:
    """A consumer of one queue.

    :param work: what to do with a message's id; what it raises is logged and handed to ``failed``
    :param failed: told the id and the error of a message whose work failed
    :param keep: called every few seconds, to finish and repair jobs
    """

    def __init__(
        self,
        queue: Queue,
        work: Callable[[str], None],
        failed: Callable[[str, Exception], None],
        keep: Callable[[], object],
    ) -> None:
        self.queue = queue
        self._work, self._failed, self._keep = work, failed, keep
        self._stop = threading.Event()
        self._kept = 0.0

    def stop(self, *_: object) -> None:
        """End the loop after the message in hand."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether the loop has been told to end."""
        return self._stop.is_set()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
        waits = pauses()
        while not self.stopping:
            try:
                message = self.queue.take()
            except _REDIS_AWAY as problem:
                pause = next(waits)
                log.warning("Redis does not answer (%s); next attempt in %.1f s", problem, pause)
                self._stop.wait(pause)
                continue
            waits = pauses()
            if message:
                self.handle(message)
            self.keep()

    def handle(self, message: Message) -> None:
        """Work off one message; nothing it does ends the loop."""
        try:
            self._work(message.id)
        except HeldElsewhere:
            log.info("%s: another process works on this source", message.id)
        except Stopped:
            self._settle(lambda: self.queue.put_back(message))
            return
        except sqlalchemy.exc.OperationalError:
            log.exception("the database does not answer; %s goes back into the queue", message.id)
            model.Session.remove()
            self._settle(lambda: self.queue.put_back(message))
            self._stop.wait(2)
            return
        except Exception as problem:
            log.exception("%s failed", message.id)
            model.Session.remove()
            self._report(message, problem)
        finally:
            model.Session.remove()
        self._settle(lambda: self.queue.done(message))

    def keep(self) -> None:
        """Let the keeper look after the jobs, at most every few seconds."""
        if time.monotonic() - self._kept < KEEP_SECONDS:
            return
        try:
            self._keep()
        except Exception:
            log.exception("looking after the jobs failed")
        finally:
            model.Session.remove()
            self._kept = time.monotonic()

    def _report(self, message: Message, problem: Exception) -> None:
        try:
            self._failed(message.id, problem)
        except Exception:
            log.exception("the failure of %s could not be recorded", message.id)
            model.Session.remove()

    def _settle(self, work: Callable[[], None]) -> None:
        patiently(work, self._stop.wait, lambda: self.stopping)

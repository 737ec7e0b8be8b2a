"""No garbage collection while a million small things without cycles are made: it would look at each again and again."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pause:
    """Who is inside, in a process where several threads may be: the last to leave turns the collector on again."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = 0
        self.was_on = False


_pause = _Pause()


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold Python's cyclic collector back; reference counting goes on."""
    with _pause.lock:
        if not _pause.inside:
            _pause.was_on = gc.isenabled()
            gc.disable()
        _pause.inside += 1
    try:
        yield
    finally:
        with _pause.lock:
            _pause.inside -= 1
            if not _pause.inside and _pause.was_on:
                gc.enable()

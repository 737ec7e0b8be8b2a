"""Two threads at once: the collector comes back, and not before the last of them is out."""

from __future__ import annotations

import gc
import threading

from ckanext.tomoni_quality.engine.pausing import no_collection


def test_the_last_to_leave_turns_it_on() -> None:
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with no_collection():
            entered.set()
            leave.wait(10)

    assert gc.isenabled()
    thread = threading.Thread(target=other)
    with no_collection():
        thread.start()
        assert entered.wait(10)
    assert not gc.isenabled(), "the other is still inside"
    leave.set()
    thread.join()
    assert gc.isenabled()

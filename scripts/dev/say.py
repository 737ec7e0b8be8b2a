"""What the newcomer sees: numbered steps, and troubles that name their cause and their way out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """A failure the newcomer can mend.

    :param cause: what is wrong, in Japanese and English
    :param way_out: what to do about it
    """

    def __init__(self, cause: str, way_out: str):
        super().__init__(cause)
        self.cause = cause
        self.way_out = way_out


def line(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print ``text`` before the work and the seconds it took after it."""
    print(f"・{text} …", end=" ", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("✗", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f}s", flush=True)


def trouble(problem: Trouble) -> None:
    print(f"\n✗ {problem.cause}\n→ {problem.way_out}\n", file=sys.stderr, flush=True)

"""One part is made while the one before is looked at: Arrow and Polars let other threads work."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts (None is none), each made in another thread, and no more than one too early."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, parts, None)
        while (part := future.result()) is not None:
            future = pool.submit(next, parts, None)
            yield part

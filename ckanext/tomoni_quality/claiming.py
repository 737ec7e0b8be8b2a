"""No two workers are at one resource: the second comes back when the first may have ended.

The claim is a lock of the database that ends with its process: a worker that is killed gives it back by that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ckan import model
from redis.exceptions import RedisError
from rq import get_current_job

from ckanext.tomoni_core import locking
from ckanext.tomoni_quality import pending
from ckanext.tomoni_quality.later import Later

__all__ = ["claim", "is_wanted"]

#: So soon the second looks again, in seconds.
AGAIN = 15.0


@contextlib.contextmanager
def claim(resource_id: str) -> Iterator[None]:
    """Be the only worker at the resource while the block runs. By hand, outside of a worker, nobody has to wait.

    :raises Later: another worker is
    """
    if get_current_job() is None:
        yield
        return
    model.Session.rollback()
    with locking.hold(model.meta.engine, "tomoni_quality", resource_id) as ours:
        if not ours:
            raise Later(AGAIN, asked=False, claimed=True)
        yield


def is_wanted(resource_id: str, state: str) -> bool:
    """Whether this ``state`` of the resource still waits: whoever was before may have checked it."""
    try:
        return pending.marked(resource_id) == state
    except RedisError:
        return True

"""What a source must be sent to answer: one header, kept apart from the source's public settings.

Written on a page of its own and never shown again, not even to those who wrote it. The door to the network sends it to
the origin that the source had when it was written, and to no other.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from ckan import model

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.model import Credential

if TYPE_CHECKING:
    from ckanext.tomoni_core.http import Secret

HEADER = "Authorization"
"""The usual header: that of CKAN 2.9 and later."""
VALUE_LIMIT = 4000
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_OURS = {
    "host", "content-length", "content-type", "connection", "transfer-encoding", "te", "trailer", "upgrade", "expect",
    "user-agent", "accept", "accept-encoding", "proxy-authorization", "range",
}  # fmt: skip
"""Headers that the door writes itself, or that would change what a request is."""


def problem(header: str, value: str) -> str | None:
    """Return which of the two cannot be (``header`` or ``value``), or None."""
    if not _NAME.fullmatch(header) or header.lower() in _OURS:
        return "header"
    if not _VALUE.fullmatch(value) or len(value) > VALUE_LIMIT:
        return "value"
    return None


def write(source_id: str, header: str, value: str, user_id: str) -> None:
    """Keep a header for a source, in place of the one there is.

    :raises ValueError: with ``header`` or ``value``, when that cannot be sent
    """
    from ckanext.tomoni_core.http import origin

    wrong = problem(header, value)
    if wrong:
        raise ValueError(wrong)
    source = stock.HarvestSource.get(source_id)
    model.Session.merge(
        Credential(source_id, header, value, origin(str(source.url)), user_id, changed=datetime.now(UTC))
    )
    model.Session.commit()


def forget(source_id: str) -> bool:
    """Delete a source's header; False when there is none."""
    table: sa.Table = Credential.__table__
    done = model.Session.execute(sa.delete(table).where(table.c.source_id == source_id))
    model.Session.commit()
    return bool(done.rowcount)  # type: ignore[attr-defined]


def show(source_id: str) -> dict[str, Any] | None:
    """Return what may be told of a source's header: its name, where it is sent, since when; never its value."""
    from ckanext.tomoni_core.http import origin

    found = model.Session.get(Credential, source_id)
    if found is None:
        return None
    source = stock.HarvestSource.get(source_id)
    return {
        "source_id": source_id, "header": found.header, "origin": found.origin, "changed": found.changed.isoformat(),
        "used": bool(source) and origin(str(source.url)) == found.origin,
    }  # fmt: skip


def secret(source_id: str) -> Secret | None:
    """Return the header for the door to the network."""
    from ckanext.tomoni_core.http import Secret

    found = model.Session.get(Credential, source_id)
    return Secret(found.origin, found.header, found.value) if found else None

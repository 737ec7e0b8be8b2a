"""Reads a source by its changes: what it lists is known without its records, so what vanished is seen as well.

The decisions are those of a whole reading for every record that was read. A record that was not read is listed with
the timestamp, or since the timestamp, under which it was read before, and counts as unchanged.
"""

from __future__ import annotations

from datetime import datetime

from ckanext.tomoni_harvest.engine.options import Options
from ckanext.tomoni_harvest.engine.plan import ACTIVE, DISMISSED, Known, Ledger
from ckanext.tomoni_harvest.engine.state import PENDING
from ckanext.tomoni_harvest.sources.base import Changes, Incremental, Kind, Listed, Reach


def read(kind: Kind, url: str, web: Reach, options: Options, ledger: Ledger, since: str) -> Changes | None:
    """Return what the source lists and the records that are due; None when its whole listing has to be read."""
    if not isinstance(kind, Incremental):
        return None
    return kind.changes(
        url, web, lambda listed: _due(listed, ledger), rows=options.rows, filters=options.of(kind), since=since
    )


def untouched(found: Changes, ledger: Ledger) -> list[Known]:
    """Return what is known, listed, and was not read because nothing about it changed; it counts as seen."""
    ids = {str(record.get("id")) for record in found.records}
    names = {str(record.get("name")) for record in found.records} | found.unread.keys()
    kept = []
    for listed in found.listed:
        known = _known(listed, ledger)
        if known and known.remote_id not in ids and listed.name not in names and known.remote_id not in ledger.seen:
            ledger.seen.add(known.remote_id)
            kept.append(known)
    return kept


def _known(listed: Listed, ledger: Ledger) -> Known | None:
    return ledger.known.get(listed.remote_id) if listed.remote_id else ledger.by_name.get(listed.name)


def _due(listed: Listed, ledger: Ledger) -> bool:
    """Whether a listed dataset's record is needed."""
    known = _known(listed, ledger)
    if known is None or not known.package_id or known.remote_id in ledger.refused:
        return True
    if known.state == DISMISSED:
        return False
    if known.state != ACTIVE or known.content_hash.startswith(PENDING):
        return True
    return bool(listed.modified) and not _same_moment(listed.modified, known.modified)


def _same_moment(one: str, other: str) -> bool:
    """Whether two timestamps agree to the millisecond: the index of a portal keeps no more."""
    try:
        cut = [datetime.fromisoformat(each).isoformat(timespec="milliseconds") for each in (one, other)]
    except ValueError:
        return False
    return cut[0] == cut[1]

"""What changed at a CKAN portal, read without reading every record.

Two ways, the better first:

1. ``fl``: the index of the portal gives id, name and timestamp of every dataset, a thousand at a time. What is new or
   bears another timestamp is asked for by id. Nothing depends on clocks, or on timestamps that only grow.
2. ``fq``: what is dated since the last timestamp that was read, less an hour (a portal indexes a change some time after
   it dated it), and the names of ``package_list`` for what is new or gone.

No parameter is taken to work because it was answered. ``fl`` must leave the other fields out. ``fq`` must find the
record that bore the last timestamp, or a later one, and none from before. As many datasets must be listed as the portal
counts. Otherwise the answer is None, and the whole listing is read. So it is where that costs no more requests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from ckanext.tomoni_core.errors import FetchError
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.sources.base import Changes, Listed, Reach

FIELDS = {"id", "name", "metadata_modified"}
LISTED_AT_ONCE = 1000
ASKED_AT_ONCE = 40
"""Ids in one question: the address stays under two thousand characters."""
OVERLAP = timedelta(hours=1)
Due = Callable[[Listed], bool]


class _Unsuited(Exception):
    """The portal does not do what is needed."""


def read(api: str, web: Reach, due: Due, *, rows: int, filters: str, since: str) -> Changes | None:
    """Return what the portal lists and the records that are due; see ``sources.base.Incremental``."""
    try:
        return _Portal(api, web, rows, filters).changes(due, since)
    except (_Unsuited, FetchError, ValueError, TypeError, KeyError):
        return None


class _Portal:
    """A portal that is asked what changed."""

    def __init__(self, api: str, web: Reach, rows: int, filters: str) -> None:
        self.api, self.web, self.rows, self.filters = api, web, rows, filters

    def changes(self, due: Due, since: str) -> Changes:
        first = self._search({"fl": "id,name,metadata_modified", "rows": "1", "sort": "id asc"}, self.filters)
        total = first["count"]
        if self.filters and self._search({"rows": "1"}, "")["count"] == total:
            raise _Unsuited("the portal may not hear the filter")
        if first["results"] and first["results"][0].keys() <= FIELDS and "id" in first["results"][0]:
            return self._by_id(due, since, total)
        return self._by_date(due, since, total)

    def _by_id(self, due: Due, since: str, total: int) -> Changes:
        listed: list[Listed] = []
        while len(listed) < total:
            params = {"fl": "id,name,metadata_modified", "rows": str(LISTED_AT_ONCE), "sort": "id asc"}
            page = self._search({**params, "start": str(len(listed))}, self.filters)
            if page["count"] != total or not page["results"]:
                raise _Unsuited("the listing moves")
            listed += [_listed(row) for row in page["results"]]
        if len({item.remote_id for item in listed}) != total or not all(item.modified for item in listed):
            raise _Unsuited("not everything is listed once")
        wanted = {item.remote_id: item.name for item in listed if due(item)}
        many = self._many(wanted, since, total) if len(wanted) > ASKED_AT_ONCE else []
        for record in many:
            del wanted[str(record["id"])]
        records, unread = self._records(wanted, "id", total)
        return Changes(listed, many + records, unread)

    def _many(self, wanted: dict[str, str], since: str, total: int) -> list[dict[str, Any]]:
        """Return those of ``wanted`` that are dated since: a page holds more of them than a question has ids."""
        try:
            found = {str(record.get("id")): record for record in self._dated(since, total)}
        except _Unsuited:
            return []
        return [record for remote_id, record in found.items() if remote_id in wanted]

    def _by_date(self, due: Due, since: str, total: int) -> Changes:
        if self.filters or not since:
            raise _Unsuited("package_list knows no filter")
        changed = self._dated(since, total)
        names = self._result("package_list", {})
        if len(names) != total or len(set(names)) != total or not all(isinstance(name, str) for name in names):
            raise _Unsuited("index and list disagree")
        known = {str(record.get("name")): record for record in changed}
        listed = [_listed(known[name]) if name in known else Listed(name=name) for name in names]
        wanted = {item.name: item.name for item in listed if item.name not in known and due(item)}
        records, unread = self._records(wanted, "name", total)
        return Changes(listed, changed + records, unread)

    def _dated(self, since: str, total: int) -> list[dict[str, Any]]:
        bound = (datetime.fromisoformat(since) - OVERLAP).isoformat(timespec="milliseconds")
        fq = f"metadata_modified:[{bound}Z TO *]"
        if self.filters:
            fq = f"({self.filters}) AND {fq}"
        records: list[dict[str, Any]] = []
        count = None
        while count is None or len(records) < count:
            page = self._search({"rows": str(self.rows), "start": str(len(records)), "sort": "id asc"}, fq)
            count = page["count"] if count is None else count
            if page["count"] != count or (count and not page["results"]):
                raise _Unsuited("the listing moves")
            if 2 * count > total:
                raise _Unsuited("the whole listing is as cheap")
            records += page["results"]
        moments = [n.timestamp(record.get("metadata_modified")) for record in records]
        if not any(moment >= since for moment in moments) or min(moments) < bound.removesuffix(".000"):
            raise _Unsuited("the filter is not honoured")
        return records

    def _records(self, wanted: dict[str, str], key: str, total: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return the records of ``wanted`` (keys to names), and the names of those that could not be had."""
        if math.ceil(len(wanted) / ASKED_AT_ONCE) > max(1, total // self.rows):
            raise _Unsuited("the whole listing is as cheap")
        records: dict[str, dict[str, Any]] = {}
        for part in _parts(list(wanted)):
            found = self._search({"rows": str(len(part))}, f"{key}:({' OR '.join(_quoted(each) for each in part)})")
            got = {str(record.get(key)): record for record in found["results"]}
            if not got.keys() <= set(part):
                break  # not honoured: the few that are wanted are asked for one by one
            records.update(got)
        left = [each for each in wanted if each not in records]
        if len(left) > ASKED_AT_ONCE:
            raise _Unsuited("too many to ask for one by one")
        unread: dict[str, str] = {}
        for each in left:
            try:
                records[each] = self._result("package_show", {"id": each})
            except (FetchError, ValueError) as problem:
                unread[wanted[each]] = str(problem)
        return list(records.values()), unread

    def _search(self, params: dict[str, str], filters: str) -> dict[str, Any]:
        result = self._result("package_search", {**params, **({"fq": filters} if filters else {})})
        if not isinstance(result["count"], int) or not all(isinstance(row, dict) for row in result["results"]):
            raise ValueError("package_search gave no list of results")
        return result

    def _result(self, action: str, params: dict[str, str]) -> Any:
        answer = self.web.get(f"{self.api}/{action}", params)
        if not isinstance(answer, dict) or answer.get("success") is not True or not answer.get("result"):
            raise ValueError("the answer is not one of CKAN's action API")
        return answer["result"]


def _listed(row: dict[str, Any]) -> Listed:
    return Listed(str(row["id"]), str(row.get("name") or ""), n.timestamp(row.get("metadata_modified")))


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), ASKED_AT_ONCE):
        yield keys[start : start + ASKED_AT_ONCE]


def _quoted(text: str) -> str:
    """A phrase of Solr's query language: what a portal says of itself is no part of our question."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The options of a source, kept as JSON in ckanext-harvest's ``config`` field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from ckanext.tomoni_harvest.engine.calendar import (
    DAYS,
    KINDS,
    Pause,
    Schedule,
    Window,
    parse_pauses,
    parse_time,
    parse_window,
)
from ckanext.tomoni_harvest.sources.description import NotADescription
from ckanext.tomoni_harvest.sources.description import parse as parse_description

OWN, CREATE = "own", "create"
OCCASIONS = ("always", "change", "trouble", "asks", "recovery")
"""When a run is told by mail: always, when it changed something, when it had errors, when it stopped and asks what to
do, when it is well again after trouble."""
LANGUAGES = ("ja", "en")
MOST_ADDRESSES = 20
_NAME = re.compile(r"[\w-]+")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\\[\]()]+@[\w-]+(\.[\w-]+)+")


@dataclass(frozen=True)
class Options:
    """What an officer can say about a source.

    ``organizations``: ``create`` makes an organization for each of the source's; ``own`` puts every dataset into the
    organization that owns the source. ``organization_map`` names our organization for a remote one. ``fq`` limits what
    the source lists. ``max_loss_share`` is the share of known datasets that may be gone at once before the run stops
    instead of withdrawing them. A dataset must be missing in ``withdraw_after_runs`` runs and for
    ``withdraw_after_days`` days. ``folder`` describes the files of a page
    (:mod:`ckanext.tomoni_harvest.sources.description`).
    ``full_reading_days`` is after how many days the whole source is read although it can be asked for its changes.
    ``schedule`` with its ``schedule_…`` is when it is harvested by the calendar of Japan, ``quiet_days`` when not,
    ``window`` the hours in which it may be asked. ``mail_editors`` and ``mail_to`` are told of runs, as ``mail_when``
    says.
    """

    organizations: str = CREATE
    organization_map: dict[str, str] = field(default_factory=dict)
    fq: str = ""
    rows: int = 500
    max_loss_share: float = 0.5
    withdraw_after_runs: int = 1
    withdraw_after_days: int = 0
    folder: str = ""

    def of(self, kind: object) -> str:
        """Return the option that a kind of source reads what to list from: its ``setting``, else ``fq``."""
        return str(getattr(self, getattr(kind, "setting", "fq")))

    full_reading_days: int = 7
    schedule: str = ""
    schedule_time: time = field(default=time(2, 30))
    schedule_weekday: int = 0
    schedule_monthday: int = 1
    quiet_days: tuple[Pause, ...] = ()
    window: Window | None = None
    mail_when: frozenset[str] = frozenset()
    mail_editors: bool = False
    mail_to: tuple[tuple[str, str], ...] = ()

    def calendar(self) -> Schedule | None:
        """Return the times at which the source is harvested, None when it has none of its own."""
        if not self.schedule:
            return None
        return Schedule(
            self.schedule, self.schedule_time, self.schedule_weekday, self.schedule_monthday, self.quiet_days
        )


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{key}: text is expected")  # noqa: TRY004  shown to the officer as a message
    return value.strip()


def _share(value: Any, key: str) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(f"{key}: a number from 0 to 1 is expected")
    return number


def _whole(value: Any, key: str, least: int, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(f"{key}: a whole number from {least} to {most} is expected")
    return number


def _organizations(value: Any, key: str) -> str:
    if value not in (OWN, CREATE):
        raise ValueError(f"{key}: “{OWN}” or “{CREATE}” is expected")
    return value


def _map(value: Any, key: str) -> dict[str, str]:
    if isinstance(value, str):
        value = dict(_pair(line, key) for line in value.splitlines() if line.strip())
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError(f"{key}: an object of names is expected")
    return {str(k): v for k, v in value.items()}


def _pair(line: str, key: str) -> tuple[str, str]:
    remote, sign, local = line.partition("=")
    if not sign or not remote.strip() or not local.strip():
        raise ValueError(f"{key}: “name = name” is expected in each line")
    return remote.strip(), local.strip()


def _folder(value: Any, key: str) -> str:
    text = _text(value, key)
    try:
        parse_description(text)
    except NotADescription as problem:
        raise ValueError(problem.en) from problem
    return text


def _parsed(value: Any, key: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(_text(value, key))
    except ValueError as problem:
        raise ValueError(f"{key}: {problem}") from problem


def _one_of(value: Any, key: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(f"{key}: one of {', '.join(choices)} is expected")
    return value


def _words(value: Any, key: str, choices: tuple[str, ...]) -> frozenset[str]:
    words = value if isinstance(value, list) else _text(value, key).split()
    return frozenset(_one_of(word, key, choices) for word in words)


def _yes(value: Any, key: str) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise ValueError(f"{key}: true or false is expected")


def _addresses(value: Any, key: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses with their language, written one a line as “address” or “address en”."""
    lines = value if isinstance(value, list) else re.split(r"[\n,;]+", _text(value, key))
    found = []
    for line in lines:
        address, _, language = str(line).strip().partition(" ")
        if not address:
            continue
        if not _ADDRESS.fullmatch(address) or language.strip() not in ("", *LANGUAGES):
            raise ValueError(f"{key}: one address a line is expected, with “en” after it for English")
        found.append((address, language.strip()))
    if len(found) > MOST_ADDRESSES:
        raise ValueError(f"{key}: at most {MOST_ADDRESSES} addresses")
    return tuple(found)


_PARSERS = {
    "organizations": _organizations,
    "organization_map": _map,
    "fq": _text,
    "rows": lambda value, key: _whole(value, key, 1, 1000),
    "max_loss_share": _share,
    "withdraw_after_runs": lambda value, key: _whole(value, key, 1, 100),
    "withdraw_after_days": lambda value, key: _whole(value, key, 0, 3650),
    "folder": _folder,
    "full_reading_days": lambda value, key: _whole(value, key, 0, 366),
    "schedule": lambda value, key: _one_of(value, key, KINDS),
    "schedule_time": lambda value, key: _parsed(value, key, parse_time),
    "schedule_weekday": lambda value, key: DAYS.index(_one_of(value, key, DAYS)),
    "schedule_monthday": lambda value, key: _whole(value, key, 1, 31),
    "quiet_days": lambda value, key: _parsed(value, key, parse_pauses),
    "window": lambda value, key: _parsed(value, key, parse_window),
    "mail_when": lambda value, key: _words(value, key, OCCASIONS),
    "mail_editors": _yes,
    "mail_to": _addresses,
}


_STOCK_FILTERS = {
    "organizations_filter_include": ("organization", ""),
    "organizations_filter_exclude": ("organization", "-"),
    "groups_filter_include": ("groups", ""),
    "groups_filter_exclude": ("groups", "-"),
}
"""ckanext-harvest's own options of its CKAN harvester, which become part of ``fq``: a source moves over as it is."""


def _without_stock_filters(values: dict[str, Any]) -> dict[str, Any]:
    """Return the options with ckanext-harvest's filters in ``fq``, each list in parentheses of its own."""
    found = [_stock_filter(key, values[key]) for key in _STOCK_FILTERS if values.get(key)]
    if not found:
        return {key: value for key, value in values.items() if key not in _STOCK_FILTERS}
    fq = _text(values.get("fq") or "", "fq")
    parts = [f"({fq})", *found] if fq else found
    kept = {key: value for key, value in values.items() if key not in _STOCK_FILTERS}
    return {**kept, "fq": " AND ".join(parts)}


def _stock_filter(key: str, names: Any) -> str:
    if not isinstance(names, list) or not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
        raise ValueError(f"{key}: a list of names is expected")
    field, sign = _STOCK_FILTERS[key]
    terms = [f"{sign}{field}:{name}" for name in names]
    if sign:
        return " AND ".join(terms)
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


FORM = (
    "organizations", "organization_map", "fq", "max_loss_share", "withdraw_after_runs", "withdraw_after_days",
    "folder", "full_reading_days", "schedule",
    "schedule_time", "schedule_weekday", "schedule_monthday", "quiet_days", "window", "mail_when", "mail_editors",
    "mail_to",
)  # fmt: skip
"""The options that the form of a source shows."""


def check(key: str, value: Any) -> None:
    """:raises ValueError: when ``value`` cannot be that of the option ``key``"""
    _PARSERS[key](value, key)


def parse(config: str | None, defaults: dict[str, Any] | None = None) -> Options:
    """Return the options written in ``config``, over ``defaults``.

    :raises ValueError: with what is wrong, when it is no JSON object or a value cannot be
    """
    try:
        values = json.loads(config) if config and config.strip() else {}
    except ValueError as problem:
        raise ValueError(f"the settings are no JSON: {problem}") from problem
    if not isinstance(values, dict):
        raise ValueError("the settings must be a JSON object")  # noqa: TRY004  shown to the officer as a message
    values = _without_stock_filters(values)
    unknown = set(values) - set(_PARSERS)
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    merged = {**(defaults or {}), **{key: value for key, value in values.items() if value not in ("", None)}}
    try:
        return Options(**{key: _PARSERS[key](value, key) for key, value in merged.items()})
    except TypeError as problem:
        raise ValueError(str(problem)) from problem

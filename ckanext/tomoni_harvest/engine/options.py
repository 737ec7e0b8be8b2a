"""The options of a source, kept as JSON in ckanext-harvest's ``config`` field."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ckanext.tomoni_harvest.sources.description import NotADescription
from ckanext.tomoni_harvest.sources.description import parse as parse_description

OWN, CREATE = "own", "create"


@dataclass(frozen=True)
class Options:
    """What an officer can say about a source.

    ``organizations``: ``create`` makes an organization for each of the source's; ``own`` puts every dataset into the
    organization that owns the source. ``organization_map`` names our organization for a remote one. ``fq`` limits what
    the source lists. ``max_loss_share`` is the share of known datasets that may be gone at once before the run stops
    instead of withdrawing them. A dataset must be missing in ``withdraw_after_runs`` runs and for
    ``withdraw_after_days`` days. ``folder`` describes the files of a page
    (:mod:`ckanext.tomoni_harvest.sources.description`).
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


_PARSERS = {
    "organizations": _organizations,
    "organization_map": _map,
    "fq": _text,
    "rows": lambda value, key: _whole(value, key, 1, 1000),
    "max_loss_share": _share,
    "withdraw_after_runs": lambda value, key: _whole(value, key, 1, 100),
    "withdraw_after_days": lambda value, key: _whole(value, key, 0, 3650),
    "folder": _folder,
}


FORM = (
    "organizations",
    "organization_map",
    "fq",
    "max_loss_share",
    "withdraw_after_runs",
    "withdraw_after_days",
    "folder",
)
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
    unknown = set(values) - set(_PARSERS)
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    merged = {**(defaults or {}), **{key: value for key, value in values.items() if value not in ("", None)}}
    try:
        return Options(**{key: _PARSERS[key](value, key) for key, value in merged.items()})
    except TypeError as problem:
        raise ValueError(str(problem)) from problem

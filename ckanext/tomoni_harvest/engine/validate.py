"""Validates datasets with the form's own schema, one at a time, so that one bad dataset is one finding.

Most of CKAN's time goes into fields that are not there: a form has dozens, each with validators that find nothing. A
field that is absent and whose first validator is one that drops absent fields cannot change the outcome, so it is left
out of the schema beforehand. The first dataset of a run is also validated CKAN's way; when that differs, all are.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.lib.navl import dictization_functions as navl
from ckan.plugins import toolkit as tk
from ckan.types import Context

log = logging.getLogger(__name__)

_DONE_FOR_THE_BATCH = {"package_name_validator", "owner_org_validator"}
"""Left out when validating directly: the engine knows which names are free, and the owner is its own choice."""
_NOTHING_WHEN_ABSENT = {"ignore_missing", "ignore_empty", "ignore", "ignore_not_sysadmin"}


class Validator:
    """Validates dataset dicts with the form's schema for one user."""

    def __init__(self, user: str) -> None:
        self.user = user
        self._user: Any = None
        self.plugin = lib_plugins.lookup_package_plugin("dataset")
        self.schema = self._expanded()
        self.light = {
            key: _without(rule) if key in ("name", "owner_org") else rule for key, rule in self.schema.items()
        }
        self.trusted: bool | None = None

    def _expanded(self) -> dict[str, Any]:
        """Return the schema with the fields the form adds when it validates."""
        schema = self.plugin.create_package_schema()
        if hasattr(self.plugin, "validate"):
            self.plugin.validate(self._context(None), {"type": "dataset"}, schema, "package_create")
        return schema

    @property
    def fields(self) -> set[str]:
        """The names of the form's dataset fields."""
        return {key for key in self.schema if not key.startswith("__")}

    def validated(self, data: dict[str, Any], package_id: str | None) -> dict[str, Any]:
        """Return ``data`` validated; ``package_id`` is the dataset it is to replace, whose name it may keep.

        :raises ValidationError: with the form's messages
        """
        if self.trusted is None:
            outcome = self._by_ckan(copy.deepcopy(data), package_id)
            self.trusted = outcome == self._directly(copy.deepcopy(data), package_id)
            if not self.trusted:
                log.info("the form validates in a way of its own; datasets go through it whole")
        else:
            outcome = (self._directly if self.trusted else self._by_ckan)(data, package_id)
        found, errors = outcome
        if errors:
            raise tk.ValidationError(errors)
        return found

    def _by_ckan(self, data: dict[str, Any], package_id: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        schema = self.plugin.create_package_schema()
        context = self._context(package_id)
        return lib_plugins.plugin_validate(self.plugin, context, data, schema, "package_create")

    def _directly(self, data: dict[str, Any], package_id: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        return navl.validate(data, pruned(self.light, data), self._context(package_id))

    def _context(self, package_id: str | None) -> Context:
        context = Context({"session": model.Session, "user": self.user, "ignore_auth": True, "model": model})  # type: ignore[typeddict-unknown-key]
        if self._user is None or self._user not in model.Session:
            self._user = model.User.get(self.user)
        context["auth_user_obj"] = self._user
        if package_id:
            context["package"] = model.Package.get(package_id)  # type: ignore[typeddict-item]
        return context


def pruned(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return ``schema`` without the fields that are absent from ``data`` and would be dropped for it."""
    kept: dict[str, Any] = {}
    for key, rule in schema.items():
        value = data.get(key)
        if isinstance(rule, dict):
            if value:
                kept[key] = _pruned_list(rule, value)
        elif key in data or key.startswith("__") or not _drops_absent(rule):
            kept[key] = rule
    return kept


def _pruned_list(rule: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    present: set[str] = set().union(*(item.keys() for item in items))
    return {
        key: part
        for key, part in rule.items()
        if key in present or key.startswith("__") or isinstance(part, dict) or not _drops_absent(part)
    }


def _without(rule: list[Any]) -> list[Any]:
    return [validator for validator in rule if getattr(validator, "__name__", "") not in _DONE_FOR_THE_BATCH]


def _drops_absent(rule: list[Any]) -> bool:
    return bool(rule) and getattr(rule[0], "__name__", "") in _NOTHING_WHEN_ABSENT

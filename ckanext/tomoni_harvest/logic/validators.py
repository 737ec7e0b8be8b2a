"""Validators of the form of a source."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_harvest.engine import addresses, options, report
from ckanext.tomoni_harvest.harvester import may_make_organizations

__all__ = ["tomoni_harvest_address", "tomoni_harvest_option"]


def tomoni_harvest_address(value: str) -> str:
    """Refuse what cannot be the address of a page on the web; it stays as it was written."""
    try:
        addresses.pasted(value)
    except ValueError as problem:
        raise tk.Invalid(
            tk._("This is no web address. Copy it from the browser, such as https://catalog.example.lg.jp/.")
        ) from problem
    return value


def tomoni_harvest_option(
    key: FlattenKey,
    data: FlattenDataDict,
    errors: FlattenErrorDict,
    context: Context,
) -> Any:
    """Refuse an option's value that cannot be, and organizations made by those who may not make any."""
    name, value = str(key[-1]), data[key]
    try:
        options.check(name, value)
    except (ValueError, TypeError) as problem:
        errors[key].append(_message(name) + _detail(problem))
        return
    if name == "organizations" and value == options.CREATE and not may_make_organizations():
        errors[key].append(tk._("Only a system administrator can have organizations made by a harvest."))


def _detail(problem: Exception) -> str:
    """What exactly is wrong, where that is known and written for people."""
    cause = problem.__cause__
    return f" {cause.message(report.language())}" if isinstance(cause, TomoniError) else ""


def _message(name: str) -> str:
    return {
        "organizations": tk._("Choose one of the two ways."),
        "organization_map": tk._("Write one pair a line: name at the source = name here."),
        "fq": tk._("Write a filter of CKAN's search, such as organization:t131032."),
        "max_loss_share": tk._("Write a number from 0 to 1, such as 0.5."),
        "withdraw_after_runs": tk._("Write a whole number from 1 to 100."),
        "withdraw_after_days": tk._("Write a whole number from 0 to 3650."),
        "folder": tk._("Write the description of the files as the guide shows."),
    }[name]

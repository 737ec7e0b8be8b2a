"""Validators of the form of a source."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_harvest.engine import addresses, options, report
from ckanext.tomoni_harvest.harvester import may_make_organizations

__all__ = ["tomoni_harvest_address", "tomoni_harvest_option", "tomoni_harvest_words"]


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
        "full_reading_days": tk._("Write a whole number of days from 0 to 366."),
        "schedule": tk._("Choose one of the times of the list."),
        "schedule_time": tk._("Write a time such as 02:30."),
        "schedule_weekday": tk._("Choose a day of the week."),
        "schedule_monthday": tk._("Write a day of the month from 1 to 31."),
        "quiet_days": tk._("Write days such as 03-25..04-05, one pause a line, both with a year or both without."),
        "window": tk._("Write hours such as 22:00-06:00."),
        "mail_when": tk._("Choose from the occasions of the list."),
        "mail_editors": tk._("Choose yes or no."),
        "mail_to": tk._("Write one mail address a line, with “en” after it for English; at most 20."),
    }[name]


def tomoni_harvest_words(value: Any) -> Any:
    """Several boxes of one name, ticked or not, as words with spaces between."""
    if value is tk.missing:
        return value
    words = [str(word) for word in value] if isinstance(value, list) else str(value or "").split()
    return " ".join(word for word in words if word)

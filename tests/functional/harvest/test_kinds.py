"""Enabling tomoni_harvest alone offers every kind of source, and they go with it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ckan import plugins as p
from ckan.plugins import toolkit as tk
from ckanext.harvest.interfaces import IHarvester

from ckanext.tomoni_harvest import kinds

pytestmark = pytest.mark.usefixtures("non_clean_db")


def offered() -> list[str]:
    """Return the names of the harvesters that ckanext-harvest finds."""
    return [harvester.info()["name"] for harvester in p.PluginImplementations(IHarvester)]


def test_every_kind_is_offered(app) -> None:
    """The action behind the form, and the check of a source's type, know every kind once."""
    shown = [each["name"] for each in tk.get_action("harvesters_info_show")({"ignore_auth": True}, {})]
    assert shown == list(kinds.every())
    assert len(set(shown)) == len(shown)


@pytest.mark.ckan_config("ckan.plugins", "tomoni_harvest harvest")
@pytest.mark.usefixtures("with_plugins")
def test_kinds_leave_with_the_plugin() -> None:
    """A portal that unloads tomoni_harvest has none of its kinds left."""
    assert set(kinds.every()) <= set(offered())
    p.unload("tomoni_harvest")
    try:
        assert offered() == []
    finally:
        p.load("tomoni_harvest")
    assert set(kinds.every()) <= set(offered())


def test_a_kind_of_another_package_is_found_and_a_broken_one_is_not_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Entry points bring kinds; one that does not load, or takes a name that is taken, is logged."""

    def broken() -> None:
        raise ImportError("no such module")

    mine: Any = type("Mine", (), {"name": "mine"})
    points = [
        SimpleNamespace(value="a:Broken", load=broken),
        SimpleNamespace(value="b:Mine", load=lambda: mine),
        SimpleNamespace(value="c:Double", load=lambda: type("Double", (), {"name": "tomoni_ckan"})),
    ]
    monkeypatch.setattr(kinds, "entry_points", lambda group: points if group == kinds.GROUP else [])
    logged: list[Any] = []

    def keep(_sentence: str, *values: str) -> None:
        logged.append(values[0])

    monkeypatch.setattr(kinds, "log", SimpleNamespace(exception=keep, error=keep))
    kinds.every.cache_clear()
    try:
        assert isinstance(kinds.find("mine"), mine)
        assert type(kinds.find("tomoni_ckan")) is kinds.CkanKind
        assert logged == ["a:Broken", "c:Double"]
    finally:
        kinds.every.cache_clear()

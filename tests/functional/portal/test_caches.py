"""The first requests of a process may come together."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from ckan import authz, logic
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import _get_test_app


def test_nothing_is_gathered_by_the_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new application knows every action, authorization function and validator before anybody asks.

    CKAN gathers by importing its modules: an import now would be a thread's, while others read half a table.
    """
    for clear in (logic.clear_actions_cache, logic.clear_validators_cache, authz.clear_auth_functions_cache):
        clear()
    _get_test_app()

    def gathered(name: str, *_: Any) -> None:
        raise AssertionError(f"{name} is gathered by a request")

    monkeypatch.setattr(importlib, "import_module", gathered)
    assert logic._validators_cache
    assert tk.get_action("tomoni_standard_records")
    assert "tomoni_standard_records" in authz.auth_functions_list()

"""One CKAN with every plugin of test.ini that stands through as many tests as it can.

CKAN's own fixtures load the plugins, and make a Flask application, for each test: together longer than most tests
here take. Both are kept until a test loads other plugins or changes a setting; then they are made anew.
"""

from __future__ import annotations

import copy
from typing import Any

from ckan import plugins
from ckan.common import aslist, config
from ckan.plugins import core
from ckan.tests.helpers import CKANTestApp, _get_test_app

_states: dict[str, dict[str, Any]] = {}
_kept: list[CKANTestApp] = []


def load() -> None:
    """Load the plugins of test.ini, unless just they are loaded.

    Not to be called while a test has changed the configuration: what loading writes there would be taken back after
    the test, and the plugins would stay.
    """
    before = _states.setdefault("before", copy.deepcopy(dict(config)))
    if "loaded" in _states and list(core._PLUGINS) == aslist(before["ckan.plugins"]):
        return
    _kept.clear()
    _become(before)
    plugins.load_all()
    _states["loaded"] = copy.deepcopy(dict(config))


def app() -> CKANTestApp:
    """A client of the standing application without cookies; of an application of its own if a setting was changed."""
    if dict(config) != _states.get("loaded"):
        return _get_test_app()
    if not _kept:
        _kept.append(_get_test_app())
        _states["with app"] = copy.deepcopy(dict(config))
    config.update(copy.deepcopy(_states["with app"]))
    return CKANTestApp(_kept[0].app)


def _become(state: dict[str, Any]) -> None:
    config.clear()
    config.update(copy.deepcopy(state))

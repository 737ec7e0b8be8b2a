"""Keys that harvesters by others keep in a source's public settings: for its editors only."""

from __future__ import annotations

import json

import pytest
from ckan import model
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest import public_settings, stock

pytestmark = pytest.mark.usefixtures("non_clean_db")
KEY = "th3-k3y-0f-an0ther"


CONFIG = {"api_key": KEY, "default_tags": [{"name": "防災"}], "remote": {"Authorization": KEY, "user": "a"}}
"""The settings of a kind of ckanext-harvest's own, and a nested one."""


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch):
    """A source whose settings hold a key, as another harvester wants them."""
    from ckanext.tomoni_harvest.harvester import TomoniHarvester

    monkeypatch.setattr(TomoniHarvester, "validate_config", lambda _self, config: config)
    editor = factories.UserWithToken()
    organization = factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])
    mark = model.types.make_uuid()[:8]
    made = helpers.call_action(
        "harvest_source_create", {"user": editor["name"]}, name=f"other-{mark}", title="他",
        url=f"https://{mark}.example.lg.jp", source_type="tomoni_ckan", owner_org=organization["id"],
        config=json.dumps(CONFIG),
    )  # fmt: skip
    return made, editor


ADDRESSES = (
    "/api/3/action/harvest_source_show?id={id}",
    "/api/3/action/package_show?id={id}",
    "/api/3/action/package_search?fq=id:{id}%20%2Bdataset_type:harvest",
    "/api/3/action/harvest_source_list",
    "/harvest/{name}",
    "/harvest",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_do_not_read_it(app, source, address: str) -> None:
    """Neither visitors nor people of another organization; the rest of the settings stays readable."""
    made, _editor = source
    other = {"Authorization": factories.UserWithToken()["token"]}
    for headers in ({}, other):
        answer = app.get(address.format(**made), headers=headers)
        assert answer.status_code == 200
        assert KEY not in answer.body
    if "_show" in address:
        shown = json.loads(answer.json["result"]["config"])
        assert shown["default_tags"] == CONFIG["default_tags"]
        assert shown["remote"] == {"Authorization": "***", "user": "a"}


def test_editors_read_it_and_saving_keeps_it(app, source) -> None:
    """A title changed by page or API does not write stars over the key."""
    made, editor = source
    headers = {"Authorization": editor["token"]}
    assert KEY in app.get(f"/api/3/action/harvest_source_show?id={made['id']}", headers=headers).body
    helpers.call_action("harvest_source_patch", {"user": editor["name"]}, id=made["id"], title="新しい題名")
    assert json.loads(stock.HarvestSource.get(made["id"]).config)["api_key"] == KEY


@pytest.mark.parametrize("config", [None, "", "no json", "[1]", "[" * 5000, '{"a": 1}', {"token": "x"}, 5])
def test_whatever_the_settings_are(config: object) -> None:
    """Text of another form is left as it is; nothing fails."""
    shown = {"config": config, "extras": [{"key": "config", "value": config}, {"key": "other", "value": "token"}]}
    public_settings.hide(shown)
    assert shown["extras"][1]["value"] == "token"
    assert (shown["config"] == config) is not isinstance(config, dict)
    if isinstance(config, dict):
        assert json.loads(str(shown["config"])) == {"token": "***"}

"""The sample portal: it loads, a second load changes nothing, and it cannot be taken for a real body."""

from __future__ import annotations

import pytest
from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_portal.cli import PASSWORD, tomoni
from ckanext.tomoni_portal.sample import catalogue

LOGIN = "sample-data-test"


@pytest.fixture
def run(cli, monkeypatch: pytest.MonkeyPatch):
    """Run ``ckan tomoni sample-data`` and return what it printed."""
    monkeypatch.setenv(PASSWORD, "correct-horse")

    def invoke() -> str:
        result = cli.invoke(tomoni, ["sample-data", "--login", LOGIN])
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def _resources() -> dict[str, list[tuple[str, str]]]:
    names = [dataset["name"] for dataset in catalogue.read()["datasets"]]
    shown = [tk.get_action("package_show")({"ignore_auth": True}, {"id": name}) for name in names]
    return {one["name"]: [(r["id"], r["hash"]) for r in one["resources"]] for one in shown}


@pytest.mark.usefixtures("non_clean_db")
def test_second_load_converges(run) -> None:
    """Ten datasets with their files; loading again makes nothing twice and uploads nothing again."""
    run()
    first = _resources()
    assert len(first) == 10
    assert all(first.values())
    run()
    assert _resources() == first
    assert model.User.get(LOGIN).sysadmin
    uses = tk.get_action("tomoni_dataset_use_list")({"ignore_auth": True}, {"package_id": "sample-evacuation-space"})
    assert [use["project"]["slug"] for use in uses["results"]] == ["sample-nigemap"]


def test_password_is_asked_for(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a password the command names the variable to set."""
    monkeypatch.delenv(PASSWORD, raising=False)
    result = cli.invoke(tomoni, ["sample-data"])
    assert result.exit_code == 1
    assert PASSWORD in result.output

"""The home page opens whatever else is down."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.tomoni_portal import home

NOTICE = "ただいま表示できません"


@pytest.mark.usefixtures("non_clean_db", "clean_index")
def test_blocks_are_filled(app) -> None:
    """Counts, the latest dataset and its municipality are there."""
    organization = factories.Organization(title="見本の町")
    factories.Dataset(title="避難所の見本", owner_org=organization["id"])
    page = app.get("/").body
    assert "避難所の見本" in page
    assert "見本の町" in page
    assert "標準データセットから探す" in page


@pytest.mark.usefixtures("non_clean_db")
def test_home_answers_without_solr(app, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing listening where Solr should be, the page answers and says what cannot be shown."""
    monkeypatch.setitem(tk.config, "solr_url", "http://127.0.0.1:9/solr/nowhere")
    response = app.get("/")
    assert response.status_code == 200
    assert response.body.count(NOTICE) >= 4  # standards, municipalities, datasets, quality
    assert 'name="q"' in response.body


def test_a_missing_action_is_a_missing_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that is not loaded leaves its block empty, whatever it raises."""

    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(tk, "get_action", unknown)
    assert home.guarded(home.projects) == home.MISSING


@pytest.mark.usefixtures("non_clean_db")
def test_projects_are_shown(app) -> None:
    """A title from outside is shown as text, never as markup."""
    factories.Dataset(title="<script>alert(1)</script>危ない題")
    page = app.get("/").body
    assert "<script>alert(1)</script>" not in page

"""Japanese by default, English by a switch, and no English left over in Japanese pages."""

from __future__ import annotations

import datetime as dt

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories


@pytest.mark.usefixtures("non_clean_db", "clean_index")
def test_counts_are_japanese(app) -> None:
    """A plural is Japanese whatever plugin was loaded last."""
    for number in (1, 2):
        factories.Dataset(title=f"人口の表 {number}")
    page = app.get("/dataset/?q=人口").body
    assert "件のデータセットが見つかりました" in page
    assert "datasets found" not in page


@pytest.mark.parametrize(
    ("message", "expected"), [("Relevance", "関連度"), ("unknown", "不明"), ("Skip to main content", "本文へ移動")]
)
def test_overlay_wins(app, message: str, expected: str) -> None:
    """What the overlay corrects or adds is what the reader gets."""
    with app.flask_app.test_request_context("/"):
        assert tk._(message) == expected


@pytest.mark.usefixtures("non_clean_db")
def test_switch_keeps_the_page(app) -> None:
    """The language switch of a search leads to the same search in the other language."""
    page = app.get("/dataset/?q=避難所").body
    assert 'href="/en/dataset/?q=' in page
    english = app.get("/en/dataset/?q=避難所").body
    assert '<html lang="en"' in english
    assert ">日本語</a>" in english


def test_scripts_are_japanese(app) -> None:
    """What CKAN's scripts write into the page is Japanese too."""
    assert app.get("/api/i18n/ja").json["Show more"] == [None, "もっとみる"]


def test_dates_are_written_as_japanese_does(app, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment reads year, month, day, hour in Japanese; in English CKAN's own form is left."""
    moment = dt.datetime(2026, 11, 23, 17, 29)  # noqa: DTZ001 - CKAN keeps its moments in UTC without saying so
    with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": "ja"}):
        assert tk.h.render_datetime(moment, with_hours=True) == "2026年11月23日 17:29"
        monkeypatch.setitem(tk.config, "ckan.display_timezone", "Asia/Tokyo")
        aware = moment.replace(tzinfo=dt.UTC)
        assert tk.h.render_datetime(aware, with_hours=True) == "2026年11月24日 02:29"
        assert tk.h.render_datetime(None, with_hours=True) == ""

"""Lists that are looked up and judge nothing: languages, file types."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core.codes import file_types, languages


def test_languages_are_told_apart() -> None:
    """Two and three letters, each once."""
    found = languages.all_languages()
    assert len({item.code for item in found}) == len({item.alpha3 for item in found}) == len(found) > 180
    assert all(len(item.code) == 2 and len(item.alpha3) == 3 and item.ja and item.en for item in found)


@pytest.mark.parametrize("text", ["jpn", "JPN", "日本語", "Japanese", "ｊａ", "ja-Hira"])
def test_japanese_in_its_spellings(text: str) -> None:
    """As portals write it."""
    found = languages.find(text)
    assert found
    assert found.code == "ja"


@pytest.mark.parametrize("text", ["", "xx", "手話", "j" * 10_000])
def test_no_language(text: str) -> None:
    """None, and no fault."""
    assert languages.find(text) is None


@pytest.mark.parametrize("text", ["CSV", "csv", ".csv", "ＣＳＶ", " Csv "])
def test_csv_in_its_spellings(text: str) -> None:
    """As portals write it."""
    found = file_types.find(text)
    assert found
    assert (found.code, found.media_type, found.authority) == ("CSV", "text/csv", "CSV")


def test_file_types_are_told_apart() -> None:
    """No extension, media type or code of the EU leads to two of them."""
    found = file_types.all_types()
    extensions = [extension for item in found for extension in item.extensions]
    media = [item.media_type for item in found if item.media_type]
    assert len(set(extensions)) == len(extensions)
    assert len(set(media)) == len(media)
    assert len({item.authority for item in found}) == len(found)
    assert file_types.by_media_type("text/csv; charset=Shift_JIS") == file_types.find("csv")
    assert file_types.by_authority("GEOJSON") == file_types.find("geojson")
    assert file_types.by_authority("") is file_types.by_media_type("") is file_types.find("las") is None

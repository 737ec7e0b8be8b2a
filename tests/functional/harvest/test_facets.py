"""The list of sources speaks the visitor's language in its facets too."""

from __future__ import annotations

import pytest

from tests.harvest_tools import make_source


@pytest.mark.usefixtures("non_clean_db", "clean_index")
@pytest.mark.parametrize(("prefix", "name"), [("", "手動のみ"), ("/en", "By hand only")])
def test_frequencies_have_names(app, prefix: str, name: str) -> None:
    """Not the constant that ckanext-harvest stores."""
    make_source(f"https://catalogue{len(prefix)}.example.jp", frequency="MANUAL")
    page = app.get(f"{prefix}/harvest").body
    assert name in page
    assert ">MANUAL<" not in page.replace(" ", "").replace("\n", "")

"""The navigation of the documentation is made of the pages that are there."""

from __future__ import annotations

from pathlib import Path

from scripts.dev import docs_nav, place


def _page(docs: Path, name: str) -> None:
    path = docs / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {name}\n")


def _leaves(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    children = nav.values() if isinstance(nav, dict) else nav
    return [leaf for child in children for leaf in _leaves(child)]  # type: ignore[union-attr]


def test_japanese_first_known_pages_in_order_and_new_ones_found(tmp_path: Path) -> None:
    """A page nobody listed comes last in its language, and nothing is lost."""
    names = ("ja/zzz.md", "ja/index.md", "ja/quality.md", "ja/schema.md", "ja/guides/officer.md", "en/index.md",
             "adr/0101-a.md", "adr/README.md", "architecture.md", "index.md")  # fmt: skip
    for name in names:
        _page(tmp_path, name)
    leaves = _leaves(docs_nav.navigation(tmp_path))
    assert leaves == [
        "index.md", "ja/index.md", "ja/guides/officer.md", "ja/schema.md", "ja/quality.md", "ja/zzz.md", "en/index.md",
        "architecture.md", "adr/README.md", "adr/0101-a.md",
    ]  # fmt: skip


def test_every_page_of_this_project_is_reached() -> None:
    """No page of docs/ is outside the navigation."""
    docs = place.ROOT / "docs"
    there = {str(page.relative_to(docs)) for page in docs.rglob("*.md")}
    assert there == set(_leaves(docs_nav.navigation(docs)))

"""A mkdocs hook: the navigation, Japanese first, made of the pages that are there.

Pages named in :data:`ORDER` come first and in that order; a new page is found without being listed anywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

LANGUAGES = {"ja": "日本語", "en": "English"}
ORDER = (
    "index", "schema", "dcat", "quality", "search", "harvest", "harvest-files", "hackathon", "portal", "core", "api",
    "configuration", "deploy", "development",
)  # fmt: skip
GUIDES = ("officer", "developer", "hackathon-team", "researcher")
GUIDES_TITLE = {"ja": "はじめに", "en": "Getting started"}


def _sorted(pages: list[Path], order: tuple[str, ...]) -> list[Path]:
    return sorted(pages, key=lambda page: (order.index(page.stem) if page.stem in order else len(order), page.stem))


def navigation(docs: Path) -> list[Any]:
    """Return mkdocs' ``nav`` for the pages under ``docs``."""
    nav: list[Any] = ["index.md"]
    for code, language in LANGUAGES.items():
        folder = docs / code
        pages = [str(page.relative_to(docs)) for page in _sorted(list(folder.glob("*.md")), ORDER)]
        guides = [str(page.relative_to(docs)) for page in _sorted(list((folder / "guides").glob("*.md")), GUIDES)]
        entries: list[Any] = [*pages[:1], {GUIDES_TITLE[code]: guides}, *pages[1:]] if guides else list(pages)
        nav.append({language: entries})
    decisions = sorted(str(page.relative_to(docs)) for page in (docs / "adr").glob("*.md") if page.stem != "README")
    records = ["adr/README.md"] if (docs / "adr" / "README.md").exists() else []
    nav.append({"設計 / Design": ["architecture.md", *records, *decisions]})
    return nav


def on_config(config: Any) -> Any:
    """Give mkdocs the navigation."""
    config["nav"] = navigation(Path(config["docs_dir"]))
    return config

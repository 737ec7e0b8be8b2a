"""The names that dashboards read: run this to write down those that were added. It changes and removes none."""

from __future__ import annotations

import json

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.records import shape
from scripts.dev import place

PUBLISHED = place.ROOT / "tests" / "unit" / "schema" / "records" / "published_names.json"


def names() -> dict[str, dict[str, str]]:
    """Every name of every standard's records, with its type."""
    slugs = sorted({item.slug for item in registry().all()})
    return {slug: {field.name: field.type for field in shape.columns(slug)} for slug in slugs}


def main() -> None:
    """Add what is new."""
    written = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    made = {slug: {**fields, **written.get(slug, {})} for slug, fields in {**written, **names()}.items()}
    PUBLISHED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Read ``schemas/standards/<slug>/<edition>.yaml`` and ``schemas/vocabulary.yaml`` as installed."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from ckanext.tomoni_core.errors import StandardError
from ckanext.tomoni_core.standards.model import Column, ForeignKey, Standard

__all__ = ["descriptors", "standard", "standards", "vocabulary"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ROOT = files("ckanext.tomoni_core.schemas")


def vocabulary() -> dict[str, tuple[str, ...]]:
    """Aliases that hold for every standard, by semantic key."""
    found = _read(_ROOT / "vocabulary.yaml")
    return {key: tuple(entry.get("aliases", ())) for key, entry in found.items()}


def standards() -> list[Standard]:
    """Every standard and edition, by number and edition.

    Raises:
        StandardError: a file of ``schemas/`` is damaged; the message names it and what is wrong in it.
    """
    found = descriptors()
    names = _names_by_slug_and_key(found)
    words = vocabulary()
    made = [standard(descriptor, names, words) for descriptor in found]
    return sorted(made, key=lambda item: (item.number, item.slug, item.edition))


def descriptors() -> list[dict[str, Any]]:
    """The files as they are, each with its ``path`` under ``schemas/``. Raises as ``standards`` does."""
    return [
        {**_read(edition), "path": f"standards/{slug.name}/{edition.name}"}
        for slug in (_ROOT / "standards").iterdir()
        if slug.is_dir()
        for edition in slug.iterdir()
        if edition.name.endswith(".yaml")
    ]


def standard(
    descriptor: dict[str, Any],
    names: dict[tuple[str, str], list[str]],
    words: dict[str, tuple[str, ...]],
) -> Standard:
    """A standard out of its descriptor; a column learns its names in other editions and in the vocabulary.

    Raises:
        StandardError: a key is missing or of another kind.
    """
    try:
        return _standard(descriptor, names, words)
    except (KeyError, TypeError, AttributeError) as fault:
        raise _damaged(descriptor.get("path", ""), repr(fault)) from fault


def _standard(
    descriptor: dict[str, Any],
    names: dict[tuple[str, str], list[str]],
    words: dict[str, tuple[str, ...]],
) -> Standard:
    slug = descriptor["slug"]
    return Standard(
        slug=slug,
        edition=descriptor["edition"],
        number=descriptor["number"],
        title_ja=descriptor["title"],
        title_en=descriptor["title_en"],
        verified=descriptor["verified"],
        source=descriptor["source"]["ja"],
        source_en=descriptor["source"]["en"],
        description_ja=descriptor["description"],
        description_en=descriptor["description_en"],
        unverified=tuple((note["ja"], note["en"]) for note in descriptor["unverified"]),
        columns=tuple(
            _column(field, [*names.get((slug, field["key"]), ()), *words.get(field["key"], ())])
            for field in descriptor["fields"]
        ),
        primary_key=tuple(descriptor["identifier"]),
        partial=descriptor.get("fieldsMatch") == "partial",
        provisional=tuple(descriptor.get("provisional", ())),
        foreign_keys=tuple(_foreign_key(each) for each in descriptor.get("relations", ())),
    )


def _foreign_key(found: dict[str, Any]) -> ForeignKey:
    reference = found["reference"]
    return ForeignKey(tuple(found["fields"]), reference["resource"], tuple(reference["fields"]))


def _read(path: Any) -> dict[str, Any]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - the loader is a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise _damaged(path.name, str(fault)) from fault
    if not isinstance(found, dict):
        raise _damaged(path.name, "a mapping is expected")
    return found


def _damaged(path: str, fault: str) -> StandardError:
    return StandardError(
        "damaged_definition",
        "標準の定義 schemas/{path} が読めません（{fault}）。",
        "The definition schemas/{path} cannot be read ({fault}).",
        "ファイルを配布されたものに戻してください。書き方は schemas/README.md にあります。",
        "Restore the file as distributed; schemas/README.md explains its form.",
        path=path,
        fault=fault,
    )


def _names_by_slug_and_key(descriptors: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    names: dict[tuple[str, str], list[str]] = {}
    for descriptor in descriptors:
        for field in descriptor.get("fields") or ():
            known = names.setdefault((descriptor.get("slug", ""), field.get("key", "")), [])
            known.extend(name for name in (field.get("name"), *field.get("aliases", ())) if name and name not in known)
    return names


def _column(field: dict[str, Any], learnt: list[str]) -> Column:
    constraints = field.get("constraints", {})
    aliases = dict.fromkeys([*field.get("aliases", ()), *learnt])
    aliases.pop(field["name"], None)
    return Column(
        name=field["name"],
        key=field["key"],
        type=field["type"],
        level=field["level"],
        name_en=field.get("name_en", ""),
        description_ja=field["description"],
        description_en=field["description_en"],
        example=field.get("example", ""),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern", ""),
        format=field.get("format", ""),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        nullable=field.get("nullable", False),
        aliases=tuple(aliases),
    )

"""A standard's descriptor as the YAML of ``schemas/standards``: the keys in one order, so that a diff shows changes."""

from __future__ import annotations

from typing import Any

import yaml

__all__ = ["FIELD_KEYS", "KEYS", "to_yaml"]

KEYS = (
    *("slug", "edition", "number", "title", "title_en", "description", "description_en", "verified", "fieldsMatch"),
    *("provisional", "source", "unverified", "identifier", "relations", "missingValues", "fields"),
)
FIELD_KEYS = (
    *("name", "key", "name_en", "type", "format", "level", "nullable", "description", "description_en", "example"),
    *("aliases", "constraints"),
)
_INLINE = ("aliases", "constraints", "identifier", "missingValues", "provisional")


class _Inline(dict[str, Any]):
    """A mapping written on one line."""


class _InlineList(list[Any]):
    """A list written on one line."""


class _Dumper(yaml.SafeDumper):
    """Safe YAML in which the short parts of a descriptor stand on one line."""


_Dumper.add_representer(
    _Inline, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)
_Dumper.add_representer(
    _InlineList, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def to_yaml(descriptor: dict[str, Any]) -> str:
    """The text of ``standards/<slug>/<edition>.yaml``. Keys that are not known to this module are left out."""
    head = (
        f"# {_line(descriptor['title'])} / {_line(descriptor['title_en'])}, edition {descriptor['edition']}. "
        "A Table Schema (frictionless) with the extra keys explained in schemas/README.md.\n"
    )
    made = _ordered(descriptor, KEYS)
    made["fields"] = [_ordered(field, FIELD_KEYS) for field in descriptor["fields"]]
    return head + yaml.dump(made, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _ordered(data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: _inline(key, data[key]) for key in keys if key in data}


def _inline(key: str, value: Any) -> Any:
    if key not in _INLINE:
        return value
    return _Inline(value) if isinstance(value, dict) else _InlineList(value)

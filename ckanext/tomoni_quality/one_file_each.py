"""Packages in which each file is one rule or one mend: a new one is a new file."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import Any

__all__ = ["modules"]


def modules(path: Iterable[str], package: str) -> tuple[Any, ...]:
    """The modules of ``package``, which lies at ``path``, by the names of their files; ``_base`` and its like not."""
    names = sorted(module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_"))
    return tuple(import_module(f"{package}.{name}") for name in names)

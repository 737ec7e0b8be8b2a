"""Reads ``catalogue.yaml`` and the files beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import yaml

FOLDER = files("ckanext.tomoni_portal.sample")


@dataclass(frozen=True)
class SampleFile:
    """A file of the sample portal: its name, bytes and SHA-256."""

    name: str

    @cached_property
    def data(self) -> bytes:
        return (FOLDER / "files" / self.name).read_bytes()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read() -> dict[str, list[dict[str, Any]]]:
    """Return the catalogue by section: ``organizations``, ``datasets``, ``events``."""
    return yaml.safe_load((FOLDER / "catalogue.yaml").read_text(encoding="utf-8"))

"""The portal's settings file: config/portal.ini with secrets of this machine, kept between starts."""

from __future__ import annotations

import configparser
import secrets
from collections.abc import Mapping
from pathlib import Path

from scripts.dev import place

TEMPLATE = place.ROOT / "config" / "portal.ini"
TARGET = place.STATE / "portal.ini"
SECRETS = place.STATE / "secrets.ini"


def _secret(name: str) -> str:
    parser = configparser.RawConfigParser()
    parser.read(SECRETS)
    if not parser.has_section("secrets"):
        parser.add_section("secrets")
    if not parser.has_option("secrets", name):
        parser.set("secrets", name, secrets.token_urlsafe(32))
        SECRETS.touch(mode=0o600)
        with SECRETS.open("w") as sink:
            parser.write(sink)
    return parser.get("secrets", name)


def write(target: Path = TARGET, options: Mapping[str, str] | None = None) -> Path:
    """Write the settings file and return its path; the secrets are made once and stay. ``options`` are added."""
    added = {"SECRET_KEY": _secret("session"), **(options or {})}
    lines = "\n".join(f"{key} = {value}" for key, value in added.items())
    target.touch(mode=0o600)
    target.write_text(TEMPLATE.read_text().replace("use = egg:ckan", f"use = egg:ckan\n{lines}", 1))
    return target


def demo_password() -> str:
    """Return the password of the demo account: made once on this machine, never written into the project."""
    return _secret("demo_password")[:16]

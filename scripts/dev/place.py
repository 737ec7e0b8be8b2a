"""Where everything lies and listens: one ignored folder, one block of ports.

``TOMONI_STATE`` moves the folder, ``TOMONI_PORT_OFFSET`` moves every port, so that two checkouts can run side by side.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import stat
from pathlib import Path

from scripts.dev.say import Trouble


def _offset() -> int:
    """Return by how much every port is shifted; anything that is not a number that fits ends the program."""
    text = os.environ.get("TOMONI_PORT_OFFSET") or "0"
    if not text.isdecimal() or int(text) > 50000:
        raise SystemExit(f"✗ TOMONI_PORT_OFFSET={text}: 0〜50000 の数を書いてください / a number from 0 to 50000")
    return int(text)


ROOT = Path(__file__).resolve().parents[2]
VENV = Path(os.environ.get("TOMONI_VENV", ROOT / ".venv"))
OFFSET = _offset()
PORTS = {
    "web": 5000 + OFFSET,
    "browser": 5050 + OFFSET,
    "postgres": 5472 + OFFSET,
    "redis": 6479 + OFFSET,
    "solr": 8993 + OFFSET,
}
NEEDED_BYTES = 2 * 1024**3


def _traversable_by_others(path: Path, *, only: Path | None = None) -> bool:
    folders = [only] if only else [path, *path.parents]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders if folder.exists())


def _state() -> Path:
    """PostgreSQL refuses to run as root; as root it runs as ``postgres``, who must be able to walk to its data."""
    if "TOMONI_STATE" in os.environ:
        return Path(os.environ["TOMONI_STATE"])
    if os.geteuid() == 0 and not _traversable_by_others(ROOT):
        return Path("/var/lib/tomoni") / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return ROOT / ".tomoni"


STATE = _state()
RUN = STATE / "run"
LOGS = STATE / "logs"


def prepare() -> None:
    """Create the state folder; raise :class:`Trouble` when the disk cannot hold it."""
    try:
        for folder in (STATE, RUN, LOGS):
            folder.mkdir(parents=True, exist_ok=True)
            if not _traversable_by_others(folder, only=folder):
                folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)  # `postgres` walks through it
    except OSError as error:
        raise unwritable(error) from error
    free = shutil.disk_usage(STATE).free
    if free < NEEDED_BYTES:
        raise Trouble(
            f"ディスクの空きが足りません（{free // 1024**2} MB） / only {free // 1024**2} MB free under {STATE}",
            "2 GB 以上の空きを作るか、TOMONI_STATE で別のディスクを指定してください / "
            "free 2 GB, or point TOMONI_STATE to another disk",
        )


def unwritable(error: OSError) -> Trouble:
    """Return the trouble for a folder that cannot be written, or a disk that is full."""
    where = error.filename or STATE
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(
            f"ディスクがいっぱいです / the disk is full: {where}",
            "空きを作るか、TOMONI_STATE で別のディスクを指定してください / free space, or point TOMONI_STATE elsewhere",
        )
    return Trouble(
        f"{where} に書き込めません / cannot write {where}: {error.strerror}",
        "書き込めるフォルダーを TOMONI_STATE で指定してください / set TOMONI_STATE to a writable folder",
    )


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def require_free(name: str) -> None:
    """Raise :class:`Trouble` when another program listens on the port of ``name``."""
    port = PORTS[name]
    if listening(port):
        raise Trouble(
            f"ポート {port}（{name}）は使用中です / port {port} ({name}) is taken",
            f"そのプログラムを止めるか（確認: ss -ltnp 'sport = :{port}'）、TOMONI_PORT_OFFSET=100 make portal "
            "のようにポートをずらしてください / stop it, or shift every port with TOMONI_PORT_OFFSET=100",
        )


def urls(database: str = "portal") -> dict[str, str]:
    """Return CKAN's environment variables for the kind ``portal``, ``test`` or ``browser``."""
    pg = f"127.0.0.1:{PORTS['postgres']}"
    number = {"portal": 1, "test": 2, "browser": 3}[database]
    sites = {"portal": f"http://localhost:{PORTS['web']}", "browser": f"http://localhost:{PORTS['browser']}"}
    return {
        "CKAN_SQLALCHEMY_URL": f"postgresql://ckan:ckan@{pg}/ckan_{database}",
        "CKAN_DATASTORE_WRITE_URL": f"postgresql://ckan:ckan@{pg}/datastore_{database}",
        "CKAN_DATASTORE_READ_URL": f"postgresql://datastore_ro:datastore@{pg}/datastore_{database}",
        "CKAN_SOLR_URL": f"http://127.0.0.1:{PORTS['solr']}/solr/ckan_{database}",
        "CKAN_REDIS_URL": f"redis://127.0.0.1:{PORTS['redis']}/{number}",
        "CKAN_SITE_URL": sites.get(database, "http://test.ckan.net"),
        "CKAN_STORAGE_PATH": str(STATE / "storage" / database),
    }

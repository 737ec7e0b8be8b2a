"""A private Solr 9: jars from Maven Central, the configset of config/solr, one core a database."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from scripts.dev import place
from scripts.dev.run import quietly
from scripts.dev.say import Trouble, step

SOURCE = place.ROOT / "config" / "solr"
HOME = place.STATE / "solr"
CONF = HOME / "home" / "configsets" / "tomoni" / "conf"
CORES = ("ckan_portal", "ckan_test", "ckan_browser")
START_SECONDS = 180
#: Solr's heap; a portal of a hundred thousand datasets wants more.
MEMORY = os.environ.get("TOMONI_SOLR_MEMORY") or "512m"


def ensure_jars() -> None:
    """Bring the jars named in config/solr/pom.xml, once for each version of that file."""
    lib, mark = HOME / "lib", HOME / "lib" / "pom.xml"
    pom = SOURCE / "pom.xml"
    if mark.exists() and mark.read_bytes() == pom.read_bytes():
        return
    with step("Solr を取り寄せています / Solr's jars by Maven"):
        shutil.rmtree(lib, ignore_errors=True)
        quietly(
            ["mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={lib}"],
            log="maven",
            way_out="Maven Central に届くか確かめてください / check that Maven Central can be reached",
        )
        shutil.copy(pom, mark)


def ensure_configset() -> bool:
    """Write the configset from CKAN's own schema; return whether it differs from what was there."""
    before = {path.name: path.read_bytes() for path in CONF.glob("**/*") if path.is_file()}
    quietly([place.VENV / "bin" / "python", SOURCE / "build_configset.py", CONF], log="configset")
    shutil.copy(SOURCE / "solr.xml", HOME / "home" / "solr.xml")
    for core in CORES:
        folder = HOME / "home" / core
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "core.properties").write_text(f"name={core}\nconfigSet=tomoni\n")
    return before != {path.name: path.read_bytes() for path in CONF.glob("**/*") if path.is_file()}


def start() -> None:
    """Start Solr in the background.

    :raises Trouble: when it does not answer within three minutes
    """
    place.require_free("solr")
    log = (place.LOGS / "solr.log").open("wb")
    process = subprocess.Popen(
        [
            "java", f"-Xmx{MEMORY}", f"-Dsolr.solr.home={HOME / 'home'}", f"-Dsolr.install.dir={HOME}",
            f"-Djetty.port={place.PORTS['solr']}", "-Dlog4j2.level=WARN", "-Dsolr.log.muteconsole=true",
            "-cp", f"{HOME / 'lib'}/*", "org.eclipse.jetty.xml.XmlConfiguration", str(SOURCE / "jetty.xml"),
        ],
        cwd=HOME, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    pid_file().write_text(str(process.pid))
    deadline = time.monotonic() + START_SECONDS
    while not all(answers(core) for core in CORES):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join((place.LOGS / "solr.log").read_text(errors="replace").splitlines()[-20:])
            raise Trouble(
                f"Solr が起動しません / Solr does not start:\n{tail}", f"記録 / log: {place.LOGS / 'solr.log'}"
            )
        time.sleep(0.3)


def answers(core: str) -> bool:
    """Tell whether a core answers a query."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{place.PORTS['solr']}/solr/{core}/select?q=*:*&rows=0", timeout=2
        ) as reply:
            return reply.status == 200
    except OSError:
        return False


def reload() -> None:
    for core in CORES:
        address = f"http://127.0.0.1:{place.PORTS['solr']}/solr/admin/cores?action=RELOAD&core={core}"
        urllib.request.urlopen(address, timeout=60).close()


def pid_file() -> Path:
    return place.RUN / "solr.pid"

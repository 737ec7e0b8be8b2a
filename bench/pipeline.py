"""``make bench NAME=pipeline``: where the time of a check goes, on the real municipal files, part by part.

Each CSV and XLSX of the folder of real data is fetched over HTTP from this machine, read, put to the rules and to the
schema of its standard, reported, and loaded into the DataStore where it follows a standard, as the job does. What is
made is deleted. Without the folder there is nothing to measure, and that is said.
"""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.shared import shared_data

PARTS: tuple[str, ...] = ("fetch", "read", "rules", "schema", "report", "load")


class Clock:
    """Seconds by part."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PARTS, 0.0)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Time what is done within."""
        started = time.perf_counter()
        yield
        self.spent[part] += time.perf_counter() - started


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def measure(address: str, resource: dict[str, Any], package: dict[str, Any], clock: Clock) -> int:
    """The whole way of one file; how many rows it has."""
    from ckanext.tomoni_core import http as door
    from ckanext.tomoni_core.reading import read
    from ckanext.tomoni_quality import check, columns, conformity, loading, readability, reader_notes, rules
    from ckanext.tomoni_quality.rules._base import Context

    name = address.rpartition("/")[2]
    with clock.of("fetch"):
        data = door.fetch(address, door.Policy(allow_private=True)).body
    with clock.of("read"):
        reading = read(data, name=name, limits=check.LIMITS)
    for table in reading.tables:
        with clock.of("rules"):
            recognition = check.recognise(table)
            context = Context(reading, recognition, columns.kinds(table.header, recognition))
            found = rules.run(table, context)
            readability.judge(table, context, found.findings)
        with clock.of("schema"):
            spoken = found.cells | reader_notes.cells(table.notes)
            if recognition:
                conformity.check(table, recognition, context.grid(table), spoken)
        if recognition:
            with clock.of("load"):
                loading.load(resource, package, table, recognition)
    report = check.check(data, name)
    with clock.of("report"):
        json.dumps(report.as_dict(), ensure_ascii=False)
    return report.rows


def call(action: str, **data: Any) -> Any:
    """An action as the site's own user."""
    from ckan.plugins import toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"ignore_auth": True, "user": user}, data)  # pyright: ignore[reportArgumentType]


def run(folder: Path) -> int:
    """Measure every file and print the table."""
    from ckan import model

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    package = call("package_create", name=f"bench-{uuid.uuid4().hex[:8]}", title="bench")
    total = Clock()
    paths = sorted(each for each in folder.iterdir() if each.suffix in (".csv", ".xlsx"))
    # The lists of codes and standards are read once in the life of a worker.
    measure(f"http://127.0.0.1:{server.server_address[1]}/{paths[0].name}", {}, {}, Clock())
    print(f"{'file':<52}{'rows':>7}" + "".join(f"{part:>9}" for part in PARTS) + "   (milliseconds)")
    for path in paths:
        fields = {"package_id": package["id"], "url": f"https://example.com/{path.name}", "format": path.suffix[1:]}
        resource = call("resource_create", **fields)
        clock = Clock()
        rows = measure(f"http://127.0.0.1:{server.server_address[1]}/{path.name}", resource, package, clock)
        print(f"{path.name:<52}{rows:>7,}" + "".join(f"{clock.spent[part] * 1000:>9.1f}" for part in PARTS))
        for part, seconds in clock.spent.items():
            total.spent[part] += seconds
    whole = sum(total.spent.values())
    print(f"{'together':<59}" + "".join(f"{total.spent[part] * 1000:>9.1f}" for part in PARTS))
    print(f"{'share':<59}" + "".join(f"{total.spent[part] / whole:>9.0%}" for part in PARTS))
    call("dataset_purge", id=package["id"])
    model.Session.commit()
    server.shutdown()
    return 0


def main() -> int:
    """Load CKAN and measure."""
    data = shared_data()
    if data is None or not (data / "municipal").is_dir():
        print("the folder of real data (shared/data/municipal) is not beside this checkout: nothing to measure")
        return 0
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    app: Any = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    with app._wsgi_app.test_request_context():
        return run(data / "municipal")


if __name__ == "__main__":
    sys.exit(main())

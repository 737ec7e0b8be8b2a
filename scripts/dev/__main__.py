"""``python3 -m scripts.dev VERB [ARGUMENTS]``."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable

from scripts.dev import checks, place, portal, say, services

VERBS: dict[str, Callable[[list[str]], int | None]] = {
    "setup": lambda _: portal.setup("dev"),
    "portal": lambda _: portal.run(),
    "test": checks.test,
    "test-unit": checks.test_unit,
    "test-browser": checks.test_browser,
    "fuzz": checks.fuzz,
    "bench": checks.bench,
    "lint": lambda _: checks.lint(),
    "wheel": lambda _: checks.wheel(),
    "docs": lambda _: checks.docs(),
    "watch": lambda _: services.watch(),
    "ckan": portal.command,
    "up": lambda _: services.up(),
    "down": lambda _: services.down(),
    "clean": lambda _: portal.clean(),
}


def main(arguments: list[str]) -> int:
    verb, *rest = arguments or [""]
    if verb not in VERBS:
        print(f"usage: python3 -m scripts.dev {{{'|'.join(VERBS)}}}")
        return 2
    # A script that starts us in the background leaves Ctrl-C ignored; honcho would hear it and we would not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        return VERBS[verb](rest) or 0
    except say.Trouble as problem:
        say.trouble(problem)
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        say.trouble(place.unwritable(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

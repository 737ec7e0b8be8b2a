"""Answers kept as files, so that a large one is written once for everybody who asks. No CKAN, no database.

A file's name says everything that its content depends on, so that a file is never wrong, only unasked for. It appears
whole or not at all (a rename), the folder stays below a size (what was not asked for longest goes first), and of many
processes that want the same file one writes while the others wait.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = ["Busy", "Draft", "Shelf"]

LOOK_AGAIN = 0.1
#: A draft this old belongs to a process that died; a turn, to a file that nobody writes now.
STALE = 6 * 3600


class Busy(Exception):
    """Somebody else is writing this file, and did not finish in time."""


@dataclass
class Draft:
    """A file that is being written; ``most`` is the size beyond which it is not worth keeping."""

    file: BinaryIO
    path: Path
    most: int
    given_up: bool = False

    def write(self, part: bytes) -> None:
        """Add a part. A full disk, or a file that grows too large, ends the draft and nothing else."""
        try:
            self.given_up = self.given_up or self.file.tell() + len(part) > self.most
            if not self.given_up:
                self.file.write(part)
        except OSError:
            self.given_up = True


@dataclass(frozen=True)
class Shelf:
    """A folder of at most ``most`` bytes. It is there, and may be written to: ``make`` sees to it."""

    folder: Path
    most: int

    @classmethod
    def make(cls, folder: Path, most: int) -> Shelf | None:
        """The folder, made if need be and readable by its owner alone; None where that cannot be."""
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(folder, most) if os.access(folder, os.R_OK | os.W_OK | os.X_OK) else None
        return None

    def find(self, name: str) -> BinaryIO | None:
        """The file of this name, open at its beginning, or None."""
        path = self.folder / name
        with suppress(OSError):
            file = path.open("rb")
            os.utime(path)
            return file
        return None

    @contextmanager
    def turn(self, name: str, patience: float) -> Iterator[None]:
        """Be the only one, of all processes of this machine, who writes ``name``.

        :raises Busy: another writes it, and still does after ``patience`` seconds
        """
        until = time.monotonic() + patience
        with (self.folder / f"turn-{name}").open("wb") as lock:
            while not _locked(lock):
                if time.monotonic() >= until:
                    raise Busy
                time.sleep(LOOK_AGAIN)
            yield

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new file; gone at the end, unless it was put."""
        handle, path = tempfile.mkstemp(prefix="draft-", dir=self.folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield Draft(file, Path(path), self.most // 2)
        finally:
            Path(path).unlink(missing_ok=True)

    def put(self, draft: Draft, name: str) -> None:
        """Let everybody find a finished draft; one that was given up is left out, and so is what cannot be written."""
        with suppress(OSError):
            draft.file.flush()
            if not draft.given_up and os.fstat(draft.file.fileno()).st_size <= draft.most:
                draft.path.rename(self.folder / name)
                self._shrink()

    def _shrink(self) -> None:
        total, oldest = 0, time.time() - STALE
        for path, about in sorted(_files(self.folder), key=lambda item: item[1].st_mtime, reverse=True):
            if path.name.startswith(("draft-", "turn-")):
                gone = about.st_mtime < oldest
            else:
                total += about.st_size
                gone = total > self.most
            if gone:
                path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterable[tuple[Path, os.stat_result]]:
    for path in folder.iterdir():
        with suppress(OSError):
            yield path, path.stat()


def _locked(lock: BinaryIO) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False

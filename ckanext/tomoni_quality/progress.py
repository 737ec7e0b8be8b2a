"""How far a check is: stages, and steps within them, told to whoever wants to show it. Pure: knows no CKAN."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["CHECKING", "MENDING", "READING", "Steps", "Tell", "silent"]

READING, MENDING, CHECKING = "reading", "mending", "checking"

#: Told a stage, how many of its steps are done, and how many there are (0: not known). It may raise to end the check.
Tell = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody wants to know."""


class Steps:
    """Counts the steps of one stage and tells each."""

    def __init__(self, tell: Tell, stage: str, total: int) -> None:
        """Tell that the stage begins."""
        self._tell, self._stage, self._total, self._done = tell, stage, total, 0
        tell(stage, 0, total)

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._tell(self._stage, self._done, self._total)

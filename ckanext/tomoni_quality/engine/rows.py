"""The faults of one row, in the order in which Frictionless comes upon them.

Frictionless reads the fields of unique keys and of the primary key before the others, and where a key is met again it
first reads the rest of the row: the order of its errors follows, and so it does here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckanext.tomoni_quality.engine.faults import Fault
from ckanext.tomoni_quality.engine.reading import Asked


class Judge:
    """Tells the faults of rows one after another; remembers keys between them."""

    def __init__(self, unique: list[int], primary: list[int]) -> None:
        """``unique`` and ``primary``: places of the key columns. ``columns`` are those of the part that is judged."""
        self.columns: list[Asked] = []
        self.primary = primary
        self.unique: dict[int, dict[Any, int]] = {place: {} for place in unique}
        self.keys: dict[tuple[Any, ...], int] = {}
        self.first = [*unique, *(place for place in primary if place not in unique)]

    def faults(self, number: int, cells: list[str], bad: Sequence[int], *, blank: bool, keyed: bool) -> list[Fault]:
        """What is wrong with the row ``number``.

        :param bad: the places of its faulty cells, in order
        :param blank: no cell of it says anything
        :param keyed: a key of it may be another row's; all such rows have to be told of
        """
        first, of_keys = self._keys(number, cells) if keyed else (self.first, [])
        if blank:
            return [Fault("blank-row", number, cells), *of_keys]
        if first and len(bad) > 1:
            bad = [*(place for place in first if place in bad), *(place for place in bad if place not in first)]
        found: list[Fault] = []
        for place in bad:
            self._cell(number, cells, place, found)
        if len(cells) != len(self.columns):
            self._length(number, cells, found)
        return found + of_keys

    def _keys(self, number: int, cells: list[str]) -> tuple[list[int], list[Fault]]:
        """Which fields are read before the others, and the faults of keys."""
        found: list[Fault] = []
        first: list[int] = []
        for place, known in self.unique.items():
            if not found:
                first.append(place)
            value = self._value(place, cells)
            if value is not None:
                before, known[value] = known.get(value), number
                if before:
                    found.append(self._again(place, number, cells, value, before))
        if self.primary:
            if not found:
                first += [place for place in self.primary if place not in first]
            note = self._primary_note(number, cells)
            if note:
                found.append(Fault("primary-key", number, cells, note))
        return first, found

    def _primary_note(self, number: int, cells: list[str]) -> str:
        key = tuple(self._value(place, cells) for place in self.primary)
        if set(key) == {None}:
            return 'cells composing the primary keys are all "None"'
        before, self.keys[key] = self.keys.get(key), number
        return f"the same as in the row at position {before}" if before else ""

    def _value(self, place: int, cells: list[str]) -> Any:
        value = self.columns[place].answer(cells[place] if place < len(cells) else None)[0]
        # One NaN is not another, but an answer that is kept would be the same object.
        return value if value == value else object()

    def _again(self, place: int, number: int, cells: list[str], value: Any, before: int) -> Fault:
        note = f"the same as in the row at position {before}"
        name = self.columns[place].field.name
        return Fault("unique-error", number, cells, note, place + 1, name, str(value))

    def _cell(self, number: int, cells: list[str], place: int, found: list[Fault]) -> None:
        cell = cells[place] if place < len(cells) else None
        column = self.columns[place]
        for name, note in column.faults[cell].items():
            kind = "type-error" if name == "type" else "constraint-error"
            found.append(Fault(kind, number, cells, note, place + 1, column.field.name, str(cell)))

    def _length(self, number: int, cells: list[str], found: list[Fault]) -> None:
        width = len(self.columns)
        found.extend(
            Fault("extra-cell", number, cells, "", place + 1, "", cells[place]) for place in range(width, len(cells))
        )
        found.extend(
            Fault("missing-cell", number, cells, "", place + 1, self.columns[place].field.name)
            for place in range(len(cells), width)
        )

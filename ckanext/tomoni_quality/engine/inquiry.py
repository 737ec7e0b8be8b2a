"""The rows of a table judged part after part, with keys that may be met again in another part.

Of each key only a number of 64 bits is kept. Rows of which it is met again (there are few, or the file has great
faults) are judged anew with their values, in order, at the end; until then they are judged as any other. A value that
stands in many rows for none, such as 不明, is noticed on the way and its rows are kept; else the file is read again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl
from frictionless import Field, Schema

from ckanext.tomoni_quality.engine.columns import Columns
from ckanext.tomoni_quality.engine.faults import CLASSES, Fault
from ckanext.tomoni_quality.engine.parts import Read
from ckanext.tomoni_quality.engine.reading import Asked, Asker
from ckanext.tomoni_quality.engine.rows import Judge

_MOST_KEPT = 200_000


@dataclass
class Inquiry:
    """What is asked of every row.

    :ivar expected: the field of each column
    :ivar unique: places of the columns of which no value may be met again
    :ivar primary: places of the primary key's columns
    :ivar wanted: types of faults
    """

    expected: list[Field]
    schema: Schema
    unique: list[int]
    primary: list[int]
    wanted: frozenset[str]
    askers: list[Asker] = field(init=False)

    def __post_init__(self) -> None:
        """Each column's field is asked of one text once, whatever the part."""
        self.askers = [Asker(str(place), one, self.schema) for place, one in enumerate(self.expected)]

    def of(self, parts: Iterable[Columns], read: Read, enough: int) -> tuple[int, list[Fault]]:
        """How many rows there are, and their faults in order; no part is read after there are ``enough`` (0: never).

        :param read: reads the same parts again
        """
        keys = _Keys(self.unique, self.primary)
        judge = Judge(self.unique, self.primary)
        kept = _Kept()
        found: list[Fault] = []
        rows = 0
        for part in parts:
            asked = self._asked(part)
            met = keys.add(part, asked)
            if met:
                kept.add(part.few(met))
            found += self._judged(judge, part, asked)
            rows += part.height
            if enough and len(found) >= enough:
                break
        again = keys.again()
        if again:
            found = self._with(found, again, iter(kept.parts) if kept.count == len(again) <= _MOST_KEPT else read())
        return rows, found

    def given_up(self) -> list[str]:
        """The fields whose pattern took too long."""
        return [asker.field.name for asker in self.askers if asker.pattern and asker.pattern.given_up]

    def _asked(self, part: Columns) -> list[Asked]:
        frame = part.frame.with_columns(number for asker in self.askers for number in asker.numbers)
        tested = frame.select(test for asker in self.askers for test in asker.tests)
        return [asker.ask(part.frame[asker.name], tested) for asker in self.askers]

    def _judged(self, judge: Judge, part: Columns, asked: list[Asked], *, keyed: bool = False) -> list[Fault]:
        """The faults of the rows that have some, of all when they are ``keyed``."""
        bad: dict[int, list[int]] = {}
        for place, column in enumerate(asked):
            for row in column.bad:
                bad.setdefault(row, []).append(place)
        blank = set(_blank(asked))
        rows = range(part.height) if keyed else {*bad, *blank, *part.ragged}
        rows = sorted(rows, key=None if part.numbers is None else part.number)
        judge.columns = asked
        found: list[Fault] = []
        for row, cells in zip(rows, part.cells(rows), strict=True):
            found += judge.faults(part.number(row), cells, bad.get(row, ()), blank=row in blank, keyed=keyed)
        return found if self.wanted >= CLASSES.keys() else [fault for fault in found if fault.type in self.wanted]

    def _with(self, found: list[Fault], again: list[int], parts: Iterable[Columns]) -> list[Fault]:
        """``found`` with the rows ``again`` judged anew."""
        judge = Judge(self.unique, self.primary)
        rest = set(again)
        found = [fault for fault in found if fault.row_number not in rest]
        for part in parts:
            places = _places(part, again, rest)
            if places:
                few = part.few(places)
                found += self._judged(judge, few, self._asked(few), keyed=True)
                rest.difference_update(few.numbers or ())
            if not rest:
                break
        return sorted(found, key=lambda fault: fault.row_number)


class _Kept:
    """Rows that need not be read again, while they are not too many."""

    def __init__(self) -> None:
        self.parts: list[Columns] = []
        self.count = 0

    def add(self, few: Columns) -> None:
        """Keep some more."""
        self.count += few.height
        if self.count > _MOST_KEPT:
            self.parts.clear()
        else:
            self.parts.append(few)


def _blank(asked: list[Asked]) -> list[int]:
    blank = asked[0].missing
    for column in asked[1:]:
        blank = blank & column.missing
    return blank.arg_true().to_list()


def _places(part: Columns, numbers: list[int], among: set[int]) -> Sequence[int]:
    if part.numbers is not None:
        return [place for place, number in enumerate(part.numbers) if number in among]
    start, end = bisect_left(numbers, part.first), bisect_left(numbers, part.first + part.height)
    return [number - part.first for number in numbers[start:end]]


class _Keys:
    """Of every row, a number for each of its keys."""

    def __init__(self, unique: list[int], primary: list[int]) -> None:
        self.unique = unique
        self.primary = primary
        self.frames: list[pl.DataFrame] = []
        self.met: dict[str, pl.Series] = {}

    def add(self, part: Columns, asked: list[Asked]) -> list[int]:
        """Keep those of ``part``; the places of the rows of which one is known to be another's, or nothing."""
        if not self.unique and not self.primary:
            return []
        keys = {str(place): asked[place].keys() for place in (*self.unique, *self.primary)}
        kept = [
            keys[str(place)].hash().set(keys[str(place)].is_null(), None).alias(str(place)) for place in self.unique
        ]
        if self.primary:
            whole = pl.DataFrame([keys[str(place)].alias(str(place)) for place in self.primary])
            nothing = whole.select(pl.all_horizontal(pl.all().is_null())).to_series()
            kept += [whole.hash_rows().alias("primary"), nothing.alias("nothing")]
        numbers = range(part.first, part.first + part.height) if part.numbers is None else part.numbers
        self.frames.append(pl.DataFrame([pl.Series("number", numbers, pl.Int64), *kept]))
        met = [series.is_in(self._met(series).implode()) for series in kept if series.name != "nothing"]
        return pl.select(pl.any_horizontal(*met, *kept[len(met) :]).arg_true()).to_series().to_list()

    def _met(self, keys: pl.Series) -> pl.Series:
        """What was met twice in some part."""
        known = self.met.get(keys.name)
        again = _met_again(keys)
        if known is not None:
            again = again.append(known).unique() if len(again) else known
        self.met[keys.name] = again
        return again

    def again(self) -> list[int]:
        """The numbers of the rows of which a key may be another's, or nothing, in order."""
        if not self.frames:
            return []
        whole = pl.concat(self.frames)
        names = [*map(str, self.unique), *(["primary"] if self.primary else [])]
        asked = [pl.col(name).is_in(_met_again(whole[name]).implode()) for name in names]
        if self.primary:
            asked.append(pl.col("nothing"))
        return sorted(whole.filter(pl.any_horizontal(asked))["number"].to_list())


def _met_again(keys: pl.Series) -> pl.Series:
    """The values that are there more than once."""
    in_order = keys.drop_nulls().sort()
    return in_order.filter(in_order == in_order.shift()).unique()

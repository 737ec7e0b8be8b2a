"""CSV by Arrow, part after part: quick, and never more of a file in memory than a few parts of it.

Arrow does not read every CSV as :mod:`csv` does. Where it might not, ``Irregular`` is raised and the reader of records
has to begin anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO, cast

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

__all__ = ["BOM", "Irregular", "parts"]

BOM = b"\xef\xbb\xbf"
#: Arrow reads up to 32 blocks ahead of what it is asked for.
_BLOCK_BYTES = 1 << 19
#: So many blocks are worth the trouble of looking at columns.
_BLOCKS = 8


class Irregular(Exception):
    """Not sure to be read here as :mod:`csv` reads it."""


def parts(
    source: BinaryIO | pa.Buffer,
    delimiter: str,
    width: int,
    *,
    quoted: bool,
    odd_row: Callable[[int, str], bool] | None = None,
) -> Iterator[pl.DataFrame]:
    """The records of ``source``, UTF-8 without a header, as columns of text ``"0"``, ``"1"`` … without nulls.

    :param quoted: whether there are quotes in it, which may hold line ends; none may be left open, and no NUL be in it
    :param odd_row: told of each record of another width, its number from 1 and its text; whether to go on without it
    :raises Irregular: it is better read otherwise, also in the middle; without ``odd_row`` any other width is a reason
    """
    names = [str(number) for number in range(width)]

    def skip(row: Any) -> str:
        return "skip" if odd_row is not None and odd_row(row.number, row.text) else "error"

    stream = pa.BufferReader(source) if isinstance(source, pa.Buffer) else source
    try:
        with pc.open_csv(
            stream,
            # The numbers of odd rows are only known to one thread.
            pc.ReadOptions(use_threads=odd_row is None, column_names=names, block_size=_BLOCK_BYTES),
            pc.ParseOptions(
                delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        ) as reader:
            while batches := list(islice(reader, _BLOCKS)):
                yield cast(pl.DataFrame, pl.from_arrow(pa.Table.from_batches(batches))).rechunk()
    except pa.ArrowInvalid as problem:
        raise Irregular(str(problem)) from problem

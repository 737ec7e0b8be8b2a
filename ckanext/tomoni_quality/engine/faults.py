"""A fault of a row or a cell, and how Frictionless would write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frictionless import Error, errors

#: The classes of Frictionless for what is found row by row.
CLASSES: dict[str, type[Error]] = {
    kind.type: kind
    for kind in (
        errors.BlankRowError, errors.PrimaryKeyError, errors.ExtraCellError, errors.MissingCellError,
        errors.TypeError, errors.ConstraintError, errors.UniqueError,
    )
}  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One error of Frictionless: light, since a file may have a million.

    :ivar type: Frictionless's own type (``type-error``)
    :ivar field_number: from 1; None for a fault of the whole row
    """

    type: str
    row_number: int
    cells: list[str]
    note: str = ""
    field_number: int | None = None
    field_name: str = ""
    cell: str = ""

    def descriptor(self) -> dict[str, Any]:
        """What ``error.to_descriptor()`` of Frictionless gives."""
        kind = CLASSES[self.type]
        found: dict[str, Any] = {
            "type": self.type,
            "title": kind.title,
            "description": kind.description,
            "message": kind.template.format(
                rowNumber=self.row_number, fieldNumber=self.field_number, fieldName=self.field_name, cell=self.cell,
                note=self.note,
            ),
            "tags": kind.tags,
            "note": self.note,
            "cells": self.cells,
            "rowNumber": self.row_number,
        }  # fmt: skip
        if self.field_number is not None:
            found["cell"], found["fieldName"], found["fieldNumber"] = self.cell, self.field_name, self.field_number
        return found

    def error(self) -> Error:
        """The error of Frictionless itself."""
        own: dict[str, Any] = {"note": self.note, "cells": self.cells, "row_number": self.row_number}
        if self.field_number is not None:
            own |= {"cell": self.cell, "field_name": self.field_name, "field_number": self.field_number}
        return CLASSES[self.type](**own)

"""One thing a rule of a dataset's record has to say."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.tomoni_quality.finding import Text

NOTHING = Text("", "")


@dataclass(frozen=True)
class Remark:
    """Of a file, or of the dataset where ``resource_id`` is None: what is written, and what should be."""

    resource_id: str | None = None
    value: str = ""
    suggestion: str = ""
    text: Text = NOTHING

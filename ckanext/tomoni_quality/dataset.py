"""What a check knows of the dataset around a file. Pure: whoever knows the dataset fills it in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ckanext.tomoni_core.text import nfkc

#: Names of files that explain others.
_EXPLAINS = re.compile(
    r"コード表|コード一覧|凡例|定義|項目説明|項目一覧|データ項目|仕様|説明書|レイアウト|様式の説明"
    r"|code ?list|codebook|dictionary|readme|schema",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR](?=\.?[0-9元]))\.?(?:元|[0-9]{1,2})|[0-9]+")


@dataclass(frozen=True)
class Neighbour:
    """Another resource of the dataset; ``header`` where it was read before."""

    name: str
    description: str = ""
    header: tuple[str, ...] = ()

    @property
    def explains(self) -> bool:
        """Whether it says of itself that it is a table of codes, a definition of columns or the like."""
        return bool(_EXPLAINS.search(nfkc(f"{self.name} {self.description}")))


@dataclass(frozen=True)
class Dataset:
    """The dataset of the file that is checked: its description, how often it is updated, the other resources."""

    resource_name: str = ""
    description: str = ""
    update_frequency: str = ""
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def explained(self) -> bool:
        """Whether a neighbour explains columns or codes."""
        return any(neighbour.explains for neighbour in self.neighbours)

    @property
    def series(self) -> tuple[Neighbour, ...]:
        """The neighbours that are the same table of another year or month: their names differ in numbers only."""
        own = _without_numbers(self.resource_name)
        if own is None:
            return ()
        return tuple(n for n in self.neighbours if n.header and _without_numbers(n.name) == own)


def _without_numbers(name: str) -> str | None:
    plain = nfkc(name).strip()
    return _YEAR.sub("#", plain) if _YEAR.search(plain) else None

"""Which standard, and which edition, a header row follows.

Two questions are asked apart, for the standards share half of their columns. *Does the table follow a standard at
all?* needs most of its header to be explained by one. *Which one?* needs columns that few standards have, or so much
of the standard that nothing else fits. A list with 名称, 住所, 緯度, 経度 and 電話番号 answers neither, and stays
unrecognised.

Each header cell meets at most one column: first by the edition's own name (weight 1), then by a known other name
(weight 0.7, which is also what tells editions apart). From the sum of weights come four shares between 0 and 1:

- *explained*: of the header cells, how much belongs to the standard;
- *coverage*: of the standard's columns, how much is there;
- *distinctive*: the same among the columns that at most two standards have;
- *required*: the same among the columns marked ◎.

The thresholds were set on the real files of ``tests/realdata/schema`` and on cut-down and disguised headers in
``tests/unit/schema``: lower values of ``MIN_EXPLAINED`` took a park register for 公共施設一覧, and lower values of
``MIN_COVERAGE`` took a list of sandbag depots for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.tomoni_core.standards.model import Column, Recognition, Standard
from ckanext.tomoni_core.text import fold, is_row_number_header

__all__ = ["Profile", "best", "match", "profile", "usable"]

ALIAS_WEIGHT = 0.7
MIN_EXPLAINED = 0.7
MIN_REQUIRED = 0.6
MIN_DISTINCTIVE_COLUMNS = 2
MIN_DISTINCTIVE_SHARE = 0.3
AMPLE_DISTINCTIVE_SHARE = 0.45
MIN_COVERAGE = 0.55
MIN_MATCHED = 4
MIN_LEAD = 0.04
DISTINCTIVE_IN_AT_MOST = 2
_SHARES = {"explained": 0.35, "coverage": 0.2, "distinctive": 0.25, "required": 0.2}


@dataclass(frozen=True)
class Profile:
    """A standard prepared for matching: folded names, and which of its columns few other standards have."""

    standard: Standard
    own: dict[str, Column]
    other: dict[str, Column]
    distinctive: frozenset[str]


@dataclass(frozen=True)
class _Fit:
    profile: Profile
    columns: dict[int, Column]
    weights: dict[int, float]
    cells: int

    def share(self, wanted: Sequence[Column]) -> float:
        if not wanted:
            return 1.0
        names = {column.name for column in wanted}
        return sum(self.weights[i] for i, column in self.columns.items() if column.name in names) / len(names)

    @property
    def shares(self) -> dict[str, float]:
        columns = self.profile.standard.columns
        return {
            "explained": sum(self.weights.values()) / self.cells,
            "coverage": self.share(columns),
            "distinctive": self.share(self._distinctive()),
            "required": self.share([column for column in columns if column.required]),
        }

    @property
    def confidence(self) -> float:
        return sum(weight * self.shares[name] for name, weight in _SHARES.items())

    def _distinctive(self) -> list[Column]:
        return [column for column in self.profile.standard.columns if column.name in self.profile.distinctive]

    def holds(self) -> bool:
        """Whether the header follows this standard beyond doubt."""
        shares = self.shares
        present = sum(column.name in self.profile.distinctive for column in self.columns.values())
        says_which = present >= MIN_DISTINCTIVE_COLUMNS and shares["distinctive"] >= MIN_DISTINCTIVE_SHARE
        return (
            len(self.columns) >= MIN_MATCHED
            and shares["explained"] >= MIN_EXPLAINED
            and (shares["required"] >= MIN_REQUIRED or shares["distinctive"] >= AMPLE_DISTINCTIVE_SHARE)
            and (says_which or shares["coverage"] >= MIN_COVERAGE)
        )


def profile(standard: Standard, standards: Sequence[Standard]) -> Profile:
    """Prepare ``standard`` for matching among ``standards``."""
    own = {fold(column.name): column for column in standard.columns}
    other: dict[str, Column] = {}
    for column in standard.columns:
        for alias in column.aliases:
            other.setdefault(fold(alias), column)
    homes: dict[str, set[str]] = {}
    for each in standards:
        for column in each.columns:
            homes.setdefault(fold(column.name), set()).add(each.slug)
            homes.setdefault(column.key, set()).add(each.slug)
    distinctive = {
        column.name
        for name, column in own.items()
        if min(len(homes[name]), len(homes[column.key])) <= DISTINCTIVE_IN_AT_MOST
    }
    return Profile(standard, own, other, frozenset(distinctive))


def usable(header: Sequence[str]) -> dict[int, str]:
    """Position and folded text of the header cells that say something: no blanks, remarks, ``_id``, ``#property``."""
    cells: dict[int, str] = {}
    for position, text in enumerate(header):
        folded = "" if text.lstrip().startswith("#") or is_row_number_header(text) else fold(text)
        if folded:
            cells[position] = folded
    return cells


def match(cells: dict[int, str], to: Profile) -> _Fit:
    """Give each header cell its column, the edition's own names first; a column is given once."""
    columns: dict[int, Column] = {}
    weights: dict[int, float] = {}
    taken: set[str] = set()
    for names, weight in ((to.own, 1.0), (to.other, ALIAS_WEIGHT)):
        for position, folded in cells.items():
            column = names.get(folded)
            if column is None or position in columns or column.name in taken:
                continue
            taken.add(column.name)
            columns[position], weights[position] = column, weight
    return _Fit(to, dict(sorted(columns.items())), weights, len(cells))


def best(header: Sequence[str], profiles: Sequence[Profile]) -> Recognition | None:
    """The standard that ``header`` follows, or nothing when none does or two fit alike.

    Editions of one standard never stand in each other's way: that whose own spellings the header uses wins, the newer
    one on a tie.
    """
    cells = usable(header)
    fits = [match(cells, each) for each in profiles] if cells else []
    holding = [fit for fit in fits if fit.holds()]
    if not holding:
        return None
    first = max(holding, key=lambda fit: fit.confidence)
    slug = first.profile.standard.slug
    rivals = [fit.confidence for fit in holding if fit.profile.standard.slug != slug]
    if rivals and first.confidence - max(rivals) < MIN_LEAD:
        return None
    editions = [fit for fit in fits if fit.profile.standard.slug == slug]
    return _recognition(header, cells, max(editions, key=_speaks_edition))


def _speaks_edition(fit: _Fit) -> tuple[float, float, str]:
    return fit.shares["explained"], fit.confidence, fit.profile.standard.edition


def _recognition(header: Sequence[str], cells: dict[int, str], fit: _Fit) -> Recognition:
    present = {column.name for column in fit.columns.values()}
    return Recognition(
        standard=fit.profile.standard,
        confidence=round(fit.confidence, 3),
        columns=fit.columns,
        missing=tuple(column for column in fit.profile.standard.columns if column.name not in present),
        extra={position: header[position] for position in cells if position not in fit.columns},
        renamed={p: header[p] for p, column in fit.columns.items() if header[p] != column.name},
    )

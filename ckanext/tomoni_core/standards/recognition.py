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
- *required*: the same among the columns marked ◎; where no mark is known, *distinctive* stands in for it, so that a
  standard whose marks could not be verified is not recognised any sooner than another.

The thresholds were set on the real files of ``tests/realdata/schema`` and on cut-down and disguised headers in
``tests/unit/schema`` (``headers/``): lower values of ``MIN_EXPLAINED`` took a park register for 公共施設一覧, and lower
values of ``MIN_COVERAGE`` took a list of sandbag depots for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ckanext.tomoni_core.standards.model import Column, Recognition, Standard
from ckanext.tomoni_core.text import fold, is_row_number_header

__all__ = ["Profile", "against", "best", "match", "may_follow", "profile", "usable"]

ALIAS_WEIGHT = 0.7
MIN_EXPLAINED = 0.7
MIN_REQUIRED = 0.6
MIN_DISTINCTIVE_COLUMNS = 2
MIN_DISTINCTIVE_SHARE = 0.3
AMPLE_DISTINCTIVE_SHARE = 0.45
MIN_COVERAGE = 0.55
MIN_MATCHED = 4
MIN_LEAD = 0.04
WHOLE_COVERAGE = 0.95
DISTINCTIVE_IN_AT_MOST = 2
_SHARES = {"explained": 0.35, "coverage": 0.2, "distinctive": 0.25, "required": 0.2}


@dataclass(frozen=True)
class Profile:
    """A standard prepared for matching.

    ``own`` and ``other`` are its columns by folded name and by folded alias; ``telling`` those of both that few other
    standards have: 公営駐輪場_名称 tells which standard it is, its alias 名称 does not. ``distinctive`` are the columns
    whose own names are telling.
    """

    standard: Standard
    own: dict[str, Column]
    other: dict[str, Column]
    telling: frozenset[str]
    distinctive: tuple[Column, ...]


@dataclass(frozen=True)
class _Fit:
    profile: Profile
    columns: dict[int, Column]
    weights: dict[int, float]
    cells: dict[int, str]

    def share(self, wanted: Sequence[Column]) -> float:
        names = {column.name for column in wanted}
        return self._share((i for i, column in self.columns.items() if column.name in names), len(names))

    def _share(self, positions: Iterable[int], whole: int) -> float:
        return sum(self.weights[i] for i in positions) / whole if whole else 0.0

    @cached_property
    def telling(self) -> list[int]:
        """The positions whose text, as written, few standards have."""
        names = {column.name for column in self.profile.distinctive}
        return [i for i, c in self.columns.items() if c.name in names and self.cells[i] in self.profile.telling]

    @cached_property
    def shares(self) -> dict[str, float]:
        columns = self.profile.standard.columns
        required = [column for column in columns if column.required]
        distinctive = self._share(self.telling, len(self.profile.distinctive))
        return {
            "explained": self._share(self.columns, len(self.cells)),
            "coverage": self.share(columns),
            "distinctive": distinctive,
            "required": self.share(required) if required else distinctive,
        }

    @property
    def confidence(self) -> float:
        return sum(weight * self.shares[name] for name, weight in _SHARES.items())

    def lacks_required(self) -> bool:
        """Whether a column marked ◎ is missing."""
        present = {column.name for column in self.columns.values()}
        return any(column.required and column.name not in present for column in self.profile.standard.columns)

    def holds(self) -> bool:
        """Whether the header follows this standard beyond doubt."""
        # A header of nothing but aliases is explained by exactly their weight; no rounding may decide.
        shares = {name: share + 1e-9 for name, share in self.shares.items()}
        says_which = len(self.telling) >= MIN_DISTINCTIVE_COLUMNS and shares["distinctive"] >= MIN_DISTINCTIVE_SHARE
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
    homes = _homes(standards)

    def tells(folded: str, column: Column) -> bool:
        return min(len(homes[folded]), len(homes[column.key])) <= DISTINCTIVE_IN_AT_MOST

    telling = frozenset(name for name, column in [*other.items(), *own.items()] if tells(name, column))
    return Profile(standard, own, other, telling, tuple(c for name, c in own.items() if name in telling))


def _homes(standards: Sequence[Standard]) -> dict[str, set[str]]:
    """The slugs of the standards that have a name (folded, aliases too) or a key."""
    homes: dict[str, set[str]] = {}
    for each in standards:
        for column in each.columns:
            for name in (column.name, *column.aliases):
                homes.setdefault(fold(name), set()).add(each.slug)
            homes.setdefault(column.key, set()).add(each.slug)
    return homes


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
    return _Fit(to, dict(sorted(columns.items())), weights, cells)


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
    others = [fit for fit in fits if fit.profile.standard.slug != slug]
    if any(_as_good(fit, first) for fit in others):
        return None
    editions = [fit for fit in fits if fit.profile.standard.slug == slug]
    return _recognition(header, cells, max(editions, key=_speaks_edition))


def against(header: Sequence[str], to: Profile) -> Recognition:
    """How ``header`` compares with one standard, whether it follows it or not."""
    cells = usable(header)
    return _recognition(header, cells, match(cells, to))


def may_follow(header: Sequence[str], to: Profile) -> bool:
    """Whether nothing that is known of a standard speaks against ``header`` following it.

    A standard of which only some columns are known cannot be held against a file that has a few of them, and one of
    which none is known against no file at all.
    """
    fit = match(usable(header), to)
    return fit.holds() or (to.standard.partial and len(fit.columns) >= min(MIN_MATCHED, len(to.standard.columns)))


def _as_good(other: _Fit, first: _Fit) -> bool:
    """Whether the header could be of another standard as well.

    Two ways: that one fits beyond doubt too and nearly as well; or every cell that speaks for the first speaks for it
    too (the school of a school's lunch is that of its district) and no column that it marks ◎ is missing, save where
    the header is the first one's own, whole.
    """
    if other.holds() and first.confidence - other.confidence < MIN_LEAD:
        return True
    explains = other.shares["explained"] >= first.shares["explained"] - 1e-9
    return explains and first.shares["coverage"] < WHOLE_COVERAGE and not other.lacks_required()


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

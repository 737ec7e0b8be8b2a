"""All standards, found by slug, by header, or column by column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from ckanext.tomoni_core.standards import loading, recognition
from ckanext.tomoni_core.standards.model import Column, Recognition, Standard
from ckanext.tomoni_core.text import fold

__all__ = ["Registry", "registry"]


class Registry:
    """The standards that this installation knows."""

    def __init__(self, standards: Sequence[Standard]) -> None:
        self._standards = list(standards)

    def all(self) -> list[Standard]:
        """Every standard and edition, by number, then edition."""
        return list(self._standards)

    def editions(self, slug: str) -> list[Standard]:
        """The editions of one standard, newest first."""
        found = [standard for standard in self._standards if standard.slug == slug]
        return sorted(found, key=lambda standard: standard.edition, reverse=True)

    def latest(self) -> list[Standard]:
        """The newest edition of each standard, by number."""
        return [standard for standard in self._standards if standard is self.editions(standard.slug)[0]]

    def get(self, slug: str, edition: str | None = None) -> Standard | None:
        """A standard by slug (newest edition, or the one asked for); ``slug@edition`` is understood as well."""
        slug, _, written = slug.partition("@")
        wanted = edition or written
        return next((s for s in self.editions(slug) if not wanted or s.edition == wanted), None)

    def recognise(self, header: Sequence[str]) -> Recognition | None:
        """The standard and edition that a header row follows, or ``None`` in any doubt."""
        return recognition.best(header, self._profiles)

    def compare(self, header: Sequence[str], standard: Standard) -> Recognition:
        """How a header row compares with that standard and edition, whether it follows it or not."""
        return recognition.against(header, self._profile(standard))

    def may_follow(self, header: Sequence[str], slug: str) -> bool:
        """Whether nothing that is known speaks against a header row following some edition of a standard.

        For judging a file that claims a standard: one that is known in part, or by name only, refuses nobody.
        """
        found = self.recognise(header)
        if found:
            return found.standard.slug == slug
        return any(recognition.may_follow(header, self._profile(each)) for each in self.editions(slug))

    def columns_by_name(self, header: Sequence[str]) -> dict[int, Column]:
        """What single header cells mean, whatever table they stand in: position to a column that has that name.

        For tables that follow no standard: 緯度 is a latitude anywhere. Trust ``key`` alone; the rest of the column is
        that of the newest standard which has the name. Names that mean different things in different standards are
        left out, and so are the names of standards that are known in part: their 状況 or 内容 mean nothing elsewhere.
        """
        names = self._columns_by_folded_name
        return {p: names[folded] for p, folded in recognition.usable(header).items() if folded in names}

    def _profile(self, standard: Standard) -> recognition.Profile:
        return next(each for each in self._profiles if each.standard is standard)

    @cached_property
    def _profiles(self) -> list[recognition.Profile]:
        return [recognition.profile(standard, self._standards) for standard in self._standards]

    @cached_property
    def _columns_by_folded_name(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        meanings: dict[str, set[str]] = {}
        whole = [standard for standard in self._standards if standard.whole]
        for standard in sorted(whole, key=lambda s: s.edition, reverse=True):
            for column in standard.columns:
                for name in (column.name, *column.aliases):
                    found.setdefault(fold(name), column)
                    meanings.setdefault(fold(name), set()).add(column.key)
        return {name: column for name, column in found.items() if len(meanings[name]) == 1}


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The standards of the installed ``schemas``, read once in a process."""
    return Registry(loading.standards())

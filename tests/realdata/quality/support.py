"""Where a finding stands, written short enough to read."""

from __future__ import annotations

from ckanext.tomoni_quality.finding import Finding


def spans(numbers: list[int]) -> str:
    """``[2, 3, 4, 9]`` as ``2-4 9``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def place(finding: Finding) -> str:
    """The rows of a finding (of the first fifty places), or what is missing, for columns that are not there."""
    if finding.slug == "standard-columns-missing":
        return " ".join(sample.value or "" for sample in finding.samples)
    return spans([sample.row for sample in finding.samples if sample.row])

"""How many ballots chose each level, with the small cells merged before the public sees them."""

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from portal.evaluation.patterns import Aggregate
from portal.evaluation.scheme import NOT_APPLICABLE

COUNTS_FROM = 30
"""Below so many ballots no distribution is published: its cells would be single people."""

SMALLEST_CELL = 3
"""A level that one or two ballots chose shares a cell with its neighbours."""

_MERGED = "+"


def published_counts(aggregate: Aggregate) -> dict[str, dict[str, int]] | None:
    """Return the distribution of each indicator as published, or None below 30 ballots."""
    if aggregate.ballots < COUNTS_FROM:
        return None
    return {indicator: _publish(counts) for indicator, counts in aggregate.counts.items()}


def _publish(counts: Mapping[str, int]) -> dict[str, int]:
    """Merge neighbouring levels until every cell holds no ballot or at least three.

    Of all ways to do so the one with most cells wins, then the one that moves fewest ballots,
    then the one that merges the lower levels. Nobody is in an empty level, so it may stand.
    ``-`` is never merged: it is the ballots less ``answered``, which the score needs and
    publishes, so hiding it in a cell would only give away the level it was merged with.
    """
    levels = [level for level in counts if level != NOT_APPLICABLE]
    cells = min(_groupings(levels), key=lambda cells: _cost(cells, counts))
    published = {_MERGED.join(cell): sum(counts[level] for level in cell) for cell in cells}
    return published | {NOT_APPLICABLE: counts[NOT_APPLICABLE]}


def _groupings(levels: list[str]) -> Iterator[list[list[str]]]:
    """Every way to cut the ordered levels into neighbouring groups; at most 1,024 of them."""
    inner = range(1, len(levels))
    for cuts in (cuts for size in range(len(levels)) for cuts in combinations(inner, size)):
        yield [levels[start:end] for start, end in pairwise((0, *cuts, len(levels)))]


def _cost(cells: list[list[str]], counts: Mapping[str, int]) -> tuple[bool, int, int, list[int]]:
    totals = [sum(counts[level] for level in cell) for cell in cells]
    exposed = len(cells) > 1 and any(0 < total < SMALLEST_CELL for total in totals)
    moved = sum(total for cell, total in zip(cells, totals, strict=True) if len(cell) > 1)
    return exposed, -len(cells), moved, [len(cell) for cell in cells]

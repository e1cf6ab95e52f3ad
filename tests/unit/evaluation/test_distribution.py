"""The public distribution shows no level that one or two people chose."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evaluation.distribution import published_counts
from portal.evaluation.patterns import aggregate
from portal.evaluation.scheme import parse_scheme
from tests.unit.evaluation.yardstick import scheme_document

LEVELS = ("5", "4", "3", "2", "1")


def distribution(*counts: int, unanswered: int = 0) -> dict[str, int] | None:
    """What is published of a question whose levels were chosen so often, best first."""
    scheme = parse_scheme(scheme_document([0.5, 0.5]))
    patterns = {f"{level}5": count for level, count in zip(LEVELS, counts, strict=True) if count}
    if unanswered:
        patterns["-5"] = unanswered
    published = published_counts(aggregate(scheme, patterns))
    return published["q1"] if published else None


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        # the example of the format
        ((40, 15, 6, 2, 1), {"5": 40, "4": 15, "3": 6, "2+1": 3, "-": 0}),
        # nothing to hide: no level is small, an empty one holds nobody
        ((30, 3, 0, 0, 3), {"5": 30, "4": 3, "3": 0, "2": 0, "1": 3, "-": 0}),
        ((64, 0, 0, 0, 0), {"5": 64, "4": 0, "3": 0, "2": 0, "1": 0, "-": 0}),
        # one small level goes to the neighbour with fewer ballots, on a tie to the lower
        ((30, 1, 10, 5, 5), {"5": 30, "4+3": 11, "2": 5, "1": 5, "-": 0}),
        ((10, 1, 30, 5, 5), {"5+4": 11, "3": 30, "2": 5, "1": 5, "-": 0}),
        ((20, 1, 20, 5, 5), {"5": 20, "4+3": 21, "2": 5, "1": 5, "-": 0}),
        ((2, 30, 5, 5, 5), {"5+4": 32, "3": 5, "2": 5, "1": 5, "-": 0}),
        # a cell still too small goes on merging, through empty levels too
        ((50, 9, 0, 1, 1), {"5": 50, "4+3+2+1": 11, "-": 0}),
        ((50, 9, 6, 0, 1), {"5": 50, "4": 9, "3+2+1": 7, "-": 0}),
        ((63, 0, 0, 0, 1), {"5+4+3+2+1": 64, "-": 0}),
        # two small levels apart
        ((1, 30, 8, 30, 2), {"5+4": 31, "3": 8, "2+1": 32, "-": 0}),
        # small ones that are enough together
        ((40, 1, 1, 1, 9), {"5": 40, "4+3+2": 3, "1": 9, "-": 0}),
        ((40, 0, 2, 2, 2), {"5": 40, "4": 0, "3+2+1": 6, "-": 0}),
    ],
)
def test_small_levels_merge(counts: tuple[int, ...], published: dict[str, int]) -> None:
    shown = distribution(*counts)
    assert shown == published
    assert list(shown or {}) == list(published)


def test_the_unanswered_are_never_merged_as_answered_tells_them_anyway() -> None:
    shown = distribution(40, 10, 5, 5, 0, unanswered=1)
    assert shown == {"5": 40, "4": 10, "3": 5, "2": 5, "1": 0, "-": 1}
    assert distribution(40, 10, 5, 0, 2, unanswered=1) == {"5": 40, "4": 10, "3+2+1": 7, "-": 1}


def test_all_levels_are_one_cell_when_fewer_than_three_answered() -> None:
    assert distribution(1, 0, 0, 0, 1, unanswered=40) == {"5+4+3+2+1": 2, "-": 40}


def test_below_thirty_ballots_there_is_no_distribution() -> None:
    assert distribution(20, 5, 4, 0, 0) is None
    assert distribution(20, 5, 5, 0, 0) is not None


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.integers(30, 40))
def test_no_cell_holds_one_or_two_and_nobody_is_lost(counts: list[int], unanswered: int) -> None:
    shown = distribution(*counts, unanswered=unanswered)
    assert shown is not None
    cells = {cell: count for cell, count in shown.items() if cell != "-"}
    assert "+".join(cells) == "5+4+3+2+1"
    assert len(cells) == 1 or not {1, 2} & set(cells.values())
    assert sum(cells.values()) == sum(counts)
    assert shown["-"] == unanswered


def test_nothing_is_merged_without_need() -> None:
    """Of every cut into cells that hides the small levels, none has more cells."""
    for counts in product((0, 1, 3, 30), repeat=5):
        shown = distribution(*counts, unanswered=30) or {}
        finest = max(
            (
                len(totals)
                for cuts in product((True, False), repeat=4)
                for totals in [cut_up(counts, cuts)]
                if not {1, 2} & set(totals)
            ),
            default=1,
        )
        assert len(shown) - 1 == finest


def cut_up(counts: tuple[int, ...], cuts: tuple[bool, ...]) -> list[int]:
    totals = [counts[0]]
    for count, cut in zip(counts[1:], cuts, strict=True):
        if cut:
            totals.append(count)
        else:
            totals[-1] += count
    return totals

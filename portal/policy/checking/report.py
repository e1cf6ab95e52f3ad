"""What a check finds as it goes through the packs, and what several checks ask."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from portal.policy.library import Library
from portal.policy.model import Pack
from portal.policy.reading import PackFault


@dataclass(frozen=True)
class Known:
    """What the portal has, for the references that point out of the packs; None = not looked at."""

    pages: frozenset[str] | None = None
    columns: frozenset[str] | None = None


@dataclass
class Check:
    """One pass over the packs, with what it found so far."""

    library: Library
    known: Known
    faults: list[PackFault] = field(default_factory=list)

    def say(self, pack: Pack, file: str, key: str, reason: str) -> None:
        """Note an error of one file."""
        self.faults.append(PackFault(f"{pack.id}/{file}", key, reason))


def cite(found: Check, pack: Pack, file: str, key: str, clauses: Iterable[str]) -> bool:
    """Note every clause that nobody knows; whether all of them are known."""
    unknown = [each for each in clauses if each not in found.library.citations]
    for each in unknown:
        found.say(pack, file, key, f"no clause is known as {each}")
    return not unknown


def overlap(spans: Sequence[tuple[date | None, date | None]]) -> bool:
    """Whether two of these spans of days share a day; None is open."""
    return any(
        (first[0] or date.min) <= (second[1] or date.max)
        and (second[0] or date.min) <= (first[1] or date.max)
        for first, second in combinations(spans, 2)
    )


def unique(found: Check, pack: Pack, file: str, table: str, names: Iterable[str]) -> None:
    """Note every name that a table holds more than once."""
    for name, many in Counter(names).items():
        if many > 1:
            found.say(pack, file, f"{table}[{name}]", "is there more than once")

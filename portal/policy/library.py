"""All packs together: what holds where, who cites what, and where each clause acts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from portal.policy.formulas import FORMULAS
from portal.policy.formulas.formula import Formula, Vocabulary
from portal.policy.model import (
    Cited,
    Clause,
    CodeList,
    Duty,
    Fact,
    Instrument,
    Pack,
    Risk,
    Rule,
    Strength,
    Sure,
)

NATIONAL = "national"


class Standing(StrEnum):
    """What can be said of a document's validity on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNVERIFIED = "unverified"
    """it states no first day, so nobody is told that it is in force"""


@dataclass(frozen=True)
class Citation:
    """A clause with the instrument it stands in."""

    clause: Clause
    instrument: Instrument
    place: str


@dataclass(frozen=True)
class Library:
    """The packs that are installed, each under its place."""

    packs: Mapping[str, Pack]

    @property
    def places(self) -> tuple[str, ...]:
        """The places that can buy and evaluate: their packs hold a scheme; in reading order."""
        return tuple(each.id for each in self.packs.values() if each.scheme is not None)

    def chain(self, place: str) -> Iterator[Pack]:
        """A place's pack and those it extends, the nearest first."""
        at: str | None = place
        while at is not None:
            yield self.packs[at]
            at = self.packs[at].place.extends

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """Clause id → clause and instrument."""
        return {
            clause.id: Citation(clause, self._instrument(pack, clause), pack.id)
            for pack in self.packs.values()
            for clause in pack.clauses
        }

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """Instrument id → instrument, over all packs."""
        return {each.id: each for pack in self.packs.values() for each in pack.place.instruments}

    @staticmethod
    def _instrument(pack: Pack, clause: Clause) -> Instrument:
        named = [each for each in pack.place.instruments if each.id == clause.instrument]
        return named[0] if named else pack.governing

    def standing(self, place: str, day: date) -> Standing:
        """What can be said of the governing document on a day."""
        return standing(self.packs[place].governing, day)

    def span(self, entry: Cited) -> tuple[date | None, date | None]:
        """First and last day of an entry: its own where stated, else its instrument's.

        Where an instrument states none, nothing is compared with it that it cannot be as old as.
        """
        instrument = self.citations[entry.clauses[0]].instrument
        begins = entry.begins or instrument.oldest
        return begins, entry.until or instrument.until

    def strength(self, entry: Cited) -> Strength:
        """How strictly an entry asks: as its first clause, unless it says otherwise."""
        return entry.strength or self.citations[entry.clauses[0]].clause.strength

    def sure(self, entry: Cited) -> Sure:
        """How well an entry is known: as its first clause's instrument, or as it says."""
        return entry.sure or self.citations[entry.clauses[0]].instrument.sure

    def holds(self, entry: Cited, day: date) -> bool:
        """Whether an entry's stated days include this one."""
        begins, until = self.span(entry)
        return (begins is None or begins <= day) and (until is None or day <= until)

    def rules(self, place: str, subject: str, day: date) -> Iterator[Rule]:
        """The rules a record of a place is judged by on a day: its own, then those above it."""
        return (
            rule
            for pack in self.chain(place)
            for rule in pack.rules
            if rule.subject == subject and self.holds(rule, day)
        )

    def risks(self, place: str, subject: str) -> Iterator[Risk]:
        """The risks a place's pack names."""
        return (
            risk for pack in self.chain(place) for risk in pack.risks if risk.subject == subject
        )

    def lists(self, place: str) -> Mapping[str, CodeList]:
        """List id → list; a place's own stands before the nation's."""
        chain = list(self.chain(place))
        return {each.id: each for pack in reversed(chain) for each in pack.lists}

    def facts(self, place: str) -> Mapping[str, Fact]:
        """Fact name → fact, for a place."""
        chain = list(self.chain(place))
        return {each.name: each for pack in reversed(chain) for each in pack.facts}

    def duties(self, place: str) -> Mapping[str, Duty]:
        """Duty id → duty, for a place."""
        return {each.id: each for pack in self.chain(place) for each in pack.duties}

    def vocabulary(self, place: str) -> Vocabulary:
        """The names a formula may use for a place."""
        return Vocabulary(self.facts(place), self.lists(place))

    def acts(self, clause_id: str) -> Mapping[str, tuple[Any, ...]]:
        """Everything that rests on a clause: kind (``rule``, ``risk``, …) → entries."""
        return self._acts.get(clause_id, {})

    @cached_property
    def _acts(self) -> Mapping[str, Mapping[str, tuple[Any, ...]]]:
        found: dict[str, dict[str, tuple[Any, ...]]] = {}
        for pack in self.packs.values():
            for kind, entry in _entries(pack):
                for clause in _cited(entry):
                    kinds = found.setdefault(clause, {})
                    kinds[kind] = (*kinds.get(kind, ()), entry)
        return found


def standing(instrument: Instrument, day: date) -> Standing:
    """What can be said of an instrument's validity on a day."""
    if instrument.ended_before(day):
        return Standing.ENDED
    if instrument.begins is None or instrument.sure == Sure.MEMORY:
        return Standing.UNVERIFIED
    return Standing.IN_FORCE if instrument.begins <= day else Standing.NOT_YET


def formula_of(rule: Rule) -> Formula:
    """The rule's formula with its parameters; the packs were checked when they were read."""
    return FORMULAS[rule.formula].model_validate(dict(rule.given))


def _entries(pack: Pack) -> Iterator[tuple[str, Any]]:
    kinds: Mapping[str, Iterable[Any]] = {
        "rule": pack.rules,
        "risk": pack.risks,
        "list": pack.lists,
        "duty": pack.duties,
    }
    return ((kind, entry) for kind, entries in kinds.items() for entry in entries)


def _cited(entry: Any) -> set[str]:
    cited = set(entry.clauses)
    if isinstance(entry, CodeList):
        cited |= {clause for item in entry.items for clause in item.clauses}
    if isinstance(entry, Risk):
        cited |= set(entry.by)
    return cited

"""Clocks of disclosure (法定公开时限): the packs' own deadlines, counted out from what is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.policy.calendar import Deadline, judge_by
from portal.policy.facts import Facts, NotRecordedError
from portal.policy.findings import Severity, severity, unmet
from portal.policy.formulas.formula import Timing
from portal.policy.library import Library, formula_of
from portal.policy.model import Rule, Strength, Sure

OF_PURCHASE = "contract.purchase."
"""Facts of the purchase, which all contracts that came of it share"""


@dataclass(frozen=True)
class Running:
    """One clock of one purchase or contract."""

    rule: Rule
    timing: Timing
    is_period: bool
    counts: bool
    """Whether a miss is held against the authority; 原则上 and what is only remembered is not"""

    @property
    def met_by(self) -> str:
        """The fact that tells when it was met."""
        return formula_of(self.rule).met_by

    @property
    def starts_with(self) -> str:
        """The fact that set it going."""
        return next(name for key, name in formula_of(self.rule).names("fact") if key == "start")


def clock_rules(library: Library, place: str) -> Iterator[Rule]:
    """Every rule that a place's packs call a clock, in all its versions."""
    return (rule for pack in library.chain(place) for rule in pack.rules if rule.clock)


def running(library: Library, place: str, facts: Facts) -> Iterator[Running]:
    """The clocks that these facts set going, each by the rule of the day on which it began.

    A rule whose conditions are not known to hold has no clock, nor has one whose text appeared only
    after its last day.
    """
    words = library.vocabulary(place)
    for rule in clock_rules(library, place):
        try:
            if unmet(words, rule.when, facts):
                continue
            timing = formula_of(rule).timing(facts)
        except NotRecordedError:
            continue
        known = library.citations[rule.clauses[0]].instrument.known_since
        if library.holds(rule, timing.starts_on) and judge_by(Deadline(timing.due_on), known):
            yield Running(rule, timing, bool(formula_of(rule).is_period), counts(library, rule))


def counts(library: Library, rule: Rule) -> bool:
    """Whether a failure is held against the authority."""
    return (
        library.strength(rule) == Strength.MUST
        and library.sure(rule) != Sure.MEMORY
        and severity(library, rule) != Severity.HINT
    )


def is_of_purchase(rule: Rule) -> bool:
    """Whether it looks at the purchase alone, so that it runs once for all its contracts."""
    return all(name.startswith(OF_PURCHASE) for _, name in formula_of(rule).names("fact"))


def is_overdue(timing: Timing, today: date, *, is_period: bool) -> bool:
    """Whether its last day has passed, and nothing is known that met it.

    A period is never overdue, nor is what was counted by a calendar that is not announced.
    """
    return (
        not is_period
        and timing.met_on is None
        and not timing.is_provisional
        and timing.due_on < today
    )

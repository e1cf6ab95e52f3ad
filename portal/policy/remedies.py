"""Until when a supplier may ask, object or complain (询问, 质疑, 投诉), by the packs' own days.

The days run from the end of a notice's period (实施条例 Art. 53): whoever reads the notice should
know by then. A termination (废标, 终止) has no period: they run from its own publication.
"""

from dataclasses import dataclass
from datetime import date

from portal.policy.calendar import Deadline, add_working_days
from portal.policy.clocks import clock_rules
from portal.policy.facts import Facts
from portal.policy.formulas.days import LastsAtLeast
from portal.policy.formulas.spans import TookAtMost
from portal.policy.library import Library, formula_of
from portal.policy.model import Remedy, Rule

CALLS = frozenset({"prequalification", "tender", "negotiation"})
"""Of the documents of the purchase, whose days say nothing of its procedure and its result"""
ENDS = "termination"
OPENED_BY = CALLS | {"result", ENDS}
"""The notices that open the way: of the documents of the purchase, and of how it came out"""
ASKED_ABOUT = frozenset({"intention", "single_source"})
"""The notices about which one can only ask, and object to while a publicity runs"""


@dataclass(frozen=True)
class Remedies:
    """The ways that a notice opens, with the rules they rest on."""

    rules: dict[Remedy, Rule]
    days: dict[Remedy, int]
    """Working days of each"""
    period: Rule | None
    """The rule of the notice's own period"""
    period_ends: Deadline | None
    """From when the days run; None where the first publication is not registered"""
    challenge_until: Deadline | None
    complain_until: Deadline | None
    """At the latest: for who objects on the last day and is answered on the last day"""
    objection_until: Deadline | None = None
    """The last day of a publicity (公示), where it is stated"""


def remedies(
    library: Library, place: str, kind: str, facts: Facts, published: date | None = None
) -> Remedies | None:
    """The ways that a notice of a type opens; None for a type that opens none.

    ``published`` is the day on which the notice first appeared on a statutory medium.
    """
    if kind in ASKED_ABOUT:
        return _asking(library, place, kind, facts)
    if kind not in OPENED_BY:
        return None
    rules = _rules(library, place)
    days = {name: _formula(rule).days for name, rule in rules.items()}
    period, ends = _period(library, place, kind, facts)
    if kind == ENDS:
        ends = Deadline(published) if published else None
    challenge = _later(ends, days.get("challenge"))
    answered = _later(challenge, days.get("reply"))
    return Remedies(rules, days, period, ends, challenge, _later(answered, days.get("complaint")))


def _asking(library: Library, place: str, kind: str, facts: Facts) -> Remedies:
    """A question is open at any time; a publicity is open to objections until its last day."""
    rules: dict[Remedy, Rule] = {
        name: rule for name, rule in _rules(library, place).items() if name == "inquiry"
    }
    days: dict[Remedy, int] = {name: _formula(rule).days for name, rule in rules.items()}
    for rule in clock_rules(library, place):
        formula = formula_of(rule)
        if kind == "single_source" == rule.clock and isinstance(formula, LastsAtLeast):
            until = Deadline(facts.day(formula.end)) if facts.has(formula.end) else None
            return Remedies(rules, days, rule, None, None, None, until)
    return Remedies(rules, days, None, None, None, None)


def _rules(library: Library, place: str) -> dict[Remedy, Rule]:
    """The nearest pack's rule of each way."""
    found: dict[Remedy, Rule] = {}
    for pack in library.chain(place):
        for rule in pack.rules:
            if rule.remedy and isinstance(formula_of(rule), TookAtMost):
                found.setdefault(rule.remedy, rule)
    return found


def _formula(rule: Rule) -> TookAtMost:
    formula = formula_of(rule)
    if not isinstance(formula, TookAtMost):
        raise TypeError(rule.id)
    return formula


def _period(
    library: Library, place: str, kind: str, facts: Facts
) -> tuple[Rule | None, Deadline | None]:
    """How long a notice of this type stands: as it says itself, at the least as the law says."""
    known = library.facts(place)
    for rule in clock_rules(library, place):
        formula = formula_of(rule)
        if rule.clock != kind or not isinstance(formula, LastsAtLeast) or not formula.working:
            continue
        if kind not in known[formula.start].published:
            continue
        if not facts.has(formula.start):
            return rule, None
        least = formula.least(facts.day(formula.start))
        stated = facts.day(formula.end) if facts.has(formula.end) else date.min
        return rule, max(least, Deadline(stated))
    return None, None


def _later(start: Deadline | None, days: int | None) -> Deadline | None:
    """So many working days on; provisional if anything on the way is."""
    if start is None or days is None:
        return None
    due = add_working_days(start.day, days)
    return Deadline(due.day, due.provisional or start.provisional)

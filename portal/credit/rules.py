"""What the law allows of a credit record: its periods to the day, and what must not be entered.

The numbers of months are those of the national rule pack. Every other day follows from the day of
the decision, which is not counted itself (Civil Code Arts. 201 and 202).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.credit.kinds import Tier
from portal.errors import ConflictError, InvalidInputError
from portal.policy.calendar import corresponding_day
from portal.policy.facts import Facts, Value
from portal.policy.findings import Finding, Severity, judge
from portal.policy.formulas.spans import Runs, RunsAtLeast, RunsAtMost
from portal.policy.library import NATIONAL, Library, formula_of
from portal.policy.model import Rule

SHOWN_UNTIL, REPAIR_ASKED = "contractor.record.shown_until_on", "contractor.record.repair_asked_on"
SHOWN_FROM, TIER = "contractor.record.shown_from_on", "contractor.record.tier"
BAN_FIRST, BAN_LAST = "contractor.ban.first_on", "contractor.ban.last_on"
ORDER_36 = "cn-ndrc-36"
"""信用修复管理办法, in force from 2026-04-01"""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Periods:
    """The days that follow from a class and the day of the decision."""

    repair_from_on: date
    """First day on which repair may be asked for: the shortest period is reached"""
    latest_on: date
    """Last day on which the record may be shown"""
    least_months: int
    """0 for a minor breach: repair as soon as the duty is done"""
    most_months: int
    clauses: tuple[str, ...]
    """Where the months come from"""


@dataclass(frozen=True)
class Claim:
    """What a proposed record says that the law has something to say about."""

    tier: Tier
    decided_on: date
    effective_on: date
    shown_until_on: date
    shown_because: str | None = None
    ban_first_on: date | None = None
    ban_last_on: date | None = None
    fine_fen: int | None = None
    purchase_fen: int | None = None
    fields: tuple[str, ...] = ()
    """Which items of the list of violations it has (财办库〔2014〕526号)"""


def periods(library: Library, tier: Tier, decided_on: date, on: date) -> Periods:
    """The periods of a class, by the rules of the day ``on`` which it is looked at."""
    found = list(_tier_rules(library, tier, on))
    most = [
        (rule, each)
        for rule, each in found
        if isinstance(each, RunsAtMost) and each.end == SHOWN_UNTIL
    ]
    least = [
        (rule, each)
        for rule, each in found
        if isinstance(each, RunsAtLeast) and each.end in {SHOWN_UNTIL, REPAIR_ASKED}
    ]
    if not most:
        raise ConflictError("no rule pack says how long such a record may be shown")
    most_months = min(each.months for _, each in most)
    least_months = max((each.months for _, each in least), default=0)
    return Periods(
        corresponding_day(decided_on, least_months) if least_months else decided_on,
        corresponding_day(decided_on, most_months),
        least_months,
        most_months,
        tuple(dict.fromkeys(clause for rule, _ in (*most, *least) for clause in rule.clauses)),
    )


def refuse_unlawful(library: Library, claim: Claim, on: date) -> None:
    """InvalidInputError says which rule a record would break that were entered on this day."""
    if not claim.decided_on <= claim.effective_on:
        raise InvalidInputError("a decision cannot take effect before the day it was made")
    if claim.effective_on > on:
        raise InvalidInputError(
            "the decision takes effect on {day}; only an effective one can be entered",
            day=claim.effective_on,
        )
    lawful = periods(library, claim.tier, claim.decided_on, on)
    if lawful.latest_on < on:
        raise InvalidInputError(
            "the longest period for showing it ended on {day} ({clauses})",
            day=lawful.latest_on,
            clauses=list(lawful.clauses),
        )
    if claim.tier is Tier.MINOR and minor_needs_reason(library, on) and not claim.shown_because:
        raise InvalidInputError(
            "a minor breach is as a rule not shown; say why it is necessary, which is published"
        )
    _refuse_ban(claim, lawful)
    if claim.shown_until_on < on:
        raise InvalidInputError("the last day of showing it lies in the past")
    for each in _failing(library, claim_facts(claim), on):
        raise InvalidInputError(
            "{rule} ({clause}) is not met: {why}",
            rule=each.rule.title.labels(),
            clause=each.rule.clauses[0],
            why=each.sentence(),
        )


def minor_needs_reason(library: Library, on: date) -> bool:
    """Whether a minor breach is as a rule not shown (原则上不予公示), as since 1 April 2026.

    The plan of 2025 says that it may stay unshown (可以不予公示); Order 36 turned the rule round.
    """
    begins = library.instruments[ORDER_36].begins
    return begins is None or begins <= on


def refuse_early_repair(repair_from_on: date | None, unrepairable: str | None, on: date) -> None:
    """ConflictError before the shortest period is reached, or where a law excludes repair."""
    if repair_from_on is None:
        raise ConflictError("a law excludes repair: {law}", law=unrepairable or "")
    if on < repair_from_on:
        raise ConflictError(
            "repair can be asked for from {day}, when the shortest period is reached",
            day=repair_from_on,
        )


def statement_until(notified_on: date, days: int) -> date:
    """The last day of the time for a statement; the day of the notification is not counted."""
    return notified_on + days * _DAY


def is_heard(statement: str | None, statement_until_on: date, on: date) -> bool:
    """Whether the organisation has spoken, or its time has passed."""
    return statement is not None or on > statement_until_on


def is_in_force(first_on: date | None, last_on: date | None, on: date) -> bool:
    """Whether a ban includes a day; both ends count."""
    return first_on is not None and last_on is not None and first_on <= on <= last_on


def claim_facts(claim: Claim) -> Facts:
    """The claim in the vocabulary of the packs."""
    said: Mapping[str, Value | None] = {
        TIER: claim.tier.value,
        SHOWN_FROM: claim.decided_on,
        SHOWN_UNTIL: claim.shown_until_on,
        BAN_FIRST: claim.ban_first_on,
        BAN_LAST: claim.ban_last_on,
        "contractor.penalty.fine": claim.fine_fen,
        "contractor.penalty.purchase_amount": claim.purchase_fen,
        "contractor.record.fields": claim.fields if claim.tier is Tier.SERIOUS else None,
    }
    return Facts({name: value for name, value in said.items() if value is not None})


def _refuse_ban(claim: Claim, lawful: Periods) -> None:
    """A ban has both ends, is no light matter, and is not hidden while it runs."""
    first, last = claim.ban_first_on, claim.ban_last_on
    if (first is None) != (last is None):
        raise InvalidInputError("a ban needs its first and its last day")
    if first is None or last is None:
        return
    if first < claim.effective_on:
        raise InvalidInputError("a ban cannot begin before its decision takes effect")
    if claim.tier is not Tier.SERIOUS:
        raise InvalidInputError("a decision that bars somebody is a serious breach")
    if claim.shown_until_on < min(last, lawful.latest_on):
        raise InvalidInputError(
            "a record is shown as long as its ban runs: until {day} at least",
            day=min(last, lawful.latest_on),
        )


def _tier_rules(library: Library, tier: Tier, on: date) -> Iterator[tuple[Rule, Runs]]:
    for rule in library.rules(NATIONAL, "contractor", on):
        if rule.when.get(TIER) == tier.value:
            formula = formula_of(rule)
            if isinstance(formula, Runs) and formula.start == SHOWN_FROM:
                yield rule, formula


def _failing(library: Library, facts: Facts, on: date) -> list[Finding]:
    judged = judge(library, NATIONAL, "contractor", facts, on=on, today=on)
    return [each for each in judged.findings if each.failed and each.severity != Severity.HINT]

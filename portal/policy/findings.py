"""Findings (核查结论): a record, the rules in force on its day, and what each of them concludes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.errors import PortalError
from portal.locale import Marked, marked
from portal.policy.facts import Facts, NotRecordedError
from portal.policy.formulas.formula import Figure, Moment, Outcome, Verdict, Vocabulary
from portal.policy.library import Citation, Library, Standing, formula_of
from portal.policy.model import Risk, Rule, Strength, Sure

NOT_RECORDED = marked("not recorded: {missing}")


class Severity(StrEnum):
    """What a failed check does to a draft."""

    ERROR = "error"
    """stops it"""
    WARNING = "warning"
    """asks for a reason, which is published"""
    HINT = "hint"
    """is shown, and asks for nothing"""


@dataclass(frozen=True)
class Finding:
    """What one rule concludes about one record, with everything a reader needs to check it."""

    rule: Rule | Risk
    outcome: Outcome
    severity: Severity
    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    risk: bool = False
    """A later rule makes the act doubtful; it was allowed on its day"""

    def sentence(self) -> PortalError:
        """The reason as the portal says its sentences: English here, the reader's on a page."""
        return PortalError(self.template, **self.values)

    @property
    def failed(self) -> bool:
        """Whether the record does not meet the rule."""
        return self.outcome == Outcome.FAIL

    @property
    def unknown(self) -> bool:
        """Whether nothing was recorded that the rule could look at; it may apply all the same."""
        return self.outcome == Outcome.NOT_APPLICABLE and self.template == NOT_RECORDED


@dataclass(frozen=True)
class Judgement:
    """All findings on one record, and what can be said of the document it was judged by."""

    place: str
    on: date
    standing: Standing
    findings: tuple[Finding, ...]

    def failing(self, severity: Severity) -> list[Finding]:
        """The failed checks of one severity."""
        return [each for each in self.findings if each.failed and each.severity == severity]


def judge(
    library: Library, place: str, subject: str, facts: Facts, *, on: date, today: date
) -> Judgement:
    """Judge a record by the rules of the day of its act, its own place's and those above it.

    ``on`` chooses the rules; ``today`` only decides whether what is not done is late by now.
    """
    words = library.vocabulary(place)
    findings = [
        finding(library, words, rule, facts, Moment(on, today))
        for rule in library.rules(place, subject, on)
    ]
    findings += risks(library, words, place, subject, facts, on)
    return Judgement(place, on, library.standing(place, on), tuple(findings))


def finding(
    library: Library, words: Vocabulary, rule: Rule, facts: Facts, moment: Moment
) -> Finding:
    """What one rule concludes, whatever its days."""
    cited = tuple(library.citations[each] for each in rule.clauses)
    known = Moment(moment.on, moment.today, cited[0].instrument.known_since)
    verdict = _verdict(words, rule, facts, known)
    return Finding(
        rule,
        verdict.outcome,
        severity(library, rule),
        verdict.template,
        verdict.values,
        verdict.figures,
        cited,
    )


def _verdict(words: Vocabulary, rule: Rule, facts: Facts, moment: Moment) -> Verdict:
    try:
        return unmet(words, rule.when, facts) or formula_of(rule).judge(facts, moment, words)
    except NotRecordedError as missing:
        return Verdict(
            Outcome.NOT_APPLICABLE,
            NOT_RECORDED,
            {"missing": [words.title(missing.name)]},
        )


def unmet(words: Vocabulary, when: Mapping[str, object], facts: Facts) -> Verdict | None:
    """Why a rule does not apply: the first of its conditions that does not hold."""
    for name, wanted in when.items():
        if not _holds(facts.get(name), wanted):
            return Verdict(
                Outcome.NOT_APPLICABLE,
                marked("this applies only to certain values of: {fact}"),
                {"fact": words.title(name)},
            )
    return None


def _holds(found: object, wanted: object) -> bool:
    options = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(found, tuple):
        return any(each in found for each in options)
    if isinstance(found, Decimal):
        return any(found == Decimal(str(each)) for each in options)
    return found in options


def severity(library: Library, rule: Rule) -> Severity:
    """How much a failure weighs: 应当 stops, 原则上 warns, and what is unverified only hints.

    A document without a stated first day warns where another would stop.
    """
    if library.sure(rule) == Sure.MEMORY:
        return Severity.HINT
    instrument = library.citations[rule.clauses[0]].instrument
    match library.strength(rule):
        case Strength.MUST:
            unverified = instrument.applies_from is None
            return Severity.WARNING if unverified else Severity.ERROR
        case Strength.IN_PRINCIPLE:
            return Severity.WARNING
    return Severity.HINT


def risks(
    library: Library, words: Vocabulary, place: str, subject: str, facts: Facts, on: date
) -> Iterator[Finding]:
    """The later rules that make an act doubtful which its own day allowed."""
    for risk in library.risks(place, subject):
        later = [library.citations[each] for each in risk.by]
        first = min((each.instrument.applies_from or date.max for each in later), default=date.max)
        if on >= first:
            continue
        try:
            if unmet(words, risk.when, facts):
                continue
        except NotRecordedError:
            continue
        cited = tuple(library.citations[each] for each in risk.clauses)
        yield Finding(
            risk,
            Outcome.NOT_APPLICABLE,
            Severity.HINT,
            marked("{risk}"),
            {"risk": risk.says.labels()},
            {},
            (*cited, *later),
            risk=True,
        )

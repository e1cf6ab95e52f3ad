"""Formulas about what happens outside the portal, and about periods counted in months and years."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from portal.locale import marked
from portal.policy.calendar import Deadline, add_days, add_working_days, corresponding_day
from portal.policy.facts import Facts
from portal.policy.formulas.days import DueAfter, Many
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)

_DAY = timedelta(days=1)


class TookAtMost(DueAfter):
    """``took_at_most``: a step outside the portal took at most so many days once both are known.

    First publication (政府采购信息的首次发布) and a supplier's challenge happen elsewhere: that
    nobody recorded them here is no failure, and no sign that they were in time either.
    """

    days: Many
    working: bool = False

    def due(self, start: date) -> Deadline:
        """Civil Code Arts. 201 and 203."""
        return (add_working_days if self.working else add_days)(start, self.days)

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails only when it is known to have been late."""
        if facts.has(self.done):
            return super().judge(facts, moment, words)
        due = self.due(facts.day(self.start)).day
        template = marked("due on {due}; whether it was done is not recorded here: {fact}")
        return open_(template, {"due_on": due}, due=due, fact=words.title(self.done))


class Runs(Formula):
    """A period from one day to another against a number of months.

    Whether the first day counts is not agreed in practice: 1 March to the last of February and
    1 March to 1 March are both a year, so both pass.
    """

    start: FactName
    end: FactName
    months: Annotated[int, Field(ge=1, le=1200)]

    def _said(self, facts: Facts, words: Vocabulary, bound: date) -> dict[str, object]:
        return {
            "start": words.title(self.start),
            "first": facts.day(self.start),
            "end": words.title(self.end),
            "last": facts.day(self.end),
            "bound": bound,
        }


class RunsAtLeast(Runs):
    """``runs_at_least``: the period has so many months."""

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it ends before the day before the corresponding one."""
        del moment
        bound = corresponding_day(facts.day(self.start), self.months) - _DAY
        verdict = passed if facts.day(self.end) >= bound else failed
        template = marked("{start}: {first}; {end}: {last}; not before {bound}")
        return verdict(template, {"earliest": bound}, **self._said(facts, words, bound))


class RunsAtMost(Runs):
    """``runs_at_most``: the period has no more than so many months."""

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it ends after the corresponding day (Civil Code Art. 202)."""
        del moment
        bound = corresponding_day(facts.day(self.start), self.months)
        verdict = passed if facts.day(self.end) <= bound else failed
        template = marked("{start}: {first}; {end}: {last}; not after {bound}")
        return verdict(template, {"latest": bound}, **self._said(facts, words, bound))

"""Formulas about spans of days that a decision names, such as a ban from purchases (禁入)."""

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)


class NotDuring(Formula):
    """``not_during``: something does not happen from one recorded day to another, both included.

    Deyang bars a provider "for a certain period" (Art. 42); the days are those of the decision.
    After the last day the provider may contract again.
    """

    fact: FactName
    first: FactName
    last: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails inside the span."""
        del moment
        day, first, last = facts.day(self.fact), facts.day(self.first), facts.day(self.last)
        said = {"fact": words.title(self.fact), "day": day, "first": first, "last": last}
        if first <= day <= last:
            return failed(marked("{fact}: {day}, which lies between {first} and {last}"), **said)
        return passed(marked("{fact}: {day}, not between {first} and {last}"), **said)

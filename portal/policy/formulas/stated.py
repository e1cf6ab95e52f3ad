"""Formulas whose number of days a record itself states, where the document says only 及时."""

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.days import DaysAfter, WorkingDaysAfter
from portal.policy.formulas.figures import shown
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    open_,
)

_MOST_DAYS = 10_000


class StatedDaysAfter(Formula):
    """``stated_days_after``: within as many days as the purchaser's own papers or contract say.

    Deyang asks for signing (Art. 14(4)) and acceptance (Art. 20) "promptly" and gives no number;
    without a stated one there is no deadline.
    """

    start: FactName
    days: FactName
    done: FactName
    working: bool = False

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """As ``days_after`` or ``working_days_after`` with the stated number."""
        days = int(facts.number(self.days))
        if not 1 <= days <= _MOST_DAYS:
            return open_(
                marked("{fact} is {figure}, and no deadline follows from it"),
                fact=words.title(self.days),
                figure=shown(facts.number(self.days), words.facts[self.days].kind),
            )
        counted = WorkingDaysAfter if self.working else DaysAfter
        formula = counted(start=self.start, done=self.done, days=days)
        return formula.judge(facts, moment, words)

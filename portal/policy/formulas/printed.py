"""Formulas about a deadline that the document itself prints as a day."""

from datetime import date

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactName,
    Figure,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)


class ByDay(Formula):
    """``by_day``: something is done at most on the day that the document prints.

    Where the document was published only after that day nobody is late (NM-2.4.5: due on
    5 March 2023 in a notice of 14 March).
    """

    done: FactName
    due: date

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it was done later, or is not done and the day has passed."""
        said = {"fact": words.title(self.done), "due": self.due}
        figures: dict[str, Figure] = {"due_on": self.due}
        if moment.known_since and self.due < moment.known_since:
            return open_(
                marked("due on {due}, before the rule itself was published on {published}"),
                figures,
                published=moment.known_since,
                **said,
            )
        if facts.has(self.done):
            done = facts.day(self.done)
            verdict = passed if done <= self.due else failed
            return verdict(marked("{fact}: {done}, due on {due}"), figures, done=done, **said)
        if moment.today > self.due:
            return failed(marked("{fact} is not recorded, and was due on {due}"), figures, **said)
        return open_(marked("due on {due}"), figures, **said)

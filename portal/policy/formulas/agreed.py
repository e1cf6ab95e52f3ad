"""Formulas about days that a contract itself agrees."""

from portal.locale import marked
from portal.policy.facts import Facts
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


class DoneBy(Formula):
    """``done_by``: something is done by the day that was agreed; that day itself is in time."""

    agreed: FactName
    done: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it was done late, or is not done and the day has passed."""
        due = facts.day(self.agreed)
        said = {"fact": words.title(self.done), "due": due}
        if facts.has(self.done):
            done = facts.day(self.done)
            verdict = passed if done <= due else failed
            return verdict(
                marked("{fact}: {done}, due on {due}"), {"due_on": due}, done=done, **said
            )
        if moment.today > due:
            template = marked("{fact} is not recorded, and was due on {due}")
            return failed(template, {"due_on": due}, **said)
        return open_(marked("due on {due}"), {"due_on": due}, **said)

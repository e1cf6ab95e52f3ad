"""Formulas about the order of a project's steps: what comes first, and in which window of years."""

from datetime import date

from portal.locale import marked
from portal.policy.calendar import Deadline, add_years, corresponding_day
from portal.policy.facts import Facts
from portal.policy.formulas.days import Many
from portal.policy.formulas.formula import (
    FactName,
    FactNames,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)

_MONTHS = 12


class OnlyAfter(Formula):
    """``only_after``: a step may be taken only when others have been taken; the same day will do.

    Zunyi pays only what a quarter's plan has issued (ZY-8.2) and carries out only what was
    reviewed, approved and entered in the plan (ZY-2.4b, ZY-7.1, ZY-8.1).
    """

    fact: FactName
    needs: FactNames

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when the step was taken and one of the others is missing or came later."""
        del moment
        day = facts.day(self.fact)
        said = {"fact": words.title(self.fact), "day": day}
        missing = [name for name in self.needs if not facts.has(name)]
        if missing:
            return failed(
                marked("{fact}: {day}, while this is not recorded: {missing}"),
                missing=words.titles(missing),
                **said,
            )
        later = [name for name in self.needs if facts.day(name) > day]
        if later:
            return failed(
                marked("{fact}: {day}, which is before {later}"), later=words.titles(later), **said
            )
        return passed(
            marked("{fact}: {day}, not before {needs}"), needs=words.titles(self.needs), **said
        )


class YearsWindow(Formula):
    """``years_window``: something is done from so many to so many years after a day.

    It applies only where a figure (``of``) is above a limit: Zunyi asks for a mid-term
    evaluation two to three years after the start of projects of more than five years
    (ZY-12.5). The first day is the corresponding day itself, the last one is put off to a
    working day (Civil Code Arts. 202 and 203).
    """

    of: FactName
    above: Many
    start: FactName
    done: FactName
    first: Many
    last: Many

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails outside the window, and when nothing was done and it has closed."""
        length = facts.number(self.of)
        if length <= self.above:
            return open_(
                marked("{of} is {length}; this applies above {above}"),
                of=words.title(self.of),
                length=f"{length:f}",
                above=self.above,
            )
        start = facts.day(self.start)
        opens = corresponding_day(start, self.first * _MONTHS)
        return self._judged(facts, moment, words, opens, add_years(start, self.last))

    def _judged(
        self, facts: Facts, moment: Moment, words: Vocabulary, opens: date, closes: Deadline
    ) -> Verdict:
        figures = {"first_on": opens, "due_on": closes.day}
        said = {"fact": words.title(self.done), "first": opens, "last": closes.day}
        if facts.has(self.done):
            done = facts.day(self.done)
            if done > closes.day and closes.provisional:
                return open_(
                    marked(
                        "{fact}: {done}; the last day is {last} so far:"
                        " that year's calendar is not published"
                    ),
                    figures,
                    done=done,
                    **said,
                )
            verdict = passed if opens <= done <= closes.day else failed
            return verdict(
                marked("{fact}: {done}; asked for from {first} to {last}"),
                figures,
                done=done,
                **said,
            )
        if moment.today > closes.day and not closes.provisional:
            return failed(
                marked("{fact} is not recorded, and was asked for from {first} to {last}"),
                figures,
                **said,
            )
        return open_(marked("asked for from {first} to {last}"), figures, **said)

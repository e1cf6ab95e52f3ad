"""Formulas about days: deadlines, windows, periods and terms, counted as the Civil Code counts."""

from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from portal.locale import marked
from portal.policy.calendar import (
    Deadline,
    add_days,
    add_months,
    add_working_days,
    add_years,
    judge_by,
    working_days_between,
)
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    Moment,
    Timing,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)

Many = Annotated[int, Field(ge=1, le=10_000)]


class DueAfter(Formula):
    """Something is done at most so long after a day; the subclasses count it."""

    is_period: ClassVar[bool | None] = False
    start: FactName
    done: FactName

    def due(self, start: date) -> Deadline:
        """The last day."""
        raise NotImplementedError

    @property
    def met_by(self) -> str:
        """What is done."""
        return self.done

    def timing(self, facts: Facts) -> Timing:
        """The last day, and whether it was kept; late by working days, whatever it counts in.

        What was late by a calendar that is not announced is not called late yet.
        """
        start = facts.day(self.start)
        due = self.due(start)
        done = facts.day(self.done) if facts.has(self.done) else None
        is_late = done is not None and done > due.day
        open_ = done is None or (is_late and due.provisional)
        return Timing(
            start,
            due.day,
            due.provisional,
            done,
            None if open_ else not is_late,
            working_days_between(due.day, done) if done and is_late and not open_ else None,
        )

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it was done late, or is not done and the last day has passed.

        Nothing is late before its rule could be read (``known_since``).
        """
        due = self.due(facts.day(self.start))
        said = {"fact": words.title(self.done), "due": due.day}
        figures = {"due_on": due.day}
        if judge_by(due, moment.known_since) is None:
            return open_(
                marked("due on {due}, before the rule itself was published on {published}"),
                figures,
                published=moment.known_since,
                **said,
            )
        return self._judged(facts, moment, due, said)

    def _judged(
        self, facts: Facts, moment: Moment, due: Deadline, said: dict[str, object]
    ) -> Verdict:
        figures = {"due_on": due.day}
        if facts.has(self.done):
            done = facts.day(self.done)
            if done > due.day and due.provisional:
                return open_(
                    marked(
                        "done on {done}; due on {due} so far: that year's calendar is not published"
                    ),
                    figures,
                    done=done,
                    **said,
                )
            verdict = passed if done <= due.day else failed
            return verdict(marked("{fact}: {done}, due on {due}"), figures, done=done, **said)
        if due.provisional:
            return open_(
                marked("due on {due} so far: that year's calendar is not published"),
                figures,
                **said,
            )
        if moment.today > due.day:
            return failed(marked("{fact} is not recorded, and was due on {due}"), figures, **said)
        return open_(marked("due on {due}"), figures, **said)


class WorkingDaysAfter(DueAfter):
    """``working_days_after``: within so many working days (工作日), the first day not counted."""

    days: Many

    def due(self, start: date) -> Deadline:
        """Adjusted weekends and holidays as published."""
        return add_working_days(start, self.days)


class DaysAfter(DueAfter):
    """``days_after``: within so many calendar days; a holiday at the end moves it on (Art. 203)."""

    days: Many

    def due(self, start: date) -> Deadline:
        """Civil Code Arts. 201, 203."""
        return add_days(start, self.days)


class MonthsAfter(DueAfter):
    """``months_after``: within so many months, clipped to the month's end (Art. 202)."""

    months: Many

    def due(self, start: date) -> Deadline:
        """Civil Code Arts. 202, 203."""
        return add_months(start, self.months)


class YearsAfter(DueAfter):
    """``years_after``: within so many years (Art. 202)."""

    years: Many

    def due(self, start: date) -> Deadline:
        """Civil Code Arts. 202, 203."""
        return add_years(start, self.years)


class LastsAtLeast(Formula):
    """``lasts_at_least``: a period from one day to another has so many days, or working days.

    A public notice (公示) counts from the day after it appeared; the last day has to be over.
    """

    is_period: ClassVar[bool | None] = True
    start: FactName
    end: FactName
    days: Many
    working: bool = False

    @property
    def met_by(self) -> str:
        """What ends the period."""
        return self.end

    def least(self, start: date) -> Deadline:
        """The first day on which the period is long enough."""
        if self.working:
            return add_working_days(start, self.days)
        return Deadline(start + timedelta(days=self.days))

    def timing(self, facts: Facts) -> Timing:
        """The first day on which it is long enough, and whether it was; short by its own days."""
        start = facts.day(self.start)
        least = self.least(start)
        end = facts.day(self.end) if facts.has(self.end) else None
        if end is None:
            return Timing(start, least.day, least.provisional, None, None)
        missing = self.days - self._found(start, end)
        if missing > 0 and least.provisional:
            return Timing(start, least.day, least.provisional, end, None)
        return Timing(
            start, least.day, least.provisional, end, missing <= 0, max(missing, 0) or None
        )

    def _found(self, start: date, end: date) -> int:
        return working_days_between(start, end) if self.working else (end - start).days

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when the period is shorter."""
        del moment
        start, end = facts.day(self.start), facts.day(self.end)
        found = self._found(start, end)
        said = {
            "start": words.title(self.start),
            "end": words.title(self.end),
            "found": found,
            "asked": self.days,
        }
        template = (
            marked("from {start} to {end} {found} working days; at least {asked} are asked for")
            if self.working
            else marked("from {start} to {end} {found} days; at least {asked} are asked for")
        )
        verdict = passed if found >= self.days else failed
        return verdict(template, {"days": found}, **said)


class NotBefore(Formula):
    """``not_before``: one thing does not happen before another; the same day is allowed."""

    fact: FactName
    earlier: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when the order is turned round."""
        del moment
        day, earlier = facts.day(self.fact), facts.day(self.earlier)
        said = {
            "fact": words.title(self.fact),
            "day": day,
            "earlier": words.title(self.earlier),
            "before": earlier,
        }
        verdict = passed if day >= earlier else failed
        return verdict(marked("{fact}: {day}; {earlier}: {before}"), **said)


class TermAtMost(Formula):
    """``term_at_most``: a contract runs at most so many years: to the same day minus one."""

    start: FactName
    end: FactName
    years: Many

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when it ends later than the day before its last anniversary."""
        del moment, words
        start, end = facts.day(self.start), facts.day(self.end)
        latest = last_day_of_term(start, self.years)
        said = {"start": start, "end": end, "latest": latest, "years": self.years}
        template = marked("from {start} to {end}; {years} years at most end on {latest}")
        verdict = passed if end <= latest else failed
        return verdict(template, {"latest": latest}, **said)


class Within(Formula):
    """``within``: a day lies inside a window of days that the document prints."""

    fact: FactName
    first: date
    last: date

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails outside the window; both ends are inside."""
        del moment
        day = facts.day(self.fact)
        said = {"fact": words.title(self.fact), "day": day, "first": self.first, "last": self.last}
        verdict = passed if self.first <= day <= self.last else failed
        return verdict(marked("{fact}: {day}; planned from {first} to {last}"), **said)


def last_day_of_term(start: date, years: int) -> date:
    """The day before the same day so many years on; 29 February ends with 28 February."""
    year = start.year + years
    try:
        same = start.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
    return date.fromordinal(same.toordinal() - 1)

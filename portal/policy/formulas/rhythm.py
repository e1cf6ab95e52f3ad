"""Formulas about what comes round again: assessments every few months, and two low in a row."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from portal.locale import marked
from portal.policy.calendar import corresponding_day
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactName,
    FactNames,
    Figure,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)

Months = Annotated[int, Field(ge=1, le=60)]
_DAY = timedelta(days=1)


class EveryMonths(Formula):
    """``every_months``: once in each period of so many months, counted from the first day.

    ``held`` names the fact that records the first period's, the second's, and so on
    (Dawukou part 4: 每半年, six in a cycle of three years).
    """

    start: FactName
    end: FactName
    months: Months
    held: Annotated[FactNames, Field(min_length=1)]

    may_lack: ClassVar[frozenset[str]] = frozenset({"held"})

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with those that came late, or have not come when their period is over.

        Nothing is late before its rule could be read (``known_since``).
        """
        over, late, missed = 0, list[str](), list[str]()
        due: date | None = None
        for name, last in self._periods(facts):
            day = facts.day(name) if facts.has(name) else None
            over += last < moment.today
            if day is None and last >= moment.today:
                due = due or last
            elif moment.known_since and last < moment.known_since:
                continue
            elif day is None:
                missed.append(name)
            elif day > last:
                late.append(name)
        figures: dict[str, Figure] = {"missed": len(missed), "late": len(late)}
        figures |= {"due_on": due} if due else {}
        return _rhythm(words, figures, [*missed, *late], over, due)

    def _periods(self, facts: Facts) -> Iterator[tuple[str, date]]:
        """Each fact with the last day of its period; the last period ends with the whole."""
        start, end = facts.day(self.start), facts.day(self.end)
        for number, name in enumerate(self.held):
            if corresponding_day(start, number * self.months) > end:
                return
            last = corresponding_day(start, (number + 1) * self.months) - _DAY
            yield name, min(last, end)


def _rhythm(
    words: Vocabulary,
    figures: dict[str, Figure],
    wrong: list[str],
    over: int,
    due: date | None,
) -> Verdict:
    if wrong:
        return failed(marked("not recorded or late: {wrong}"), figures, wrong=words.titles(wrong))
    if not over and due:
        return open_(marked("due on {due}"), figures, due=due)
    if due:
        return passed(marked("none missing so far; the next is due on {due}"), figures, due=due)
    return passed(marked("none missing"), figures)


class MonthsAtMost(Formula):
    """``months_at_most``: a period is no longer than so many months, and follows the one before.

    A half year from 1 July ends on 31 December (Dawukou part 8 (2)); ``previous`` names the last
    day of the period before, where there was one.
    """

    start: FactName
    end: FactName
    months: Months
    previous: FactName | None = None

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails if the period is too long or leaves days out after the one before."""
        del moment, words
        start, end = facts.day(self.start), facts.day(self.end)
        latest = corresponding_day(start, self.months) - _DAY
        said = {"start": start, "end": end, "latest": latest, "months": self.months}
        if self.previous and facts.has(self.previous):
            before = facts.day(self.previous)
            if start > before + _DAY:
                return failed(
                    marked("begins on {start}, but the period before ended on {before}"),
                    {"latest": latest},
                    start=start,
                    before=before,
                )
        verdict = passed if end <= latest else failed
        template = marked("from {start} to {end}; {months} months end on {latest}")
        return verdict(template, {"latest": latest}, **said)


class TimesInYear(Formula):
    """``times_in_year``: so many times in a calendar year; too few only when the year is over.

    Dawukou parts 6 and 8 (3): 每年培训不得少于2次.
    """

    fact: FactName
    many: Annotated[int, Field(ge=1, le=366)]

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails after the last day of the year of ``moment.on``."""
        found, last = facts.number(self.fact), date(moment.on.year, 12, 31)
        said = {"fact": words.title(self.fact), "figure": str(found), "asked": self.many}
        figures: dict[str, Figure] = {"asked": self.many, "due_on": last}
        template = marked("{fact}: {figure}; at least {asked} by {due}")
        if found >= self.many:
            return passed(template, figures, due=last, **said)
        verdict = open_ if moment.today <= last else failed
        return verdict(template, figures, due=last, **said)


class NotInARow(Formula):
    """``not_in_a_row``: no so many results below a limit one after another.

    ``results`` are in the order of their periods and ``below`` is the limit the contract states
    (Dawukou part 4: 连续两次满意度评估较低的予以清退; “low” has no number there). A period
    without a result neither breaks nor extends a chain, and is named. ``removed`` is the day the
    consequence was drawn.
    """

    results: Annotated[FactNames, Field(min_length=2)]
    below: FactName
    many: Annotated[int, Field(ge=2, le=12)]
    removed: FactName

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.many > len(self.results):
            raise ValueError("more in a row than there are results")
        return self

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails while a full chain has had no consequence."""
        del moment
        held = [name for name in self.results if facts.has(name)]
        if not held:
            facts.get(self.results[0])
        limit = facts.number(self.below)
        chain = self._chain([(name, facts.number(name) < limit) for name in held])
        missed = self._missed(held)
        figures: dict[str, Figure] = {"in_a_row": len(chain), "missed": len(missed)}
        said = {"low": words.titles(chain), "missed": words.titles(missed), "limit": str(limit)}
        if len(chain) < self.many:
            template = (
                marked("no chain of low results below {limit}; not held and not counted: {missed}")
                if missed
                else marked("no chain of low results below {limit}")
            )
            return passed(template, figures, **said)
        if facts.has(self.removed):
            removed = facts.day(self.removed)
            return passed(
                marked("low in a row: {low}; removed on {removed}"),
                figures,
                removed=removed,
                **said,
            )
        template = (
            marked("low in a row: {low}; removal is due; not held and not counted: {missed}")
            if missed
            else marked("low in a row: {low}; removal is due")
        )
        return failed(template, figures, **said)

    def _chain(self, results: list[tuple[str, bool]]) -> list[str]:
        """The longest chain of low results, the first of that length; it ends once it is full."""
        longest, chain = list[str](), list[str]()
        for name, low in results:
            chain = [*chain, name] if low else []
            longest = max(longest, chain, key=len)
            if len(longest) == self.many:
                break
        return longest

    def _missed(self, held: list[str]) -> list[str]:
        """The periods without a result before the last that has one."""
        last = self.results.index(held[-1])
        return [name for name in self.results[:last] if name not in held]

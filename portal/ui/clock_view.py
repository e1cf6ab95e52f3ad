"""A statutory clock (法定时限) in words: until when, met or missed, by which clause."""

from portal.disclosure.timeline import Clocked
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.today import today
from portal.ui import words
from portal.ui.finding_view import cited
from portal.ui.markup import Html, join, tag


def clock_item(clocked: Clocked) -> Html:
    """One clock at its step."""
    clock, rule = clocked.clock, clocked.rule
    title = pick(rule.title.labels()) if rule else clock.rule_id
    citations = installed().citations
    clauses = [citations[each] for each in (rule.clauses if rule else ()) if each in citations]
    return tag(
        "li",
        tag("span", state_word(clocked), class_=f"verdict {_class(clocked)}"),
        tag(
            "div",
            tag("b", title),
            tag("p", said(clocked)),
            tag("p", cited(clauses), _hint(clocked), class_="soft small"),
        ),
    )


def state_word(clocked: Clocked) -> str:
    """What became of it, in a word."""
    clock = clocked.clock
    if clock.is_met:
        return gettext("in time") if not clock.is_period else gettext("kept")
    if clock.is_met is False:
        return gettext("late") if not clock.is_period else gettext("too short")
    if clocked.is_overdue:
        return gettext("overdue")
    if clock.is_period and clock.due_on < today():
        return gettext("not recorded")
    return gettext("provisional") if clock.is_provisional else gettext("open")


def said(clocked: Clocked) -> str:
    """The days of a clock in one sentence."""
    return _of_period(clocked) if clocked.clock.is_period else _of_deadline(clocked)


def _of_deadline(clocked: Clocked) -> str:
    clock = clocked.clock
    due, start = words.day(clock.due_on), words.day(clock.starts_on)
    if clock.met_on is None:
        if clocked.is_overdue:
            template = gettext(
                "From {start}, due on {due}. No publication on the statutory medium is registered."
            )
        else:
            template = gettext("From {start}, due on {due}.")
        return template.format(start=start, due=due)
    met = words.day(clock.met_on)
    if clock.is_met is False:
        return gettext(
            "From {start}, due on {due}; published on {met}, late by {days} working days."
        ).format(start=start, due=due, met=met, days=clock.missed_by or 0)
    return gettext("From {start}, due on {due}; published on {met}.").format(
        start=start, due=due, met=met
    )


def _of_period(clocked: Clocked) -> str:
    clock = clocked.clock
    due, start = words.day(clock.due_on), words.day(clock.starts_on)
    if clock.met_on is None:
        return gettext("From {start}, at least until {due}; when it ended is not recorded.").format(
            start=start, due=due
        )
    met = words.day(clock.met_on)
    if clock.is_met is False:
        return gettext(
            "From {start}, at least until {due}; it ended on {met}, {days} days too early."
        ).format(start=start, due=due, met=met, days=clock.missed_by or 0)
    return gettext("From {start}, at least until {due}; it ends on {met}.").format(
        start=start, due=due, met=met
    )


def _hint(clocked: Clocked) -> Html | None:
    """Why a miss is held against nobody, and what is uncertain."""
    clock = clocked.clock
    remarks = [
        None if clock.counts else gettext("a hint: asked in principle, or not verified"),
        gettext("provisional: that year's holidays are not announced")
        if clock.is_provisional
        else None,
    ]
    shown = [each for each in remarks if each]
    return join((" · ", *shown)) if shown else None


def _class(clocked: Clocked) -> str:
    clock = clocked.clock
    if clock.is_met:
        return "pass"
    missed = clock.is_met is False or clocked.is_overdue
    return "fail" if missed and clock.counts else "doubt"

"""Formulas about days, terms and order, in plain words."""

from collections.abc import Mapping
from typing import Any

from portal.locale import Marked, marked
from portal.ui.policy_view.in_words.plain import Plain, always


def _lasts(use: Any) -> Marked:
    if use.working:
        return marked("From {start} to {end}: at least {days} working days.")
    return marked("From {start} to {end}: at least {days} days.")


def _stated(use: Any) -> Marked:
    if use.working:
        return marked("{done}: within as many working days after {start} as {days} says.")
    return marked("{done}: within as many days after {start} as {days} says.")


def _took(use: Any) -> Marked:
    if use.working:
        return marked("{done}: at most {days} working days after {start}, once it is known.")
    return marked("{done}: at most {days} days after {start}, once it is known.")


def _term(use: Any) -> Marked:
    if use.years == 1:
        return marked("From {start} to {end}: at most one year.")
    return marked("From {start} to {end}: at most {years} years.")


def _months_at_most(use: Any) -> Marked:
    if use.previous is None:
        return marked("From {start} to {end}: at most {months} months.")
    return marked("From {start} to {end}: at most {months} months, following on {previous}.")


DAYS: Mapping[str, Plain] = {
    "working_days_after": Plain(
        marked("Within so many working days"),
        marked(
            "The first day does not count (Civil Code Art. 201). Public holidays and the weekends "
            "moved for them are those the State Council announced; for a year not yet announced "
            "the last day is provisional, and nobody is late by it."
        ),
        always(marked("{done}: at most {days} working days after {start}.")),
    ),
    "days_after": Plain(
        marked("Within so many days"),
        marked(
            "Every day counts but the first (Civil Code Art. 201). A last day that is a day off "
            "moves on to the next working day (Art. 203)."
        ),
        always(marked("{done}: at most {days} days after {start}.")),
    ),
    "months_after": Plain(
        marked("Within so many months"),
        marked(
            "To the same day of the later month, or to its last day where it has no such day "
            "(Civil Code Art. 202). A last day that is a day off moves on (Art. 203)."
        ),
        always(marked("{done}: at most {months} months after {start}.")),
    ),
    "years_after": Plain(
        marked("Within so many years"),
        marked("As with months: to the same day of the later year (Civil Code Art. 202)."),
        always(marked("{done}: at most {years} years after {start}.")),
    ),
    "stated_days_after": Plain(
        marked("Within the days that the contract states"),
        marked(
            "The document says “promptly” and names no number; the purchaser's own papers have to. "
            "Without a stated number there is no deadline, and the portal invents none."
        ),
        _stated,
    ),
    "lasts_at_least": Plain(
        marked("Long enough"),
        marked(
            "A period such as a public notice is long enough. It counts from the day after it "
            "began, and its last day has to be over."
        ),
        _lasts,
    ),
    "not_before": Plain(
        marked("Not before"),
        marked("One thing does not happen before another. The same day is allowed."),
        always(marked("{fact}: not before {earlier}.")),
    ),
    "only_after": Plain(
        marked("Only when the rest is done"),
        marked(
            "A step may be taken only when others were taken before it or on the same day. One "
            "that is not recorded counts as not taken."
        ),
        always(marked("{fact}: only after {needs}.")),
    ),
    "in_order": Plain(
        marked("One after the other"),
        marked(
            "The steps follow one another as the document lists them; the same day is allowed. A "
            "step that is not recorded is passed over."
        ),
        always(marked("In this order: {steps}.")),
    ),
    "term_at_most": Plain(
        marked("Not longer than so many years"),
        marked("A term of a year ends on the day before its anniversary."),
        _term,
    ),
    "longer_needs": Plain(
        marked("Longer only on conditions"),
        marked(
            "A term that is longer than usual has to rest on every condition of a list. The days "
            "of the contract decide whether it is longer."
        ),
        always(marked("From {start} to {end}: more than {years} years only with all of {list}.")),
    ),
    "within": Plain(
        marked("Between two printed days"),
        marked("The document prints the first and the last day; both are within."),
        always(marked("{fact}: from {first} to {last}.")),
    ),
    "not_during": Plain(
        marked("Not during a ban"),
        marked("The days are those of the decision, both included. Afterwards everything is open."),
        always(marked("{fact}: not between {first} and {last}.")),
    ),
    "by_day": Plain(
        marked("By a printed day"),
        marked(
            "The document prints the last day, which is still in time. Where the document itself "
            "appeared only after that day, nobody is late."
        ),
        always(marked("{done}: by {due} at the latest.")),
    ),
    "took_at_most": Plain(
        marked("Within so many days, if it is known"),
        marked(
            "Some steps happen outside the portal. That nobody recorded them here is no failure, "
            "and no sign that they were in time either; late is only what is known to be late."
        ),
        _took,
    ),
    "runs_at_least": Plain(
        marked("At least so many months"),
        marked(
            "Whether the first day counts is not agreed in practice: 1 March to the last of "
            "February and 1 March to 1 March are both a year, so both pass."
        ),
        always(marked("From {start} to {end}: at least {months} months.")),
    ),
    "runs_at_most": Plain(
        marked("At most so many months"),
        marked(
            "To the same day of the later month at the latest (Civil Code Art. 202); whether the "
            "first day counts is not agreed in practice, so both ways pass."
        ),
        always(marked("From {start} to {end}: at most {months} months.")),
    ),
    "done_by": Plain(
        marked("By the day agreed"),
        marked(
            "The contract itself agrees on the day; done on that day is done in time. Nothing is "
            "judged where it agrees on none."
        ),
        always(marked("{done}: by the day agreed, {agreed}.")),
    ),
    "years_window": Plain(
        marked("Between so many and so many years after"),
        marked(
            "Asked for only where a figure is above a limit. The window opens on the same day of "
            "the later year; its last day moves on if it is a day off."
        ),
        always(marked("If {of} is above {above}: {done} {first} to {last} years after {start}.")),
    ),
    "every_months": Plain(
        marked("Once in every period"),
        marked(
            "The whole time is cut into periods of so many months from its first day, and in each "
            "of them it was done once. What came late or not at all is named."
        ),
        always(marked("From {start} to {end}, once in every {months} months: {held}.")),
    ),
    "times_in_year": Plain(
        marked("So many times a year"),
        marked(
            "The entries of the duty register are counted in each calendar year. Too few is said "
            "only when the year is over."
        ),
        always(marked("{fact}: at least {many}.")),
    ),
    "months_at_most": Plain(
        marked("Not longer than so many months"),
        marked(
            "A period is no longer than the document allows and leaves no days out after the one "
            "before."
        ),
        _months_at_most,
    ),
    "not_in_a_row": Plain(
        marked("Not low several times running"),
        marked(
            "What “low” means is the limit in the contract; the document gives none. A period "
            "without a result neither breaks nor lengthens a chain."
        ),
        always(
            marked(
                "If {many} results in a row are below {below}, {removed} has to follow: {results}."
            )
        ),
    ),
}

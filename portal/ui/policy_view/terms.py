"""The words for what packs say in codes: topics, statuses, strengths, validity, units, periods."""

from collections.abc import Mapping
from datetime import date

from portal.locale import Marked, gettext, language, listed, marked, ngettext
from portal.policy.library import Standing, standing
from portal.policy.model import Duty, Instrument, Status, Strength, Sure
from portal.ui import words

TOPICS: Mapping[str, Marked] = {
    "scope": marked("What may be bought"),
    "eligibility": marked("Who may buy and who may provide"),
    "procurement-method": marked("How the provider is found"),
    "contract": marked("The contract"),
    "payment": marked("Payment"),
    "budget": marked("Money and budget"),
    "evaluation": marked("Evaluation"),
    "disclosure": marked("What is made public"),
    "credit-sanction": marked("Credit and sanctions"),
    "staffing": marked("Staffing"),
    "training": marked("Training"),
    "lifecycle": marked("The steps of a project"),
    "reporting": marked("Reports"),
    "supervision": marked("Supervision"),
    "governance": marked("Who is responsible"),
    "privacy": marked("Privacy"),
    "metadata": marked("About the document itself"),
}
STATUSES: Mapping[Status, tuple[Marked, Marked]] = {
    Status.ENFORCED: (
        marked("Checked"),
        marked("A rule checks it; what is not met stops, or needs a reason that is published."),
    ),
    Status.COMPUTED: (
        marked("Computed"),
        marked(
            "The portal counts out the day or the figure and shows the result. It stops nothing."
        ),
    ),
    Status.DISCLOSED: (marked("Open to everyone"), marked("Everyone can see it here.")),
    Status.RECORDED: (
        marked("On record"),
        marked(
            "An officer records it, in the duty register or with a contract. The portal keeps what "
            "was said and does not prove it."
        ),
    ),
    Status.REFERENCE: (
        marked("For reading only"),
        marked("It is shown with its source. Nothing here acts on it."),
    ),
    Status.NOT_YET: (
        marked("Not done yet"),
        marked("The portal should do it and does not today."),
    ),
    Status.OUTSIDE: (marked("No matter for software"), marked("No software could do it.")),
}
"""Status of a clause → its name, and what it means"""
STRENGTHS: Mapping[Strength, Marked] = {
    Strength.MUST: marked("Must"),
    Strength.IN_PRINCIPLE: marked("In principle"),
    Strength.MAY: marked("May"),
    Strength.STATES: marked("Statement"),
}
SURE: Mapping[Sure, Marked] = {
    Sure.READ: marked("the full text was read"),
    Sure.PAGE: marked("seen on a web page, not compared with the original"),
    Sure.NOTICE: marked("seen at work in real notices"),
    Sure.MEMORY: marked("not verified; nobody is judged by it"),
}
SUBJECTS: Mapping[str, Marked] = {
    "notice": marked("a notice"),
    "contract": marked("a contract"),
    "contractor": marked("a contractor"),
    "round": marked("an evaluation round"),
    "scheme": marked("an evaluation scheme"),
    "unit": marked("a unit's figures of one year"),
}
UNITS: Mapping[str, Marked] = {
    "province": marked("The province"),
    "prefecture": marked("The city or prefecture"),
    "county": marked("The county or district"),
    "township": marked("The township or sub-district"),
    "village": marked("The village or neighbourhood"),
    "purchaser": marked("The purchaser"),
    "contractor": marked("The contractor"),
}
PERIODS: Mapping[str, Marked] = {
    "once": marked("once"),
    "month": marked("every month"),
    "quarter": marked("every quarter"),
    "half_year": marked("every half year"),
    "year": marked("every year"),
    "event": marked("whenever it happens"),
}


def validity(instrument: Instrument, today: date) -> str:
    """Whether a document is in force on a day; where that is not certain, that it is not."""
    match standing(instrument, today):
        case Standing.IN_FORCE:
            return gettext("In force")
        case Standing.NOT_YET:
            return gettext("Not in force before {day}").format(day=words.day(instrument.begins))
        case Standing.ENDED:
            return gettext("Ended on {day}").format(day=words.day(instrument.until))
    if instrument.sure == Sure.MEMORY:
        return gettext("Whether it is in force is not verified")
    return gettext("Whether it is in force is not stated")


def stated(said: object) -> str:
    """What a document states; that it does not, where it does not."""
    return gettext("not stated") if said in (None, "", "not stated") else str(said)


def on_day(day: date | None) -> str:
    """A day as a document states it."""
    return stated(words.day(day))


def rhythm(duty: Duty) -> str:
    """How often a duty comes round, and how often it is done each time."""
    often = gettext(PERIODS[duty.every])
    if duty.at_least == 1:
        return often
    times = ngettext("at least {count} time", "at least {count} times", duty.at_least)
    return gettext("{often}, {times}").format(often=often, times=times)


def latest(duty: Duty) -> str | None:
    """The day or the months in which a yearly duty is due."""
    if duty.due:
        month, day = (int(each) for each in duty.due.split("-"))
        return gettext("by {day} {month} each year").format(day=day, month=_month(month))
    if duty.months:
        return gettext("in {months}").format(months=listed(map(_month, duty.months)))
    return None


def _month(number: int) -> str:
    return f"{number}月" if language() == "zh" else f"{date(2024, number, 1):%B}"

"""Ask, object, complain (询问, 质疑, 投诉): until when, to whom, in plain words."""

from collections.abc import Sequence
from datetime import date

from portal.disclosure.pages import Row
from portal.disclosure.remedies import Offered
from portal.locale import gettext, pick
from portal.policy.calendar import Deadline
from portal.policy.installed import installed
from portal.policy.model import Remedy, Rule
from portal.policy.remedies import ASKED_ABOUT, CALLS, ENDS, Remedies
from portal.ui import words
from portal.ui.finding_view import cited
from portal.ui.frame import note, record, section
from portal.ui.markup import Child, Html, address, join, link, tag

ANCHOR = "remedies"


def remedies(row: Row, offered: Offered | None, today: date) -> Html | None:
    """The section of a notice's page; of a reprint it says where to turn."""
    if row["reprint"]:
        words_ = gettext(
            "This notice is a reprint. Until when and to whom one can ask, object or complain is "
            "told by its source; the days run from its publication on the statutory medium."
        )
        return join((_title(), tag("p", words_)))
    if offered is None:
        return None
    return join(
        (
            _title(),
            _opened(row, offered),
            tag(
                "ol",
                *filter(None, _ways(offered, today)),
                class_="ways-of-remedy",
            ),
            _contacts(offered, is_here=offered.notice_id == row["id"]),
        )
    )


def _ways(offered: Offered, today: date) -> Sequence[Html | None]:
    found, is_call = offered.remedies, offered.type in CALLS
    return (
        _ask(found),
        _object_to_publicity(found, today),
        _challenge(found, today, is_call=is_call),
        _complain(found, today, is_call=is_call),
    )


def _title() -> Html:
    return section(gettext("Ask, object, complain"), ANCHOR)


def _opened(row: Row, offered: Offered) -> Html | None:
    """From when the days run."""
    if offered.type in ASKED_ABOUT:
        return None
    found = offered.remedies
    which = words.notice_type(offered.type)
    if offered.notice_id != row["id"]:
        which = link(address("/notice", id=offered.notice_id), which)
    is_end = offered.type == ENDS
    if found.period_ends is None and is_end:
        return note(
            gettext(
                "The days run from the publication of the termination on the statutory medium. "
                "When it first appeared there is not registered, so they cannot be counted here."
            ),
            plain=True,
        )
    if found.period_ends is None:
        return note(
            gettext(
                "The days run from the end of the notice's period on the statutory medium. When "
                "it first appeared there is not registered, so they cannot be counted here."
            ),
            plain=True,
        )
    said = (
        gettext("The days run from the publication of the termination: {day}.")
        if is_end
        else gettext("The days run from the end of the notice's period: {day}.")
    ).format(day=_day(found.period_ends))
    first = tag("p", which, " · ", said, " ", _by((found.period,)))
    return join((first, _of_documents())) if offered.type in CALLS else first


def _of_documents() -> Html:
    """What the days of a call do not say (实施条例 Art. 53)."""
    return note(
        gettext(
            "The days below are for the purchase documents, by the notice's period. Who received "
            "the documents counts from that day; objections to the procedure count from the end "
            "of the step, those to the result from the end of the result's period."
        ),
        plain=True,
    )


def _ask(found: Remedies) -> Html | None:
    rule, days = found.rules.get("inquiry"), found.days.get("inquiry")
    if rule is None:
        return None
    said = gettext(
        "A supplier with a question about the purchase may ask the purchaser at any time; it "
        "answers within {days} working days, but for trade secrets."
    )
    return _way(gettext("Ask"), said.format(days=days), (rule,), None)


def _object_to_publicity(found: Remedies, today: date) -> Html | None:
    """Against buying from a single source, while the intention to do so is shown."""
    if found.objection_until is None:
        return None
    said = gettext(
        "Who does not agree that only this supplier can be asked may object in writing to the "
        "purchaser or its agency until the last day of the publicity."
    )
    until = _until(found.objection_until, today)
    return _way(gettext("Object to the single source"), said, (found.period,), until)


def _challenge(found: Remedies, today: date, *, is_call: bool) -> Html | None:
    rules = _rules(found, "challenge", "reply")
    if not rules:
        return None
    said = gettext(
        "A supplier whose rights the documents, the procedure or the result have harmed may object "
        "in writing to the purchaser or its agency within {days} working days; it is answered "
        "within {reply} working days."
    )
    filled = said.format(days=found.days.get("challenge"), reply=found.days.get("reply"))
    until = _until(found.challenge_until, today, is_call=is_call)
    return _way(gettext("Object"), filled, rules, until)


def _complain(found: Remedies, today: date, *, is_call: bool) -> Html | None:
    rules = _rules(found, "complaint")
    if not rules:
        return None
    said = gettext(
        "Who is not satisfied with the answer, or got none in time, may complain to the finance "
        "department of the same level within {days} working days after the period for the answer."
    )
    until = _until(found.complain_until, today, latest=True, is_call=is_call)
    return _way(gettext("Complain"), said.format(days=found.days.get("complaint")), rules, until)


def _way(title: str, said: str, rules: Sequence[Rule | None], until: Html | None) -> Html:
    return tag("li", tag("b", title), " ", until, tag("p", said), tag("p", _by(rules)))


def _until(
    due: Deadline | None, today: date, *, latest: bool = False, is_call: bool = False
) -> Html | None:
    """The last day, or that it has passed; of a call that is not the end of every objection."""
    if due is None:
        return None
    if is_call and due.day < today:
        said = gettext("for the documents, by the notice's period: {day}")
        return tag("span", said.format(day=words.day(due.day)), class_="mark")
    if due.day < today:
        return tag(
            "span",
            gettext("ended on {day}").format(day=words.day(due.day)),
            class_="mark",
        )
    said = gettext("at the latest until {day}") if latest else gettext("until {day}")
    return tag("span", said.format(day=_day(due)), class_="mark demo")


def _day(due: Deadline) -> str:
    day = words.day(due.day) or ""
    if due.provisional:
        return gettext("{day} (provisional: that year's holidays are not announced)").format(
            day=day
        )
    return day


def _rules(found: Remedies, *names: Remedy) -> list[Rule]:
    return [found.rules[name] for name in names if name in found.rules]


def _by(rules: Sequence[Rule | None]) -> Html:
    citations = installed().citations
    named = dict.fromkeys(clause for rule in rules if rule for clause in rule.clauses)
    return tag("span", cited(citations[each] for each in named), class_="soft small")


def _contacts(offered: Offered, *, is_here: bool) -> Child:
    """Whom to turn to, unless it stands in the text of this very notice."""
    contacts = offered.contacts
    if contacts and is_here:
        return tag("p", gettext("The contacts stand in the notice above."), class_="soft")
    if not contacts:
        return tag(
            "p", gettext("The notice names no contacts; its purchaser is above."), class_="soft"
        )
    rows = [(pick(label), said) for label, said in contacts]
    return join((tag("h3", gettext("Whom to turn to"), class_="name"), record(rows)))

"""Ask, object, complain (询问, 质疑, 投诉): until when, to whom, in plain words."""

from collections.abc import Sequence
from datetime import date

from portal.disclosure.pages import Row
from portal.disclosure.remedies import Offered
from portal.locale import gettext, pick
from portal.policy.calendar import Deadline
from portal.policy.installed import installed
from portal.policy.model import Remedy, Rule
from portal.policy.remedies import Remedies
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
    found = offered.remedies
    return join(
        (
            _title(),
            _opened(row, offered),
            tag(
                "ol",
                *filter(None, (_ask(found), _challenge(found, today), _complain(found, today))),
                class_="ways-of-remedy",
            ),
            _contacts(offered, is_here=offered.notice_id == row["id"]),
        )
    )


def _title() -> Html:
    return section(gettext("Ask, object, complain"), ANCHOR)


def _opened(row: Row, offered: Offered) -> Html:
    """From when the days run."""
    found = offered.remedies
    which = words.notice_type(offered.type)
    if offered.notice_id != row["id"]:
        which = link(address("/notice", id=offered.notice_id), which)
    if found.period_ends is None:
        return note(
            gettext(
                "The days run from the end of the notice's period on the statutory medium. When "
                "it first appeared there is not registered, so they cannot be counted here."
            ),
            plain=True,
        )
    said = gettext("The days run from the end of the notice's period: {day}.").format(
        day=_day(found.period_ends)
    )
    return tag("p", which, " · ", said, " ", _by((found.period,)))


def _ask(found: Remedies) -> Html | None:
    rule, days = found.rules.get("inquiry"), found.days.get("inquiry")
    if rule is None:
        return None
    said = gettext(
        "A supplier with a question about the purchase may ask the purchaser at any time; it "
        "answers within {days} working days, but for trade secrets."
    )
    return _way(gettext("Ask"), said.format(days=days), (rule,), None)


def _challenge(found: Remedies, today: date) -> Html | None:
    rules = _rules(found, "challenge", "reply")
    if not rules:
        return None
    said = gettext(
        "A supplier whose rights the documents, the procedure or the result have harmed may object "
        "in writing to the purchaser or its agency within {days} working days; it is answered "
        "within {reply} working days."
    )
    filled = said.format(days=found.days.get("challenge"), reply=found.days.get("reply"))
    until = _until(found.challenge_until, today)
    return _way(gettext("Object"), filled, rules, until)


def _complain(found: Remedies, today: date) -> Html | None:
    rules = _rules(found, "complaint")
    if not rules:
        return None
    said = gettext(
        "Who is not satisfied with the answer, or got none in time, may complain to the finance "
        "department of the same level within {days} working days after the period for the answer."
    )
    until = _until(found.complain_until, today, latest=True)
    return _way(gettext("Complain"), said.format(days=found.days.get("complaint")), rules, until)


def _way(title: str, said: str, rules: Sequence[Rule], until: Html | None) -> Html:
    return tag("li", tag("b", title), " ", until, tag("p", said), tag("p", _by(rules)))


def _until(due: Deadline | None, today: date, *, latest: bool = False) -> Html | None:
    """The last day, or that it is over."""
    if due is None:
        return None
    if due.day < today:
        return tag(
            "span",
            gettext("over since {day}").format(day=words.day(due.day)),
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

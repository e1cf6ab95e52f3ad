"""The register's part of the desk: what waits, what is in effect, and the way to a new record."""

from collections.abc import Mapping

from portal.credit.desk import count_waiting, list_desk_records
from portal.identity.acting import Acting
from portal.locale import gettext, ngettext
from portal.records.account import Role
from portal.records.credit import CreditRecord, CreditState
from portal.records.session import reading
from portal.today import today
from portal.ui import frame, words
from portal.ui.desk_credit import one, proposing
from portal.ui.markup import Html, address, link, tag

PARAMETER, EVERYTHING, NEW = "credit", "all", "new"
ADMITTED = frozenset({Role.FINANCE, Role.CONTRACTOR})
ELSEWHERE = frozenset({Role.THIRD_PARTY})
"""Roles that have no work at the desk"""


def show_register(person: Acting, asked: Mapping[str, str]) -> bool:
    """The list, one record, or the form for a new one; False where the desk shows other work.

    It is shown at its address, and to whoever works at nothing else.
    """
    if not person.roles & ADMITTED or (
        PARAMETER not in asked and person.roles - ADMITTED - ELSEWHERE
    ):
        return False
    chosen = asked.get(PARAMETER, EVERYTHING)
    if chosen == NEW and Role.FINANCE in person.roles:
        frame.show(_back())
        proposing.show_form(person)
    elif chosen in {EVERYTHING, NEW}:
        _show_list(person)
    else:
        frame.show(_back())
        one.show_record(person, chosen)
    return True


def way() -> Html:
    """From the desk to the register."""
    return link(
        address("/desk", credit=EVERYTHING), gettext("Credit records"), class_="press quiet"
    )


def waiting_for(person: Acting | None) -> Html | None:
    """What waits for somebody, to be said where they sign in; None where nothing does."""
    if person is None:
        return None
    with reading() as session:
        count = count_waiting(session, person, today())
    if not count:
        return None
    said = ngettext(
        "{count} credit record waits for your statement or decision.",
        "{count} credit records wait for your statement or decision.",
        count,
    )
    return frame.note(said, way(), plain=True)


def way_for(person: Acting) -> Html | None:
    """The same for whoever also works at other things."""
    return tag("p", way(), class_="row") if person.roles & ADMITTED else None


def _back() -> Html:
    return tag("p", way(), class_="row")


def _show_list(person: Acting) -> None:
    with reading() as session:
        records = list_desk_records(session, person)
    now = today()
    waiting = [each for each in records if each.state == CreditState.PROPOSED]
    shown = [each for each in records if each.state_on(now) == CreditState.IN_EFFECT]
    over = [each for each in records if each not in waiting and each not in shown]
    new = link(address("/desk", credit=NEW), gettext("Propose a credit record"), class_="press")
    frame.show(
        frame.section(gettext("Credit records")),
        frame.note(
            gettext(
                "A record needs an effective judgment, award or decision. One officer proposes "
                "it, the organisation may make a statement, and another officer decides. A low "
                "score or a purchaser's own finding of a breach is never entered."
            ),
            plain=True,
        ),
        tag("p", new, class_="row") if Role.FINANCE in person.roles else None,
        _group(gettext("Waiting for a statement or a decision"), waiting),
        _group(gettext("In effect"), shown),
        _group(gettext("Not shown any more, or never entered"), over),
        None if records else tag("p", gettext("There is no record yet."), class_="soft"),
    )


def _group(title: str, records: list[CreditRecord]) -> Html | None:
    if not records:
        return None
    return tag("section", frame.section(title), tag("ul", *map(_card, records), class_="cards"))


def _card(record: CreditRecord) -> Html:
    about = (
        words.say(words.CREDIT_STATES, record.state_on(today())),
        words.say(words.TIERS, record.tier),
        record.document_no,
        words.day(record.decided_on),
    )
    return tag(
        "li",
        tag("h3", link(address("/desk", credit=record.id), record.organisation.name)),
        tag("p", *(tag("span", each) for each in about if each), class_="facts"),
    )

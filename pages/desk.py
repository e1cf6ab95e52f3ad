"""Desk: the rounds of the officer's organisation, from planning to publication."""

from portal.evaluation.desk import list_contracts, list_desk_rounds
from portal.identity.acting import Acting
from portal.locale import gettext
from portal.records.account import Role
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import desk_forms, desk_view, duty_form, facts_form, frame, guard
from portal.ui.desk_credit import front as credit_desk
from portal.ui.desk_notices import board, screens
from portal.ui.markup import address, link, tag


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["desk"])
    person = guard.require_role(Role.PURCHASER, Role.OPERATOR, *credit_desk.ADMITTED)
    if credit_desk.show_register(person, frame.asked()):
        return
    with reading() as session:
        items = list_desk_rounds(session, person)
    frame.show_in_place(None if items else desk_view.no_round_yet())
    asked = frame.asked()
    frame.show(desk_view.ways(), credit_desk.way_for(person))
    if asked.get("view") == "duties":
        duty_form.show_duties(person)
        return
    if "contract" in asked:
        facts_form.show_facts(person, asked["contract"])
        return
    if screens.show(person, asked):
        return
    chosen = asked.get("round")
    for item in items:
        if item.round.id == chosen:
            desk_view.show_round(person, item)
            frame.show(frame.section(gettext("All rounds")))
    board.show_board(person)
    frame.show(
        frame.section(gettext("Evaluation rounds"), anchor="rounds"),
        tag("ul", *map(desk_view.card, items), class_="cards"),
    )
    _show_contracts(person, {item.round.contract_id for item in items})
    desk_forms.show_contract_form(person, asked)
    desk_forms.show_round_form(person)


def _show_contracts(person: Acting, in_rounds: set[str]) -> None:
    """The contracts without a round, which no card above leads to."""
    with reading() as session:
        others = [each for each in list_contracts(session, person) if each.id not in in_rounds]
    ways = (
        tag("li", link(address("/desk", contract=each.id), each.title), " ", each.number)
        for each in others
    )
    title = frame.section(gettext("Contracts without a round"))
    frame.show_in_place(*((title, tag("ul", *ways, class_="plain")) if others else ()))


main()

"""Desk: the rounds of the officer's organisation, from planning to publication."""

from portal.evaluation.desk import DeskRound, list_desk_rounds
from portal.locale import gettext
from portal.records.account import Role
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import desk_forms, desk_view, frame, guard, words
from portal.ui.markup import address, link, tag


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["desk"])
    person = guard.require_role(Role.PURCHASER, Role.OPERATOR)
    with reading() as session:
        items = list_desk_rounds(session, person)
    if not items:
        words_ = gettext("Your organisation has no evaluation round yet.")
        frame.show(frame.note(words_, plain=True))
    chosen = frame.asked().get("round")
    for item in items:
        if item.round.id == chosen:
            desk_view.show_round(person, item)
            frame.show(frame.section(gettext("All rounds")))
    frame.show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag("h3", link(_way(each), each.round.contract.title)),
                    tag(
                        "p",
                        tag("span", words.say(words.STATES, each.round.state)),
                        tag("span", f"{words.day(each.round.period_from)} – "
                                    f"{words.day(each.round.period_to)}"),
                        class_="facts",
                    ),
                )
                for each in items
            ),
            class_="cards",
        )
    )  # fmt: skip

    desk_forms.show_round_form(person)
    desk_forms.show_contract_form(person)


def _way(item: DeskRound) -> str:
    return address("/desk", round=item.round.id)


main()

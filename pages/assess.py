"""Assess: the sheets assigned to the signed-in evaluator or officer."""

from portal.evaluation.assessments import list_assigned
from portal.locale import gettext
from portal.records.account import Role
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, guard, sheet_form, words
from portal.ui.markup import address, link, tag


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["assess"])
    person = guard.require_role(Role.THIRD_PARTY, Role.PURCHASER)
    with reading() as session:
        sheets = list_assigned(session, person)
    if not sheets:
        frame.show(frame.note(gettext("No score sheet is assigned to you."), plain=True))
        return
    frame.show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag("h3", link(address("/assess", sheet=each.id), each.round.contract.title)),
                    tag(
                        "p",
                        tag("span", words.party(each.party)),
                        tag("span", words.say(words.STATES, each.state)),
                        class_="facts",
                    ),
                )
                for each in sheets
            ),
            class_="cards",
        )
    )
    chosen = frame.asked().get("sheet")
    for each in sheets:
        if each.id == chosen:
            sheet_form.show_sheet(person, each)


main()

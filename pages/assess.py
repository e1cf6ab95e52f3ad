"""Assess: the sheets assigned to the signed-in evaluator or officer."""

from portal.evaluation.assessments import list_assigned
from portal.locale import gettext
from portal.records.account import Role
from portal.records.evaluation import Assessment
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, guard, sheet_form, words
from portal.ui.markup import Html, address, link, tag


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["assess"])
    person = guard.require_role(Role.THIRD_PARTY, Role.PURCHASER)
    with reading() as session:
        sheets = list_assigned(session, person)
    if not sheets:
        frame.show(frame.note(gettext("No score sheet is assigned to you."), plain=True))
        return
    chosen = next((each for each in sheets if each.id == frame.asked().get("sheet")), None)
    if chosen:
        sheet_form.show_sheet(person, chosen)
        frame.show(frame.section(gettext("All your score sheets")))
    frame.show(tag("ul", *map(_card, sheets), class_="cards"))


def _card(sheet: Assessment) -> Html:
    round_ = sheet.round
    about = (
        words.party(sheet.party),
        words.say(words.STATES, sheet.state),
        words.period(round_.period_from, round_.period_to),
    )
    return tag(
        "li",
        tag("h3", link(address("/assess", sheet=sheet.id), round_.contract.title)),
        tag("p", *(tag("span", each) for each in about), class_="facts"),
    )


main()

"""Everything that was found in a draft, in plain words, what stops it first."""

from portal.identity.acting import Acting
from portal.locale import explain, gettext, ngettext
from portal.notices.desk import OPEN, DeskDraft
from portal.notices.rules.remarks import Remark, stopping, to_explain
from portal.policy.findings import Severity
from portal.ui import frame
from portal.ui.markup import Html, join, tag


def show_checks(person: Acting, item: DeskDraft) -> None:
    """The checks of a draft that is under way."""
    del person
    if item.draft.state not in OPEN:
        return
    found = item.remarks
    frame.show(
        frame.section(gettext("Checks"), anchor="checks"),
        frame.note(gettext("Every check is met."), plain=True) if not found else None,
        _group(
            ngettext("{count} thing to put right", "{count} things to put right",
                     len(stopping(found))),
            stopping(found),
        ),
        _group(
            ngettext("{count} thing that needs a reason, which is published",
                     "{count} things that need a reason, which is published",
                     len(to_explain(found))),
            to_explain(found),
        ),
        _group(gettext("To note"), [each for each in found if each.severity == Severity.HINT]),
    )  # fmt: skip


def _group(title: str, found: list[Remark]) -> Html | None:
    if not found:
        return None
    items = [tag("li", explain(each.sentence)) for each in found]
    return join((tag("h3", title, class_="name"), tag("ul", *items)))

"""The line of a project on the screen: steps done, next and passed over, each with its clocks."""

from collections.abc import Mapping

from portal.disclosure.timeline import NoticeEvent, Stage, Standing, Step, Timeline
from portal.locale import gettext, labelled, marked
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.ui import words
from portal.ui.clock_view import clock_item
from portal.ui.frame import note, section
from portal.ui.markup import Html, address, join, link, tag

ANCHOR = "project"
STAGES: Mapping[Stage, str] = {
    Stage.INTENTION: marked("Intention"),
    Stage.PREPARATION: marked("Prequalification or single-source publicity"),
    Stage.CALL: marked("Purchase notice"),
    Stage.RESULT: marked("Award result"),
    Stage.CONTRACT: marked("Contract"),
    Stage.SERVICE: marked("Service and evaluation"),
    Stage.ACCEPTANCE: marked("Acceptance"),
    Stage.ARCHIVE: marked("Archive"),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.DONE: marked("done"),
    Standing.NEXT: marked("next"),
    Standing.MISSING: marked("not on record"),
    Standing.AHEAD: marked("to come"),
    Standing.ENDED: marked("will not come"),
}
SPECIAL = frozenset({"correction", "termination", "complaint", "supervision"})
"""Notices that make no step of their own, and are marked where they stand"""


def timeline(line: Timeline | None, notice_id: str) -> Html | None:
    """The section of a notice's page."""
    if line is None:
        return None
    return join(
        (
            section(gettext("The whole project"), ANCHOR),
            note(gettext("This purchase was terminated: no contract came of it."))
            if line.is_ended
            else None,
            tag(
                "ol",
                *(_step(each, notice_id) for each in line.steps),
                class_="working",
                aria_label=gettext("Steps of the project"),
            ),
            None
            if line.has_own
            else tag(
                "p",
                gettext(
                    "All notices of this project are reprints: when they first appeared is told by "
                    "their sources, so no statutory clock is counted here."
                ),
                class_="soft",
            ),
        )
    )


def _step(step: Step, notice_id: str) -> Html:
    label = gettext(STAGES[step.stage])
    is_next = step.standing == Standing.NEXT
    kind = {Standing.NEXT: "mark demo", Standing.MISSING: "mark late"}.get(step.standing, "mark")
    items = [
        *(_notice(each, notice_id) for each in step.notices),
        *map(_contract, step.contracts),
        *map(_round, step.rounds),
    ]
    return tag(
        "li",
        tag("b", label),
        tag("span", gettext(STANDINGS[step.standing]), class_=kind),
        tag("ul", *items) if items else None,
        tag(
            "p",
            gettext("The files of the purchase are kept until {day}.").format(
                day=words.day(step.kept_until)
            ),
        )
        if step.kept_until
        else None,
        tag("ul", *map(clock_item, step.clocks), class_="findings") if step.clocks else None,
        aria_current="step" if is_next else None,
    )


def _notice(event: NoticeEvent, notice_id: str) -> Html:
    kind = words.notice_type(event.type, event.type_text)
    title = event.title or kind
    if event.is_withdrawn:
        title = gettext("withdrawn, because it led to a person")
    is_here = event.id == notice_id
    shown = tag("b", title) if is_here else link(address("/notice", id=event.id), title)
    marks = [
        tag("span", gettext("this notice"), class_="mark") if is_here else None,
        tag("span", gettext("Reprinted"), class_="mark") if event.is_reprint else None,
        tag("span", kind, class_="mark late") if event.type in SPECIAL else None,
        tag(
            "span",
            gettext("version {number}").format(number=event.version),
            class_="mark",
        )
        if event.version > 1
        else None,
    ]
    unregistered = not (event.is_reprint or event.is_registered or event.is_withdrawn)
    return tag(
        "li",
        tag("span", words.day(event.on) or gettext("undated"), class_="soft"),
        " ",
        labelled(kind) if event.type not in SPECIAL else None,
        shown,
        " ",
        *filter(None, marks),
        tag("span", gettext("statutory publication not registered"), class_="mark late")
        if unregistered
        else None,
        aria_current="page" if is_here else None,
    )


def _contract(contract: Contract) -> Html:
    terms = (
        words.day(contract.signed_on),
        words.money(contract.amount_fen, contract.currency),
        words.period(contract.starts_on, contract.ends_on),
    )
    return tag(
        "li",
        tag("span", terms[0] or gettext("undated"), class_="soft"),
        " ",
        labelled(gettext("Contract")),
        link(address("/contract", id=contract.id), contract.title),
        *(tag("span", " · ", each) for each in terms[1:] if each),
    )


def _round(round_: Round) -> Html:
    period = words.period(round_.period_from, round_.period_to)
    if round_.state == RoundState.PUBLISHED:
        way = link(address("/evaluation", id=round_.id), gettext("Evaluation result"), f" {period}")
    else:
        way = link("/rate", gettext("Open for ratings"), f" {period}")
    return tag("li", way)

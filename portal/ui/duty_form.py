"""The desk's duty register: what this month asks of the officer, and the form to record it."""

from datetime import date

import streamlit as st

from portal.compliance.duties import (
    EVIDENCE_LIMIT,
    DutyState,
    NewDuty,
    duties_of_month,
    duty_states,
    fact_of,
    record_duty,
)
from portal.errors import PortalError
from portal.evaluation.desk import Workplace, list_workplaces
from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.policy.model import Duty
from portal.records.session import reading, writing
from portal.today import today
from portal.ui import finding_view, frame, once, words
from portal.ui.fact_input import ask, ask_day
from portal.ui.markup import Html, address, join, link, tag

DONE = "duty-recorded"


def show_duties(person: Acting) -> None:
    """The list of the month for each place the officer works in, and the form."""
    with reading() as session:
        workplaces = list_workplaces(session, person)
    if not workplaces:
        frame.show(
            frame.note(
                gettext("Your organisation has no contract that a document governs, so no duties."),
                plain=True,
            )
        )  # fmt: skip
        return
    for each in workplaces:
        _show_month(each)
    _show_form(person, workplaces)


def _show_month(workplace: Workplace) -> None:
    begin = date(today().year - 1, 1, 1)  # what last year left undone is still overdue
    with reading() as session:
        states = duty_states(
            session, workplace.place, workplace.region_code, since=begin, today=today()
        )
    asked = duties_of_month(states, today())
    frame.show(
        frame.section(f"{workplace.region} · {words.place(workplace.place)}"),
        tag("p", gettext("What is due by the end of this month and not recorded:")),
        tag("ul", *map(_state, asked)) if asked else tag("p", gettext("Nothing.")),
        tag(
            "p",
            link(
                address(
                    "/policies",
                    place=workplace.place,
                    view="duties",
                    region=workplace.region_code,
                ),
                gettext("The whole register, as the public sees it"),
            ),
        ),
    )


def _state(state: DutyState) -> Html:
    done, asked = len(state.records), state.duty.at_least
    due = gettext("{period}: {done} of {asked} recorded, due on {due}").format(
        period=words.duty_period(state.period), done=done, asked=asked, due=words.day(state.due_on)
    )
    late = tag("span", gettext("overdue"), class_="mark demo") if state.is_overdue else None
    cited = finding_view.cited([installed().citations[each] for each in state.duty.clauses])
    return tag(
        "li",
        join((tag("b", pick(state.duty.title.labels())), late), between=" "),
        tag("div", due),
        tag("div", cited, class_="soft small"),
    )


def _show_form(person: Acting, workplaces: list[Workplace]) -> None:
    choices = {
        f"{at}/{duty.id}": (workplace, duty)
        for at, workplace in enumerate(workplaces)
        for duty in installed().duties(workplace.place).values()
    }
    titles = words.told_apart(
        {
            key: f"{workplace.region} · {pick(duty.title.labels())}"
            for key, (workplace, duty) in choices.items()
        }
    )
    frame.show(frame.section(gettext("Record a duty that was done")))
    chosen = st.selectbox(
        gettext("Duty"),
        list(choices),
        index=None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key="duty",
    )
    if chosen:
        _show_fields(person, *choices[chosen], key=chosen)


def _show_fields(person: Acting, workplace: Workplace, duty: Duty, key: str) -> None:
    with st.form("duty-form", clear_on_submit=False):
        done_on = ask_day(gettext("Done on"), None, f"done-{key}")
        region = st.text_input(
            gettext("Unit: region code, 6 or 9 digits"),
            workplace.region_code,
            key=f"region-{key}",
        )
        figures = {
            each.name: ask(
                fact_of(each),
                None,
                workplace.place,
                None,
                f"duty-{key}-{each.name}",
                optional=each.optional,
            )
            for each in duty.fields
        }
        evidence = st.text_input(
            gettext("Evidence: document number or address (no names of people served)"),
            key=f"evidence-{key}",
            max_chars=EVIDENCE_LIMIT,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Record"), type="primary")
    with beside:
        if not sent:
            _show_done(key)
        elif done_on is None:
            frame.show_error(gettext("Please fill in: {fields}").format(fields=gettext("Done on")))
        else:
            entered = NewDuty(
                workplace.place, duty.id, region.strip(), workplace.organisation_id, done_on,
                figures, evidence,
            )  # fmt: skip
            _record(person, entered, key)


def _record(person: Acting, entered: NewDuty, key: str) -> None:
    def store() -> str:
        with writing() as session:
            return record_duty(session, person, entered, today()).id

    try:
        once.of("duties-recorded").keep(str(entered), store)
    except PortalError as error:
        frame.show_error(error)
        return
    st.session_state[DONE] = (key, entered)
    st.rerun()  # so that the list of the month above knows it


def _show_done(key: str) -> None:
    """That the last entry of this form is in the register, with the way there."""
    recorded_by, entered = st.session_state.get(DONE, (None, None))
    if entered is None or recorded_by != key:
        return
    frame.show_done(
        gettext("Recorded. The public register shows it."),
        link(
            address(
                "/policies",
                place=entered.place,
                view="duties",
                region=entered.region_code,
                year=str(entered.done_on.year),
            ),
            gettext("To the register"),
        ),
    )

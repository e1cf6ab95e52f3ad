"""The form of a score sheet: points from 0 to 100 by indicator, remarks, and a note."""

import streamlit as st

from portal.errors import PortalError
from portal.evaluation.assessments import Sheet, save_sheet, submit_sheet
from portal.evaluation.scheme import Party
from portal.evaluation.yardstick import scheme_of
from portal.identity.acting import Acting
from portal.locale import gettext
from portal.records.evaluation import Assessment, AssessmentState
from portal.records.session import writing
from portal.ui import evaluation_view, frame, words


def show_sheet(person: Acting, assessment: Assessment) -> None:
    """A sheet to fill in, or the locked one."""
    round_ = assessment.round
    scheme = scheme_of(round_)
    indicators = scheme.indicators_of(Party(assessment.party))
    frame.show(
        frame.section(round_.contract.title),
        frame.record(
            (
                (gettext("Contractor"), round_.contract.contractor.name),
                (gettext("Scored for"), words.party(assessment.party)),
                (gettext("Period"), words.period(round_.period_from, round_.period_to)),
                (gettext("State"), words.say(words.STATES, assessment.state)),
            )
        ),
        frame.demo_note() if round_.is_demo else None,
    )
    given = {each.indicator: each for each in assessment.scores}
    if assessment.state == AssessmentState.SUBMITTED:
        _show_locked(assessment, {each.id: evaluation_view.title(each) for each in indicators})
        return
    with st.form(f"sheet-{assessment.id}"):
        scores, remarks = {}, {}
        for each in indicators:
            name = evaluation_view.title(each)
            before = given.get(each.id)
            points = st.number_input(
                gettext("{indicator}: 0 to 100, weight {weight}").format(
                    indicator=name, weight=words.percent(each.weight)
                ),
                min_value=0.0,
                max_value=100.0,
                value=before.score_hundredths / 100 if before else None,
                step=1.0,
                format="%.2f",
                key=f"score-{assessment.id}-{each.id}",
            )
            scores[each.id] = "" if points is None else f"{points:.2f}"
            remarks[each.id] = st.text_input(
                gettext("{indicator}: reason").format(indicator=name),
                value=(before.note or "") if before else "",
                key=f"remark-{assessment.id}-{each.id}",
            )
        note = st.text_area(
            gettext("Note on the whole sheet"),
            value=assessment.note or "",
            key=f"note-{assessment.id}",
        )
        sure = st.checkbox(
            gettext("I know that a submitted sheet cannot be changed."), key=f"sure-{assessment.id}"
        )
        beside = st.container()
        keep = st.form_submit_button(gettext("Save and go on later"))
        send = st.form_submit_button(gettext("Submit and lock"), type="primary")
    sheet = Sheet(scores, remarks, note or "")
    with beside:
        if send and not sure:
            frame.show_error(gettext("Tick the box above to submit: a submitted sheet is locked."))
        elif keep or send:
            _store(person, assessment, sheet, final=send)


def _store(person: Acting, assessment: Assessment, sheet: Sheet, *, final: bool) -> None:
    try:
        with writing() as session:
            (submit_sheet if final else save_sheet)(session, person, assessment.id, sheet)
    except PortalError as error:
        frame.show_error(error)
        return
    if final:
        st.rerun()
    frame.show_done(gettext("Saved. You can come back and submit it later."))


def _show_locked(assessment: Assessment, titles: dict[str, str]) -> None:
    head = (gettext("Indicator"), gettext("Score"), gettext("Reason given"))
    rows = [
        (titles.get(each.indicator, each.indicator), words.points(each.score_hundredths), each.note)
        for each in assessment.scores
    ]
    frame.show(
        frame.table(gettext("Submitted scores"), head, rows, numbers=(1,)),
        frame.record(((gettext("Note on the whole sheet"), assessment.note),)),
    )

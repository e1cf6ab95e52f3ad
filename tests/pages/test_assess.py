"""Assess: one's own score sheets, saved while open, locked once submitted."""

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.evaluation.assessments import list_assigned
from portal.identity.acting import acting_for
from portal.locale import gettext
from portal.records.evaluation import Assessment, AssessmentScore, AssessmentState
from portal.records.session import reading
from portal.settings import Settings
from tests.pages.visiting import errors, open_screen, signed_in, submit, words

EVALUATOR, OFFICER = "demo-evaluator-1", "demo-officer-1"


def sheets_of(settings: Settings, subject: str, state: AssessmentState) -> list[Assessment]:
    with reading() as session:
        person = acting_for(session, settings.account_issuer, subject)
        return [each for each in list_assigned(session, person) if each.state == state]


@pytest.fixture
def sheet(own_demo: Settings) -> Assessment:
    """A sheet still to be filled in by the demonstration's evaluator."""
    return sheets_of(own_demo, EVALUATOR, AssessmentState.ASSIGNED)[0]


def open_sheet(sheet: Assessment, subject: str = EVALUATOR) -> AppTest:
    return open_screen("assess", sheet=sheet.id, user=signed_in(subject))


def fill(visit: AppTest, points: float | None = 80.0) -> AppTest:
    for number, field in enumerate(visit.number_input):
        field.set_value(None if points is None else points + number)
    return visit


def send(visit: AppTest, sheet: Assessment, *, sure: bool = True) -> AppTest:
    visit.checkbox(key=f"sure-{sheet.id}").set_value(sure)
    return submit(visit, f"sheet-{sheet.id}", "Submit and lock")


def save(visit: AppTest, sheet: Assessment) -> AppTest:
    return submit(visit, f"sheet-{sheet.id}", "Save and go on later")


def stored(sheet: Assessment) -> tuple[str, int]:
    with reading() as session:
        state = session.get_one(Assessment, sheet.id).state
        scores = session.scalar(
            select(func.count()).where(AssessmentScore.assessment_id == sheet.id)
        )
    return str(state), scores or 0


def test_the_page_lists_the_sheets_of_this_person(demo: Settings) -> None:
    visit = open_screen("assess", user=signed_in(EVALUATOR))
    for state in AssessmentState:
        for each in sheets_of(demo, EVALUATOR, state):
            assert each.round.contract.title in words(visit)


def test_a_sheet_asks_for_points_and_a_reason_by_indicator(sheet: Assessment) -> None:
    visit = open_sheet(sheet)
    assert len(visit.number_input) == len(visit.text_input) >= 2
    assert {(field.min, field.max) for field in visit.number_input} == {(0.0, 100.0)}


def test_a_saved_sheet_comes_back_as_it_was(sheet: Assessment) -> None:
    visit = fill(open_sheet(sheet), 81.5)
    visit.number_input[-1].set_value(None)
    visit.text_input[0].set_value("台账齐全，抽查 20 户")
    visit.text_area[0].set_value("现场核查两次")
    visit = save(visit, sheet)
    assert gettext("Saved. You can come back and submit it later.") in words(visit)
    back = open_sheet(sheet)
    values = [field.value for field in back.number_input]
    assert values == [81.5 + at for at in range(len(values) - 1)] + [None]
    assert back.text_input[0].value == "台账齐全，抽查 20 户"
    assert back.text_area[0].value == "现场核查两次"
    assert stored(sheet)[0] == AssessmentState.ASSIGNED


def test_a_submitted_sheet_is_locked(sheet: Assessment) -> None:
    visit = send(fill(open_sheet(sheet), 90.0), sheet)
    assert not errors(visit)
    assert not visit.number_input
    assert "90.00" in words(visit)
    assert stored(sheet)[0] == AssessmentState.SUBMITTED
    assert not open_sheet(sheet).number_input


def test_a_tab_left_open_cannot_change_a_submitted_sheet(sheet: Assessment) -> None:
    early, late = fill(open_sheet(sheet), 10.0), fill(open_sheet(sheet), 90.0)
    send(late, sheet)
    save(early, sheet)
    shown = words(open_sheet(sheet))
    assert "90.00" in shown
    assert "10.00" not in shown


def test_an_unfinished_sheet_is_not_taken(sheet: Assessment) -> None:
    visit = fill(open_sheet(sheet))
    visit.number_input[0].set_value(None)
    visit = send(visit, sheet)
    assert len(errors(visit)) == 1
    assert stored(sheet) == (AssessmentState.ASSIGNED, 0)


def test_submitting_asks_to_be_sure(sheet: Assessment) -> None:
    visit = send(fill(open_sheet(sheet)), sheet, sure=False)
    sentence = gettext("Tick the box above to submit: a submitted sheet is locked.")
    assert errors(visit) == [sentence]
    assert stored(sheet) == (AssessmentState.ASSIGNED, 0)


def test_a_hostile_remark_is_shown_as_text(sheet: Assessment) -> None:
    visit = fill(open_sheet(sheet))
    visit.text_input[0].set_value("<script>alert(1)</script>")
    visit.text_area[0].set_value("**bold** <img src=x onerror=alert(1)>")
    visit = send(visit, sheet)
    assert "<script>alert(1)</script>" in words(visit)
    assert "**bold** <img src=x onerror=alert(1)>" in words(visit)


def test_a_note_that_never_ends_is_refused(sheet: Assessment) -> None:
    visit = fill(open_sheet(sheet))
    visit.text_area[0].set_value("长" * 4_001)
    assert len(errors(save(visit, sheet))) == 1
    assert stored(sheet) == (AssessmentState.ASSIGNED, 0)


def test_somebody_elses_sheet_does_not_open(own_demo: Settings, sheet: Assessment) -> None:
    del own_demo
    visit = open_sheet(sheet, OFFICER)
    assert not visit.number_input


def test_an_officer_fills_in_the_purchasers_sheet_here_too(own_demo: Settings) -> None:
    own = sheets_of(own_demo, OFFICER, AssessmentState.ASSIGNED)[0]
    send(fill(open_sheet(own, OFFICER)), own)
    assert stored(own)[0] == AssessmentState.SUBMITTED

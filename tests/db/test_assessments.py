"""A named assessor's sheet: what may stand in it, who may open it, and when it is locked."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PortalError,
)
from portal.evaluation.assessments import (
    NOTE_LIMIT,
    Sheet,
    get_assigned,
    list_assigned,
    save_sheet,
    submit_sheet,
)
from portal.records.evaluation import Assessment, AssessmentScore, AssessmentState
from tests.db import forensics
from tests.db.town import Town


@pytest.fixture
def round_id(town: Town) -> str:
    return town.open()


@pytest.fixture
def sheet_id(town: Town, round_id: str) -> str:
    return town.assign(round_id, "evaluator-1", "third_party")


def save(town: Town, sheet_id: str, sheet: Sheet, name: str = "evaluator-1") -> None:
    town.act(name, lambda s, who: save_sheet(s, who, sheet_id, sheet))


def submit(town: Town, sheet_id: str, sheet: Sheet, name: str = "evaluator-1") -> None:
    town.act(name, lambda s, who: submit_sheet(s, who, sheet_id, sheet))


def points(typed: str) -> Sheet:
    return Sheet({"third_party": typed}, {})


def stored(town: Town, sheet_id: str) -> list[tuple[str, int, str | None]]:
    with Session(town.engine) as session:
        rows = session.scalars(
            select(AssessmentScore).where(AssessmentScore.assessment_id == sheet_id)
        )
        return [(each.indicator, each.score_hundredths, each.note) for each in rows]


def unchanged(town: Town, sheet_id: str, sheet: Sheet, error: type[PortalError]) -> str:
    """The sentence with which saving and submitting are both refused; nothing may have changed."""
    before = forensics.everything(town.engine)
    sentences = set()
    for act in (save, submit):
        with pytest.raises(error) as refused:
            act(town, sheet_id, sheet)
        sentences.add(str(refused.value))
    assert forensics.everything(town.engine) == before
    (sentence,) = sentences
    return sentence


def test_every_score_from_0_to_100_with_two_decimals_is_kept_exactly(
    town: Town, sheet_id: str
) -> None:
    for typed, hundredths in (
        ("0", 0),
        ("0.00", 0),
        ("0.01", 1),
        ("0.29", 29),
        (" 8.07 ", 807),
        ("86.5", 8_650),
        ("99.99", 9_999),
        ("100", 10_000),
        ("100.00", 10_000),
        ("1e1", 1_000),
    ):
        save(town, sheet_id, points(typed))
        assert stored(town, sheet_id) == [("third_party", hundredths, None)], typed
        assert Decimal(hundredths) == Decimal(typed.strip()) * 100


def test_any_other_score_is_refused_and_named(town: Town, sheet_id: str) -> None:
    for typed in (
        *("-0.01", "-1", "100.01", "101", "86.555", "0.001", "1e3", "1e-999999", "1e999999"),
        *("NaN", "sNaN", "Infinity", "-Infinity", "abc", "8 6", "8,6", "0x10", "None", "①", "½"),
    ):
        sentence = unchanged(town, sheet_id, points(typed), InvalidInputError)
        assert "third_party: a score is a number from 0 to 100" in sentence, typed


def test_an_unfinished_sheet_is_saved_and_not_submitted(town: Town, sheet_id: str) -> None:
    save(town, sheet_id, points("80"))
    save(town, sheet_id, Sheet({"third_party": " "}, {}, "later"))

    assert stored(town, sheet_id) == []
    before = forensics.everything(town.engine)
    for empty in (Sheet({}, {}), points(""), points("  ")):
        with pytest.raises(InvalidInputError, match="no score yet: third_party"):
            submit(town, sheet_id, empty)
    assert forensics.everything(town.engine) == before


def test_an_indicator_of_another_party_or_of_nobody_is_refused(town: Town, sheet_id: str) -> None:
    for name in ("purchaser", "q1", "nonsense", ""):
        sheet = Sheet({"third_party": "80", name: "80"}, {})
        assert "has no indicator" in unchanged(town, sheet_id, sheet, InvalidInputError)


def test_notes_are_kept_with_their_indicator_and_have_a_limit(town: Town, sheet_id: str) -> None:
    long = "长" * NOTE_LIMIT
    save(town, sheet_id, Sheet({"third_party": "80"}, {"third_party": long}, long))
    assert stored(town, sheet_id) == [("third_party", 8_000, long)]

    for sheet in (
        Sheet({"third_party": "80"}, {}, long + "x"),
        Sheet({"third_party": "80"}, {"third_party": long + "x"}),
    ):
        assert "at most 4000 characters" in unchanged(town, sheet_id, sheet, InvalidInputError)


def test_a_submitted_sheet_is_locked(town: Town, sheet_id: str) -> None:
    submit(town, sheet_id, points("86.5"))

    sentence = unchanged(town, sheet_id, points("99"), ConflictError)

    assert sentence == "this sheet is submitted already and cannot be changed"
    assert stored(town, sheet_id) == [("third_party", 8_650, None)]
    with Session(town.engine) as session:
        sheet = session.get_one(Assessment, sheet_id)
        assert sheet.state == AssessmentState.SUBMITTED
        assert sheet.submitted_at is not None


def test_somebody_else_s_sheet_is_as_good_as_absent(town: Town, sheet_id: str) -> None:
    save(town, sheet_id, points("86.5"))
    before = forensics.everything(town.engine)

    for name in ("evaluator-2", "officer-1", "operator-1", "nobody"):
        with Session(town.engine) as session:
            who = town.person(session, name)
            with pytest.raises(NotFoundError) as hidden:
                get_assigned(session, who, sheet_id)
            with pytest.raises(NotFoundError) as absent:
                get_assigned(session, who, "no-such-sheet")
            assert list_assigned(session, who) == []
        assert str(hidden.value).replace(sheet_id, "…") == str(absent.value).replace(
            "no-such-sheet", "…"
        )
        for act in (save, submit):
            with pytest.raises(NotFoundError):
                act(town, sheet_id, points("1"), name)

    assert forensics.everything(town.engine) == before


def test_a_sheet_is_written_while_its_round_is_open_or_closed(town: Town, sheet_id: str) -> None:
    early = town.assign(town.plan(), "evaluator-1", "third_party")
    assert "the round is planned" in unchanged(town, early, points("80"), ConflictError)

    save(town, sheet_id, points("80"))
    with Session(town.engine) as session:
        round_id = session.get_one(Assessment, sheet_id).round_id
    town.close(round_id)
    submit(town, sheet_id, points("81"))
    assert stored(town, sheet_id) == [("third_party", 8_100, None)]


def test_nothing_is_written_after_the_publication(town: Town) -> None:
    round_id = town.finish(["55"] * 12)
    with Session(town.engine) as session:
        sheets = session.scalars(select(Assessment).where(Assessment.round_id == round_id)).all()
        (own,) = [each.id for each in sheets if each.party == "third_party"]

    unchanged(town, own, points("1"), ConflictError)
    with pytest.raises(ConflictError, match="the round is published"):
        town.assign(round_id, "evaluator-2", "third_party")


def test_a_role_that_was_taken_back_between_two_windows_counts_no_more(
    town: Town, sheet_id: str
) -> None:
    save(town, sheet_id, points("80"))
    town.revoke("evaluator-1")

    sentence = unchanged(town, sheet_id, points("81"), ForbiddenError)

    assert sentence == "this needs one of these roles: Third-party evaluator"
    assert stored(town, sheet_id) == [("third_party", 8_000, None)]


def test_an_officer_of_another_purchaser_cannot_score_for_this_one(
    town: Town, round_id: str
) -> None:
    sheet_id = town.assign(round_id, "officer-elsewhere", "purchaser")
    sheet = Sheet({"purchaser": "100"}, {})

    for act in (save, submit):
        with pytest.raises(ForbiddenError):
            act(town, sheet_id, sheet, "officer-elsewhere")
    assert stored(town, sheet_id) == []


def test_assessors_are_named_by_their_party_and_their_turn(town: Town, round_id: str) -> None:
    for name, party in (
        ("evaluator-1", "third_party"),
        ("officer-1", "purchaser"),
        ("evaluator-2", "third_party"),
    ):
        town.assign(round_id, name, party)

    with Session(town.engine) as session:
        labels = session.scalars(select(Assessment.label).order_by(Assessment.label)).all()
        own = list_assigned(session, town.person(session, "evaluator-2"))
    assert labels == ["A1", "A2", "P1"]
    assert [each.label for each in own] == ["A2"]


def test_a_party_the_scheme_does_not_name_has_no_assessors(town: Town, round_id: str) -> None:
    before = forensics.everything(town.engine)
    for party in ("using_unit", "expert", "beneficiary", "nonsense"):
        with pytest.raises(InvalidInputError, match="names no assessors"):
            town.assign(round_id, "evaluator-1", party)
    assert forensics.everything(town.engine) == before


def test_nobody_has_two_sheets_of_one_party(town: Town, round_id: str) -> None:
    town.assign(round_id, "evaluator-1", "third_party")

    with pytest.raises(ConflictError, match="already"):
        town.assign(round_id, "evaluator-1", "third_party")

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, PortalError
from portal.evaluation.assessments import Sheet, assign_assessor, save_sheet, submit_sheet
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.invitations import by_code, invite_subject, issue_codes
from portal.evaluation.results import publish_round
from portal.evaluation.rounds import close_round, open_round
from portal.identity.grants import find_account, grant_role
from portal.records.account import Account, Role, RoleGrant
from portal.records.evaluation import Assessment, Ballot, Invitation, Result, RoundState
from portal.records.session import writing
from tests.db.town import ISSUER, OPERATOR, SECRET, TODAY, Town, subject

Deed = Callable[[Session], object]
PEOPLE = 12
A_MOMENT = 0.4


def outcome(town: Town, deed: Deed) -> str:
    """What became of an action: done, or the name of the error the user meets."""
    try:
        with writing(town.engine) as session:
            deed(session)
    except PortalError as error:
        return type(error).__name__
    return "done"


def overlapping(town: Town, first: Deed, second: Deed) -> str:
    """Begin the second action before the first is committed; what became of the second."""
    with ThreadPoolExecutor(1) as pool:
        with writing(town.engine) as session:
            first(session)
            session.flush()
            late: Future[str] = pool.submit(outcome, town, second)
            wait([late], timeout=A_MOMENT)
        return late.result()


def at_once(town: Town, deeds: list[Deed]) -> list[str]:
    """All actions from as many threads, let go at the same moment."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> str:
        start.wait()
        return outcome(town, deed)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def cast(round_id: str, code: str, answers: str = "55") -> Deed:
    return lambda s: cast_ballot(s, round_id, by_code(SECRET, code), answers, TODAY)


def by(town: Town, name: str, deed: Callable[..., object], *given: object) -> Deed:
    """An action of a service that takes the acting person second."""
    return lambda s: deed(s, town.person(s, name), *given)


def test_one_code_from_many_windows_gives_one_ballot(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0]

    came = at_once(town, [cast(round_id, code, answers) for answers in ("55", "11", "5-") * 4])

    assert sorted(came) == [*["RefusedBallotError"] * (PEOPLE - 1), "done"]
    assert town.count(round_id) == (1, 1)


def test_code_and_sign_in_at_once_give_one_ballot(town: Town) -> None:
    round_id = town.open()
    with writing(town.engine) as session:
        code = invite_subject(session, OPERATOR, SECRET, round_id, (ISSUER, "b-1"), with_code=True)
    assert code is not None
    signed_in = subject(round_id, "b-1")
    deeds: list[Deed] = [
        cast(round_id, code),
        lambda s: cast_ballot(s, round_id, signed_in, "11", TODAY),
    ]

    came = at_once(town, deeds * 4)

    assert sorted(came) == [*["RefusedBallotError"] * 7, "done"]
    assert town.count(round_id) == (1, 1)


def test_a_click_that_comes_while_the_first_is_not_yet_stored_is_refused(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0]

    second = overlapping(town, cast(round_id, code, "55"), cast(round_id, code, "11"))

    assert second == "RefusedBallotError"
    assert town.count(round_id) == (1, 1)


def test_a_whole_hall_votes_at_once_and_every_ballot_counts(town: Town) -> None:
    round_id = town.open(PEOPLE)

    came = at_once(town, [cast(round_id, code) for code in town.codes[round_id]])

    assert came == ["done"] * PEOPLE
    assert town.count(round_id) == (PEOPLE, PEOPLE)


def test_a_ballot_that_comes_while_the_round_closes_is_refused(town: Town) -> None:
    round_id = town.open()

    late = overlapping(
        town,
        by(town, "officer-2", close_round, round_id, TODAY),
        cast(round_id, town.codes[round_id][0]),
    )

    assert late == "RefusedBallotError"
    assert town.count(round_id) == (0, 0)


def test_a_round_closes_after_the_ballot_that_came_before(town: Town) -> None:
    """And rewrites it with the others: none of the keys that were there before remains."""
    round_id = town.open()
    town.cast(round_id, town.codes[round_id][1])
    before = keys(town)

    closing = overlapping(
        town,
        cast(round_id, town.codes[round_id][0], "3-"),
        by(town, "officer-2", close_round, round_id, TODAY),
    )

    assert closing == "done"
    assert town.state(round_id) == RoundState.CLOSED
    assert town.count(round_id) == (2, 2)
    assert not before & keys(town)


def keys(town: Town) -> set[str]:
    with Session(town.engine) as session:
        return {*session.scalars(select(Ballot.id)), *session.scalars(select(Invitation.id))}


@pytest.mark.parametrize("turn", range(3))
def test_no_ballot_is_lost_and_none_comes_after_a_close_in_the_rush(town: Town, turn: int) -> None:
    round_id = town.open(PEOPLE)
    deeds = [cast(round_id, code) for code in town.codes[round_id]]
    deeds.insert(4 * turn + 1, by(town, "officer-2", close_round, round_id, TODAY))

    came = at_once(town, deeds)

    assert came.pop(4 * turn + 1) == "done"
    assert set(came) <= {"done", "RefusedBallotError"}
    assert town.state(round_id) == RoundState.CLOSED
    assert town.count(round_id) == (came.count("done"), came.count("done"))


def test_nobody_is_invited_while_the_round_closes(town: Town) -> None:
    """The number of invited is a figure of the result; it stands when the round is closed."""
    round_id = town.open(3)

    late = overlapping(
        town,
        by(town, "officer-2", close_round, round_id, TODAY),
        lambda s: list(issue_codes(s, OPERATOR, SECRET, round_id, 5)),
    )

    assert late == ConflictError.__name__
    assert invited(town, round_id) == 3


def test_a_close_waits_for_codes_that_are_being_issued(town: Town) -> None:
    round_id = town.open(3)

    closing = overlapping(
        town,
        lambda s: list(issue_codes(s, OPERATOR, SECRET, round_id, 5)),
        by(town, "officer-2", close_round, round_id, TODAY),
    )

    assert closing == "done"
    assert invited(town, round_id) == 8


def invited(town: Town, round_id: str) -> int:
    with Session(town.engine) as session:
        count = session.scalar(select(func.count()).where(Invitation.round_id == round_id))
    return count or 0


def test_one_person_invited_twice_at_once_is_invited_once(town: Town) -> None:
    round_id = town.open(1)

    came = at_once(
        town,
        [lambda s: invite_subject(s, OPERATOR, SECRET, round_id, (ISSUER, "b-1"))] * 4,
    )

    assert sorted(came) == [*[ConflictError.__name__] * 3, "done"]
    assert invited(town, round_id) == 2


@pytest.mark.parametrize("step", ["open", "close", "publish"])
def test_two_people_take_a_step_at_once_and_one_of_them_is_told(town: Town, step: str) -> None:
    deeds: dict[str, Callable[..., object]] = {
        "open": open_round,
        "close": close_round,
        "publish": publish_round,
    }
    round_id = town.plan() if step == "open" else town.open(15)
    if step == "open":
        town.invite(round_id, 3)
    if step == "publish":
        town.vote(round_id, ["55"] * 12)
        town.score(round_id)
        town.close(round_id)
        town.sweep(round_id)

    came = at_once(
        town,
        [
            by(town, name, deeds[step], round_id, TODAY)
            for name in ("officer-2", "operator-1", "officer-2", "operator-1")
        ],
    )

    assert sorted(came) == [*[ConflictError.__name__] * 3, "done"]
    with Session(town.engine) as session:
        results = session.scalar(select(func.count()).select_from(Result))
    assert results == (1 if step == "publish" else 0)


def test_whoever_is_being_given_a_sheet_cannot_close_the_round_meanwhile(town: Town) -> None:
    round_id = town.open()

    def assign(session: Session) -> None:
        account = find_account(session, ISSUER, "officer-1")
        assert account is not None
        assign_assessor(session, OPERATOR, round_id, account, "purchaser")

    closing = overlapping(town, assign, by(town, "officer-1", close_round, round_id, TODAY))

    assert closing == ForbiddenError.__name__
    assert town.state(round_id) == RoundState.OPEN


def test_two_assessors_appointed_at_once_have_two_names(town: Town) -> None:
    round_id = town.open()

    def assign(name: str) -> Deed:
        def deed(session: Session) -> None:
            account = find_account(session, ISSUER, name)
            assert account is not None
            assign_assessor(session, OPERATOR, round_id, account, "third_party")

        return deed

    assert overlapping(town, assign("evaluator-1"), assign("evaluator-2")) == "done"
    with Session(town.engine) as session:
        assert set(session.scalars(select(Assessment.label))) == {"A1", "A2"}


def test_a_sheet_submitted_in_one_window_is_not_changed_from_another(town: Town) -> None:
    round_id = town.open()
    sheet_id = town.assign(round_id, "evaluator-1", "third_party")
    final, draft = Sheet({"third_party": "90"}, {}, "final"), Sheet({}, {}, "still thinking")

    saving = overlapping(
        town,
        by(town, "evaluator-1", submit_sheet, sheet_id, final),
        by(town, "evaluator-1", save_sheet, sheet_id, draft),
    )

    assert saving == ConflictError.__name__
    with Session(town.engine) as session:
        sheet = session.get_one(Assessment, sheet_id)
        assert sheet.note == "final"
        assert [each.score_hundredths for each in sheet.scores] == [9_000]


def test_a_sheet_is_submitted_once(town: Town) -> None:
    round_id = town.open()
    sheet_id = town.assign(round_id, "evaluator-1", "third_party")
    sheet = Sheet({"third_party": "90"}, {})

    came = at_once(town, [by(town, "evaluator-1", submit_sheet, sheet_id, sheet)] * 4)

    assert sorted(came) == [*[ConflictError.__name__] * 3, "done"]


def test_a_role_granted_twice_at_once_is_gone_when_it_is_taken_back_once(town: Town) -> None:
    def grant(session: Session) -> bool:
        return grant_role(
            session, OPERATOR, issuer=ISSUER, subject="contractor-1", role=Role.FINANCE
        )

    assert overlapping(town, grant, grant) == "done"

    with Session(town.engine) as session:
        held = session.scalar(
            select(func.count())
            .select_from(RoleGrant)
            .join(Account)
            .where(Account.subject == "contractor-1", RoleGrant.role == Role.FINANCE)
        )
    assert held == 1

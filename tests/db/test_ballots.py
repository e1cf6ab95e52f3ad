from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.errors import (
    ConflictError,
    DatabaseFaultError,
    InvalidInputError,
    NotFoundError,
    PortalError,
    RefusedBallotError,
)
from portal.evaluation.ballots import (
    cast_ballot,
    find_invited_round,
    list_invited_rounds,
)
from portal.evaluation.codes import new_code
from portal.evaluation.counting import count_patterns
from portal.evaluation.invitations import Credential, by_code, invite_subject
from portal.records.evaluation import Ballot, Invitation, RoundState
from portal.records.session import writing
from portal.records.tables import metadata
from tests.db.town import ISSUER, LAST_DAY, OPERATOR, SECRET, TODAY, Town, subject

TOMORROW = LAST_DAY + timedelta(days=1)


def everything(town: Town) -> dict[str, list[str]]:
    """Every row of every table."""
    with town.engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def refusal(town: Town, deed: Callable[[Session], object]) -> PortalError:
    """The error of a deed, which may not have changed a single row."""
    before = everything(town)
    with pytest.raises(PortalError) as refused, writing(town.engine) as session:
        deed(session)
    assert everything(town) == before
    return refused.value


def invite(town: Town, round_id: str, name: str, *, with_code: bool = False) -> str | None:
    with writing(town.engine) as session:
        return invite_subject(
            session, OPERATOR, SECRET, round_id, (ISSUER, name), with_code=with_code
        )


def test_a_code_gives_one_ballot_with_its_answers(town: Town) -> None:
    round_id = town.open()

    town.cast(round_id, town.codes[round_id][3], "5-")

    with Session(town.engine) as session:
        assert count_patterns(session, round_id) == {"5-": 1}
        used = session.scalars(select(Invitation.code_hash).where(Invitation.is_used)).all()
    assert used == [by_code(SECRET, town.codes[round_id][3]).code_hash]


def test_a_code_is_taken_however_it_was_typed(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0].replace("-", " ").replace("0", "o").lower()

    town.cast(round_id, f"  {code} ")

    assert town.count(round_id) == (1, 1)


def test_a_used_an_expired_a_foreign_and_an_unknown_code_are_refused_with_the_same_sentence(
    town: Town,
) -> None:
    round_id, other_id = town.open(), town.open()
    used, unused, *_ = town.codes[round_id]
    town.cast(round_id, used)

    def cast(code: str, day: date) -> Callable[[Session], object]:
        return lambda session: cast_ballot(session, round_id, by(code), "44", day)

    sentences = {
        str(refusal(town, cast(code, day)))
        for code, day in (
            (used, TODAY),
            (unused, TOMORROW),
            (town.codes[other_id][0], TODAY),
            (new_code(), TODAY),
        )
    }

    assert len(sentences) == 1
    assert "No rating was counted" in sentences.pop()
    assert town.count(round_id) == (1, 1)
    assert town.count(other_id) == (0, 0)


def by(code: str) -> Credential:
    return by_code(SECRET, code)


def test_looking_a_code_up_says_no_more_than_casting_with_it(town: Town) -> None:
    round_id, planned_id = town.open(), town.plan()
    used, unused, *_ = town.codes[round_id]
    (early,) = town.invite(planned_id, 1)
    town.cast(round_id, used)

    def look(code: str, day: date = TODAY) -> Callable[[Session], object]:
        return lambda session: find_invited_round(session, by(code), day)

    sentences = {
        str(refusal(town, look(used))),
        str(refusal(town, look(unused, TOMORROW))),
        str(refusal(town, look(new_code()))),
        str(refusal(town, look(early))),
        str(refusal(town, lambda s: cast_ballot(s, round_id, by(used), "55", TODAY))),
    }

    assert len(sentences) == 1
    with Session(town.engine) as session:
        assert find_invited_round(session, by(unused), TODAY).id == round_id


def test_a_code_is_good_on_its_last_day_and_not_on_the_next(town: Town) -> None:
    round_id = town.open()
    first, second, *_ = town.codes[round_id]

    with writing(town.engine) as session:
        cast_ballot(session, round_id, by(first), "55", LAST_DAY)
    refusal(town, lambda s: cast_ballot(s, round_id, by(second), "55", TOMORROW))

    assert town.count(round_id) == (1, 1)


@pytest.mark.parametrize("first", ["code", "signing in"])
def test_signing_in_and_the_code_of_one_invitation_give_one_ballot_together(
    town: Town, first: str
) -> None:
    round_id = town.open()
    code = invite(town, round_id, "beneficiary-1", with_code=True)
    assert code is not None
    ways = {"code": by(code), "signing in": subject(round_id, "beneficiary-1")}
    credential = ways.pop(first)
    (other,) = ways.values()

    town.cast(round_id, credential)
    refusal(town, lambda s: cast_ballot(s, round_id, other, "11", TODAY))

    assert town.count(round_id) == (1, 1)
    with Session(town.engine) as session:
        assert list_invited_rounds(session, SECRET, (ISSUER, "beneficiary-1"), TODAY) == []


def test_signing_in_without_an_invitation_gives_no_ballot(town: Town) -> None:
    round_id = town.open()

    refused = refusal(
        town, lambda s: cast_ballot(s, round_id, subject(round_id, "passer-by"), "55", TODAY)
    )

    assert isinstance(refused, RefusedBallotError)
    with Session(town.engine) as session:
        assert list_invited_rounds(session, SECRET, (ISSUER, "passer-by"), TODAY) == []


@pytest.mark.parametrize("identity", [("https://other.example/", "b-1"), (ISSUER, "b-2")])
def test_the_same_name_at_another_provider_is_another_person(
    town: Town, identity: tuple[str, str]
) -> None:
    round_id = town.open()
    invite(town, round_id, "b-1")

    with Session(town.engine) as session:
        assert list_invited_rounds(session, SECRET, identity, TODAY) == []
        found = list_invited_rounds(session, SECRET, (ISSUER, "b-1"), TODAY)
        assert [each.id for each in found] == [round_id]


def test_an_invitation_says_in_no_two_rounds_the_same_of_one_person(town: Town) -> None:
    rounds = [town.open(), town.open()]
    for round_id in rounds:
        invite(town, round_id, "beneficiary-1")

    with Session(town.engine) as session:
        hashes = session.scalars(
            select(Invitation.subject_hash).where(Invitation.subject_hash.is_not(None))
        ).all()
        invited = list_invited_rounds(session, SECRET, (ISSUER, "beneficiary-1"), TODAY)
    assert len(set(hashes)) == 2
    assert {each.id for each in invited} == set(rounds)


def test_nobody_is_invited_twice_to_one_round(town: Town) -> None:
    round_id = town.open()
    invite(town, round_id, "beneficiary-1")

    refused = refusal(
        town, lambda s: invite_subject(s, OPERATOR, SECRET, round_id, (ISSUER, "beneficiary-1"))
    )

    assert isinstance(refused, ConflictError)
    assert str(refused) == "this person is invited to the round already"


def test_answers_outside_the_scheme_are_refused_and_leave_the_code_good(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0]

    def cast(answers: str) -> Callable[[Session], object]:
        return lambda session: cast_ballot(session, round_id, by(code), answers, TODAY)

    for answers in ("--", "5", "555", "", "56", "5x", "5 ", "５5", "5\n", "0-"):
        assert isinstance(refusal(town, cast(answers)), InvalidInputError), answers

    town.cast(round_id, code, "5-")
    assert town.count(round_id) == (1, 1)


def planned(town: Town) -> str:
    round_id = town.plan()
    town.invite(round_id, 12)
    return round_id


def closed(town: Town) -> str:
    round_id = town.open()
    town.close(round_id)
    return round_id


def published(town: Town) -> str:
    return town.finish(["55"] * 12, invited=15)


@pytest.mark.parametrize("make", [planned, closed, published])
def test_only_an_open_round_takes_a_ballot(town: Town, make: Callable[[Town], str]) -> None:
    round_id = make(town)
    unused = town.codes[round_id][-1]

    refused = refusal(town, lambda s: cast_ballot(s, round_id, by(unused), "55", TODAY))

    assert isinstance(refused, RefusedBallotError)
    assert town.state(round_id) == make.__name__ != RoundState.OPEN


def test_a_round_that_is_not_there_takes_none(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0]

    refused = refusal(town, lambda s: cast_ballot(s, "no-such-round", by(code), "55", TODAY))

    assert isinstance(refused, NotFoundError)


def test_an_empty_credential_opens_nothing(town: Town) -> None:
    """Invitations by code have no subject and the other way round: no one may match on nothing."""
    round_id = town.open()
    invite(town, round_id, "beneficiary-1")

    def cast(credential: Credential) -> Callable[[Session], object]:
        return lambda session: cast_ballot(session, round_id, credential, "55", TODAY)

    for credential in (Credential(), Credential(code_hash=""), Credential(subject_hash="")):
        refusal(town, cast(credential))


def test_a_ballot_that_cannot_be_kept_leaves_its_code_good(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: here the key of the new ballot is one that exists already."""
    round_id = town.open()
    monkeypatch.setattr("portal.evaluation.ballots.new_ballot_id", lambda: "0" * 32)
    first, second, *_ = town.codes[round_id]
    town.cast(round_id, first)
    before = everything(town)

    with pytest.raises(DatabaseFaultError):
        town.cast(round_id, second)

    assert everything(town) == before


def test_codes_and_people_stand_in_the_database_as_hashes_only(town: Town) -> None:
    round_id = town.open()
    code = invite(town, round_id, "beneficiary-1", with_code=True)
    town.cast(round_id, subject(round_id, "beneficiary-1"))

    stored = "".join(f"{rows}" for rows in everything(town).values())

    for secret in (str(code), str(code).replace("-", ""), "beneficiary-1", *town.codes[round_id]):
        assert secret not in stored
        assert secret.replace("-", "").lower() not in stored.lower()


def test_a_hash_made_with_another_key_opens_nothing(town: Town) -> None:
    round_id = town.open()
    code = town.codes[round_id][0]

    refusal(town, lambda s: cast_ballot(s, round_id, by_code(b"guess", code), "55", TODAY))


def test_a_ballot_s_key_says_nothing_and_never_repeats(town: Town) -> None:
    round_id = town.open(30)
    town.vote(round_id, ["55"] * 30)

    with town.engine.connect() as connection:
        ballots = set(connection.scalars(select(Ballot.id)))
        invitations = set(connection.scalars(select(Invitation.id)))
        widest = connection.scalar(text("SELECT max(length(id)) FROM ballot"))

    assert len(ballots) == len(invitations) == 30
    assert not ballots & invitations
    assert widest == 32

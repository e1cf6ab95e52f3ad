"""What may be done to a round in which state, by whom, and what stops it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PortalError,
)
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.invitations import MOST_AT_ONCE, by_code, invite_subject, issue_codes
from portal.evaluation.results import preview_bundle, publish_round
from portal.evaluation.rounds import close_round, open_round, plan_round
from portal.identity.acting import acting_for
from portal.identity.grants import grant_role
from portal.records.account import Role
from portal.records.audit import AuditEntry
from portal.records.contract import Contract
from portal.records.evaluation import Round, Scheme
from portal.records.session import writing
from tests.db import forensics
from tests.db.town import (
    CONTRACT,
    ISSUER,
    LAST_DAY,
    OPERATOR,
    PERIOD,
    PURCHASER,
    SCHEME,
    SECRET,
    TODAY,
    Town,
)

STEPS: dict[str, Callable[..., object]] = {
    "open": open_round,
    "close": close_round,
    "publish": publish_round,
}
AFTER = {
    ("planned", "open"): "open",
    ("open", "close"): "closed",
    ("closed", "publish"): "published",
}


def in_state(town: Town, state: str) -> str:
    """A scored round with enough ballots in this state, swept if it is closed."""
    round_id = town.plan()
    town.invite(round_id, 15)
    if state == "planned":
        return round_id
    take(town, "officer-2", "open", round_id)
    town.vote(round_id, ["55", "44", "5-"] * 4)
    town.score(round_id)
    if state != "open":
        town.close(round_id)
        town.sweep(round_id)
    if state == "published":
        town.publish(round_id)
    return round_id


def take(town: Town, name: str, step: str, round_id: str) -> object:
    """A step of somebody."""
    return town.act(name, lambda s, who: STEPS[step](s, who, round_id, TODAY))


def refusal(town: Town, name: str, step: str, round_id: str) -> PortalError:
    """The error of a step, which may not have changed a single row."""
    before = forensics.everything(town.engine)
    with pytest.raises(PortalError) as refused:
        take(town, name, step, round_id)
    assert forensics.everything(town.engine) == before
    return refused.value


@pytest.mark.parametrize("state", ["planned", "open", "closed", "published"])
def test_a_round_goes_one_way_and_no_step_is_left_out(town: Town, state: str) -> None:
    round_id = in_state(town, state)
    for step in STEPS:
        if (state, step) not in AFTER:
            refused = refusal(town, "officer-2", step, round_id)
            assert isinstance(refused, ConflictError), step
            assert f"the round is {state}" in str(refused)
    for (before, step), after in AFTER.items():
        if before == state:
            take(town, "officer-2", step, round_id)
            assert town.state(round_id) == after


def test_each_step_is_dated_and_says_who_took_it(town: Town) -> None:
    round_id = in_state(town, "published")

    with Session(town.engine) as session:
        round_ = session.get_one(Round, round_id)
        assert (round_.opened_on, round_.closed_on, round_.published_on) == (TODAY,) * 3
        entries = session.execute(
            select(AuditEntry.action, AuditEntry.actor)
            .where(AuditEntry.object_id == round_id)
            .order_by(AuditEntry.id)
        ).all()
    officer = f"{ISSUER}#officer-2"
    assert [tuple(each) for each in entries] == [
        ("plan_round", str(OPERATOR)),
        ("issue_codes", str(OPERATOR)),
        ("open_round", officer),
        ("close_round", officer),
        ("sweep_round", str(OPERATOR)),
        ("publish_round", officer),
    ]


@pytest.mark.parametrize("state", ["planned", "open", "closed"])
def test_only_an_officer_of_the_purchaser_or_an_operator_takes_a_step(
    town: Town, state: str
) -> None:
    round_id = in_state(town, state)
    (step,) = [step for before, step in AFTER if before == state]

    for name in ("officer-elsewhere", "evaluator-2", "finance-1", "contractor-1", "nobody"):
        assert isinstance(refusal(town, name, step, round_id), ForbiddenError), name

    take(town, "operator-1", step, round_id)


@pytest.mark.parametrize("step", list(STEPS))
def test_whoever_scores_takes_no_step(town: Town, step: str) -> None:
    (state,) = [before for before, taken in AFTER if taken == step]
    round_id = in_state(town, state)
    if state == "planned":
        town.assign(round_id, "officer-1", "purchaser")

    refused = refusal(town, "officer-1", step, round_id)

    assert isinstance(refused, ForbiddenError)
    assert "you score in this round" in str(refused)


@pytest.mark.parametrize("step", list(STEPS))
def test_a_role_that_was_taken_back_counts_no_more(town: Town, step: str) -> None:
    (state,) = [before for before, taken in AFTER if taken == step]
    round_id = in_state(town, state)
    town.revoke("officer-2")

    assert isinstance(refusal(town, "officer-2", step, round_id), ForbiddenError)


def test_a_role_given_again_counts_again(town: Town) -> None:
    round_id = in_state(town, "open")
    town.revoke("officer-2")
    with writing(town.engine) as session:
        assert grant_role(
            session,
            OPERATOR,
            issuer=ISSUER,
            subject="officer-2",
            role=Role.PURCHASER,
            organisation_id=PURCHASER,
        )

    town.close(round_id)


def test_roles_are_those_of_one_provider_only(town: Town) -> None:
    with Session(town.engine) as session:
        assert acting_for(session, ISSUER, "operator-1").roles == {Role.OPERATOR}
        assert acting_for(session, "https://other.example/", "operator-1").roles == set()


def test_only_an_operator_gives_and_takes_roles(town: Town) -> None:
    for name in ("officer-1", "evaluator-1", "finance-1", "contractor-1", "nobody"):
        with pytest.raises(ForbiddenError):
            town.act(
                name,
                lambda s, who: grant_role(
                    s, who, issuer=ISSUER, subject="friend", role=Role.OPERATOR
                ),
            )


@pytest.mark.parametrize("step", list(STEPS))
def test_a_round_that_is_not_there_is_not_found(town: Town, step: str) -> None:
    assert isinstance(refusal(town, "officer-2", step, "no-such-round"), NotFoundError)


def test_a_round_to_which_nobody_is_invited_is_not_opened(town: Town) -> None:
    round_id = town.plan()

    refused = refusal(town, "officer-2", "open", round_id)

    assert "nobody is invited" in str(refused)


def test_a_round_is_not_published_before_every_sheet_is_submitted(town: Town) -> None:
    round_id = town.open(12)
    town.vote(round_id, ["55"] * 12)
    sheet = town.assign(round_id, "evaluator-1", "third_party")
    town.submit(town.assign(round_id, "officer-1", "purchaser"), "officer-1", "80", "purchaser")
    town.close(round_id)
    town.sweep(round_id)

    refused = refusal(town, "officer-2", "publish", round_id)
    assert isinstance(refused, ConflictError)
    assert "not submitted yet: A1" in str(refused)

    town.submit(sheet, "evaluator-1", "80", "third_party")
    town.publish(round_id)


def test_a_round_without_a_sheet_of_every_party_is_not_published(town: Town) -> None:
    round_id = town.open(12)
    town.vote(round_id, ["55"] * 12)
    town.submit(town.assign(round_id, "officer-1", "purchaser"), "officer-1", "80", "purchaser")
    town.close(round_id)
    town.sweep(round_id)

    refused = refusal(town, "officer-2", "publish", round_id)

    assert isinstance(refused, InvalidInputError)
    assert "no sheet from third_party" in str(refused)


def test_a_round_in_which_nobody_answered_an_indicator_is_not_published(town: Town) -> None:
    round_id = town.open(12)
    town.vote(round_id, ["5-"] * 12)
    town.score(round_id)
    town.close(round_id)
    town.sweep(round_id)

    assert "nobody answered" in str(refusal(town, "officer-2", "publish", round_id))


def test_nothing_is_computed_while_people_rate(town: Town) -> None:
    for state in ("planned", "open"):
        round_id = in_state(town, state)
        with (
            Session(town.engine) as session,
            pytest.raises(ConflictError, match="after it is closed"),
        ):
            preview_bundle(session, town.person(session, "officer-2"), round_id)


@pytest.mark.parametrize("also_its_digest", [False, True])
def test_a_scheme_that_was_changed_behind_the_portal_stops_the_round(
    town: Town, also_its_digest: bool
) -> None:
    """The yardstick is fixed before the race: the round pins what it was planned with."""
    round_id = town.open(15)
    town.vote(round_id, ["55"] * 12)
    town.score(round_id)
    with writing(town.engine) as session:
        scheme = session.get_one(Scheme, SCHEME)
        body = json.loads(scheme.body)
        body["parties"][0]["weight"], body["parties"][1]["weight"] = 0.4, 0.4
        scheme.body = json.dumps(body, separators=(",", ":"), sort_keys=True)
        if also_its_digest:
            scheme.digest = "sha256:" + "0" * 64

    code = town.codes[round_id][-1]
    for deed in (
        lambda s: cast_ballot(s, round_id, by_code(SECRET, code), "55", TODAY),
        lambda s: preview_bundle(s, OPERATOR, round_id),
    ):
        before = forensics.everything(town.engine)
        with pytest.raises(PortalError), writing(town.engine) as session:
            deed(session)
        assert forensics.everything(town.engine) == before
    town.close(round_id)
    town.sweep(round_id)
    refused = refusal(town, "officer-2", "publish", round_id)
    assert isinstance(refused, ConflictError)
    assert "the scheme test-1 was changed" in str(refused)


def issue(town: Town, name: str, round_id: str, count: int = 2) -> list[str]:
    return town.act(name, lambda s, who: list(issue_codes(s, who, SECRET, round_id, count)))


def test_codes_come_from_the_operator_or_the_third_party_of_the_round_never_from_the_purchaser(
    town: Town,
) -> None:
    round_id = town.plan()
    town.assign(round_id, "evaluator-1", "third_party")
    for name in (
        *("officer-1", "officer-elsewhere", "evaluator-2"),
        *("finance-1", "contractor-1", "nobody"),
    ):
        with pytest.raises(ForbiddenError):
            issue(town, name, round_id)
        with pytest.raises(ForbiddenError):
            town.act(name, lambda s, who: invite_subject(s, who, SECRET, round_id, (ISSUER, "b")))

    assert len({*issue(town, "evaluator-1", round_id), *issue(town, "operator-1", round_id)}) == 4


def test_an_officer_of_the_purchaser_issues_no_codes_whatever_else_they_are(town: Town) -> None:
    round_id = town.plan()
    with writing(town.engine) as session:
        for role in (Role.THIRD_PARTY, Role.OPERATOR):
            grant_role(session, OPERATOR, issuer=ISSUER, subject="officer-1", role=role)

    with pytest.raises(ForbiddenError, match="never issued by the purchaser"):
        issue(town, "officer-1", round_id)


@pytest.mark.parametrize("count", [0, -1, MOST_AT_ONCE + 1])
def test_a_senseless_number_of_codes_is_refused_before_the_first(town: Town, count: int) -> None:
    round_id = town.plan()
    before = forensics.everything(town.engine)

    with pytest.raises(InvalidInputError, match="number of codes"):
        issue(town, "operator-1", round_id, count)

    assert forensics.everything(town.engine) == before


@pytest.mark.parametrize("state", ["closed", "published"])
def test_nobody_is_invited_to_a_round_that_is_over(town: Town, state: str) -> None:
    round_id = in_state(town, state)

    with pytest.raises(ConflictError, match="nobody can be invited any more"):
        issue(town, "operator-1", round_id)


def test_the_audit_trail_knows_how_many_codes_and_none_of_them(town: Town) -> None:
    round_id = town.plan()
    codes = town.invite(round_id, 3)

    with Session(town.engine) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "issue_codes"))
        (detail,) = [each.detail for each in entries]
    assert json.loads(detail) == {"count": 3}
    with town.engine.connect() as connection:
        trail = str(connection.execute(text("SELECT * FROM audit_entry")).all())
    assert not [code for code in codes if code in trail or code.replace("-", "") in trail]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"frame": "everybody"}, "the frame must be one of all, random, chosen"),
        ({"served": -1}, "number of people served"),
        ({"period": (date(2026, 2, 1), date(2026, 1, 31))}, "ends .* before it begins"),
    ],
)
def test_a_round_that_makes_no_sense_is_not_planned(
    town: Town, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        town.plan(**changes)


def test_a_round_is_planned_by_an_officer_of_the_purchaser(town: Town) -> None:
    def plan(name: str) -> str:
        return town.act(
            name,
            lambda s, who: (
                plan_round(
                    s,
                    who,
                    contract=s.get_one(Contract, CONTRACT),
                    scheme=s.get_one(Scheme, SCHEME),
                    period=PERIOD,
                    frame="all",
                    served=1,
                    codes_expire_on=LAST_DAY,
                ).id
            ),
        )

    for name in ("officer-elsewhere", "evaluator-1", "finance-1", "contractor-1", "nobody"):
        with pytest.raises(ForbiddenError):
            plan(name)
    round_id = plan("officer-1")
    with Session(town.engine) as session:
        round_ = session.get_one(Round, round_id)
        assert (round_.state, round_.scheme_digest) == ("planned", round_.scheme.digest)

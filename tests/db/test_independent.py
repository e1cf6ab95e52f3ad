"""Who may be given a sheet, who may issue codes, and who sees a result before it is public."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.errors import ForbiddenError
from portal.evaluation.assessments import Sheet, submit_sheet
from portal.evaluation.desk import list_evaluators
from portal.evaluation.invitations import invite_subject, issue_codes
from portal.evaluation.results import preview_bundle
from portal.evaluation.rounds import confirm_sweep
from portal.identity.acting import Acting
from portal.identity.grants import grant_role
from portal.records.account import Role
from portal.records.evaluation import Assessment
from portal.records.session import writing
from tests.db.town import CONTRACTOR, ISSUER, OPERATOR, PURCHASER, SECRET, Town

STRANGERS = ["officer-elsewhere", "finance-1", "contractor-1", "evaluator-1", "nobody"]


def grant(town: Town, name: str, role: Role, organisation: str | None = None) -> None:
    with writing(town.engine) as session:
        grant_role(
            session,
            OPERATOR,
            issuer=ISSUER,
            subject=name,
            role=role,
            organisation_id=organisation,
        )


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("officer-elsewhere", "purchaser"),
        ("evaluator-1", "purchaser"),
        ("operator-1", "purchaser"),
        ("officer-1", "third_party"),
        ("finance-1", "third_party"),
        ("contractor-1", "third_party"),
    ],
)
def test_nobody_gets_a_sheet_who_could_not_submit_it(town: Town, name: str, party: str) -> None:
    """It would wait for its scores for ever, and the result with it."""
    round_id = town.open()

    with pytest.raises(ForbiddenError):
        town.assign(round_id, name, party)


@pytest.mark.parametrize(
    ("role", "organisation"), [(Role.PURCHASER, PURCHASER), (Role.CONTRACTOR, CONTRACTOR)]
)
def test_a_third_party_is_on_neither_side_of_the_contract(
    town: Town, role: Role, organisation: str
) -> None:
    round_id = town.open()
    grant(town, "evaluator-2", role, organisation)

    with pytest.raises(ForbiddenError, match="neither to the purchaser nor to the contractor"):
        town.assign(round_id, "evaluator-2", "third_party")


def test_a_third_party_that_changes_sides_submits_no_sheet_any_more(town: Town) -> None:
    round_id = town.open()
    sheet_id = town.assign(round_id, "evaluator-1", "third_party")
    grant(town, "evaluator-1", Role.CONTRACTOR, CONTRACTOR)

    with pytest.raises(ForbiddenError, match="neither to the purchaser nor to the contractor"):
        town.submit(sheet_id, "evaluator-1", "100", "third_party")


def test_an_officer_of_another_organisation_may_be_the_third_party(town: Town) -> None:
    round_id = town.open()
    grant(town, "officer-elsewhere", Role.THIRD_PARTY)

    sheet_id = town.assign(round_id, "officer-elsewhere", "third_party")

    sheet = Sheet({"third_party": "80"}, {})
    town.act("officer-elsewhere", lambda s, who: submit_sheet(s, who, sheet_id, sheet))


Invite = Callable[[Session, Acting, str], object]


@pytest.mark.parametrize(
    "invite",
    [
        lambda s, who, round_id: list(issue_codes(s, who, SECRET, round_id, 3)),
        lambda s, who, round_id: invite_subject(s, who, SECRET, round_id, (ISSUER, "b-1")),
    ],
)
def test_a_third_party_invites_only_to_a_round_it_is_appointed_for(
    town: Town, invite: Invite
) -> None:
    round_id, other = town.plan(), town.plan()
    town.assign(round_id, "evaluator-1", "third_party")

    town.act("evaluator-1", lambda s, who: invite(s, who, round_id))
    with pytest.raises(ForbiddenError, match="appointed for the round"):
        town.act("evaluator-1", lambda s, who: invite(s, who, other))
    with pytest.raises(ForbiddenError, match="appointed for the round"):
        town.act("evaluator-2", lambda s, who: invite(s, who, round_id))


def test_a_third_party_whose_role_is_gone_invites_nobody(town: Town) -> None:
    round_id = town.plan()
    town.assign(round_id, "evaluator-1", "third_party")
    town.revoke("evaluator-1")

    with pytest.raises(ForbiddenError):
        town.act("evaluator-1", lambda s, who: issue_codes(s, who, SECRET, round_id, 3))


def test_an_officer_who_also_runs_the_portal_issues_no_codes(town: Town) -> None:
    round_id = town.plan()
    grant(town, "officer-1", Role.OPERATOR)

    with pytest.raises(ForbiddenError, match="never issued by the purchaser"):
        town.act("officer-1", lambda s, who: issue_codes(s, who, SECRET, round_id, 3))


def test_a_result_is_seen_before_its_publication_by_whoever_may_publish_it_alone(
    town: Town,
) -> None:
    round_id = town.open(12)
    town.vote(round_id, ["54"] * 12)
    town.score(round_id)
    town.close(round_id)

    seen = town.act("officer-2", lambda s, who: preview_bundle(s, who, round_id))
    assert seen["result"]["composite"] is not None
    for name in (*STRANGERS, "officer-1"):
        with pytest.raises(ForbiddenError):
            town.act(name, lambda s, who: preview_bundle(s, who, round_id))


@pytest.mark.parametrize("name", STRANGERS)
def test_no_stranger_notes_a_round_as_swept(town: Town, name: str) -> None:
    round_id = town.open(3)
    town.close(round_id)

    with pytest.raises(ForbiddenError):
        town.act(name, lambda s, who: confirm_sweep(s, who, round_id))


@pytest.mark.parametrize("name", ["finance-1", "contractor-1", "evaluator-1", "nobody"])
def test_the_names_of_the_evaluators_are_for_those_who_appoint_them(town: Town, name: str) -> None:
    assert town.act("officer-1", list_evaluators)
    with pytest.raises(ForbiddenError):
        town.act(name, list_evaluators)


def test_a_round_without_a_single_ballot_is_published_as_withheld(town: Town) -> None:
    round_id = town.open(3)
    town.score(round_id)
    town.close(round_id)
    town.sweep(round_id)
    town.publish(round_id)

    assert town.state(round_id) == "published"
    assert town.count(round_id) == (0, 0)


def test_a_note_is_kept_without_the_signs_that_nobody_sees(town: Town) -> None:
    """PostgreSQL refuses some of them, and a sheet with all its scores would be lost for one."""
    round_id = town.open()
    sheet_id = town.assign(round_id, "evaluator-1", "third_party")
    sheet = Sheet({"third_party": "80"}, {"third_party": "好\0\u202e的"}, "一\x00\n二\ud800 ")

    town.act("evaluator-1", lambda s, who: submit_sheet(s, who, sheet_id, sheet))

    with Session(town.engine) as session:
        kept = session.get_one(Assessment, sheet_id)
        assert (kept.note, kept.scores[0].note) == ("一\n二", "好的")

"""Contracts and rounds as officers record them: whose they are, what they say, what is invented."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.service import NewContract, Party, record_contract
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.pages import find_row
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.evaluation.rounds import open_round, plan_round
from portal.identity.grants import grant_role
from portal.policy.identifiers import make_uscc
from portal.records.account import Role
from portal.records.base import derived_id
from portal.records.contract import Contract
from portal.records.evaluation import Round, Scheme
from portal.records.notice import Notice
from portal.records.organisation import Organisation
from portal.records.parties import SCHEME as CODES
from portal.records.project import Project
from portal.records.session import reading, writing
from tests.db.town import CONTRACT, ISSUER, OPERATOR, PERIOD, PROJECT, SCHEME, TODAY, Town

OURS, THEIRS = make_uscc("11", "510603", "0001"), make_uscc("11", "440000", "0009")
CONTRACTOR = make_uscc("52", "510603", "0002")
NOTICE = "townnotice"
ENTERED = NewContract(
    title="走访服务",
    number="HT-1",
    purchaser=Party("示例区民政局", OURS),
    contractor=Party("示例社会工作服务中心", CONTRACTOR),
    region_code="510603",
    amount_yuan="1,200.50",
    signed_on=TODAY,
    starts_on=TODAY,
    ends_on=TODAY,
    place="deyang",
)


@pytest.fixture(autouse=True)
def _officers(town: Town) -> None:
    """An officer of each of two purchasers, one of them invented, and a notice of the project."""
    with writing(town.engine) as session:
        for code in (OURS, THEIRS):
            organisation = derived_id(CODES, code)
            session.add(Organisation(id=organisation, uscc=code, name=code))
            session.flush()
            grant_role(
                session,
                OPERATOR,
                issuer=ISSUER,
                subject=f"officer of {code}",
                role=Role.PURCHASER,
                organisation_id=organisation,
            )
        grant_role(
            session, OPERATOR, issuer=ISSUER, subject="invented", role=Role.PURCHASER, is_demo=True
        )
        session.get_one(Project, PROJECT).purchaser_id = derived_id(CODES, OURS)
        session.add(
            Notice(
                id=NOTICE,
                publisher="p",
                source_key="k",
                content_hash="h",
                type="tender",
                search_text="",
                project_id=PROJECT,
            )
        )


def record(town: Town, entered: NewContract = ENTERED, by: str = f"officer of {OURS}") -> Contract:
    return town.act(by, lambda s, who: record_contract(s, who, entered))


def test_an_officer_records_a_contract_of_the_own_organisation(town: Town) -> None:
    contract = record(town)

    assert (contract.title, contract.number, contract.amount_fen) == ("走访服务", "HT-1", 120_050)
    assert contract.purchaser_id == derived_id(CODES, OURS)
    assert not contract.is_demo


def test_an_officer_records_no_contract_of_another_organisation(town: Town) -> None:
    with pytest.raises(ForbiddenError):
        record(town, by=f"officer of {THEIRS}")


def test_a_contract_is_not_hung_on_the_project_of_another_purchaser(town: Town) -> None:
    entered = replace(ENTERED, purchaser=Party("别处", THEIRS), notice_id=NOTICE)

    with pytest.raises(ConflictError, match="another purchaser"):
        record(town, entered, by=f"officer of {THEIRS}")


def test_the_document_that_governs_a_published_result_is_changed_by_no_later_contract(
    town: Town,
) -> None:
    round_id = town.finish(["54"] * 12)

    with pytest.raises(ConflictError, match="governed by another document"):
        record(town, replace(ENTERED, notice_id=NOTICE, place="guangdong"))

    record(town, replace(ENTERED, notice_id=NOTICE))
    with reading(town.engine) as session:
        row = find_row(session, EVALUATIONS, round_id)
        assert row
        assert row["place"] == "deyang"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " \u3000\u200b"},
        {"title": "长" * 501},
        {"number": "9" * 201},
        {"contractor": Party("名" * 301, CONTRACTOR)},
        {"contractor": Party("\u202e", CONTRACTOR)},
        {"region_code": "51\x0003"},
        {"region_code": "999999"},
        {"amount_yuan": "1e400"},
        {"ends_on": TODAY - timedelta(days=1)},
    ],
)
def test_what_a_column_cannot_hold_is_refused_alike_on_both_databases(
    town: Town, changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError):
        record(town, replace(ENTERED, **changes))  # type: ignore[arg-type] # fields of the contract


def test_a_notice_id_that_can_be_none_is_not_found(town: Town) -> None:
    with pytest.raises(NotFoundError):
        record(town, replace(ENTERED, notice_id="a\0b"))


def test_signs_that_nobody_sees_do_not_get_into_a_public_title(town: Town) -> None:
    contract = record(town, replace(ENTERED, title="走\u200b访\x00\u202e服务 \u3000（二期）"))

    assert contract.title == "走访服务 （二期）"


def test_what_a_demonstration_account_records_shows_as_invented(town: Town) -> None:
    contract = record(town, by="invented")

    assert contract.is_demo
    with Session(town.engine) as session:
        made = session.scalars(select(Organisation).where(Organisation.uscc == CONTRACTOR)).one()
        assert made.is_demo


def test_a_round_of_an_invented_contract_shows_as_invented_whoever_plans_it(town: Town) -> None:
    with writing(town.engine) as session:
        session.get_one(Contract, CONTRACT).is_demo = True
    round_id = town.plan()

    with Session(town.engine) as session:
        assert session.get_one(Round, round_id).is_demo


@pytest.mark.parametrize("served", [-1, 2**31, 10**30])
def test_more_people_than_there_are_were_not_served(town: Town, served: int) -> None:
    with pytest.raises(InvalidInputError, match="number of people served"):
        town.plan(served=served)


def test_a_round_whose_last_day_is_over_is_not_opened(town: Town) -> None:
    """Nobody could rate in it, and its last day cannot be changed."""
    round_id = town.plan(codes_expire_on=TODAY - timedelta(days=1))
    town.invite(round_id, 3)

    with pytest.raises(ConflictError, match="the last day to rate was 2026-02-28"):
        town.act("officer-2", lambda s, who: open_round(s, who, round_id, TODAY))


def test_a_round_opens_on_its_last_day(town: Town) -> None:
    round_id = town.plan(codes_expire_on=TODAY)
    town.invite(round_id, 3)

    town.act("officer-2", lambda s, who: open_round(s, who, round_id, TODAY))

    assert town.state(round_id) == "open"


def test_a_round_may_begin_and_end_on_a_leap_day(town: Town) -> None:
    day = date(2024, 2, 29)
    with writing(town.engine) as session:
        planned = plan_round(
            session,
            OPERATOR,
            contract=session.get_one(Contract, CONTRACT),
            scheme=session.get_one(Scheme, SCHEME),
            period=(day, day),
            frame="all",
            served=1,
            codes_expire_on=PERIOD[1],
        )
        assert (planned.period_from, planned.period_to) == (day, day)

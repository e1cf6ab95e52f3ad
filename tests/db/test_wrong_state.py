"""A step that the state of a round does not allow is refused in words, not with a trace."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.contracts.service import NewContract, Party, record_contract
from portal.errors import ConflictError
from portal.evaluation.assessments import assign_assessor
from portal.evaluation.rounds import close_round, plan_round
from portal.evaluation.schemes import adopt_scheme
from portal.identity.acting import console
from portal.policy.identifiers import make_uscc
from portal.records.account import Account
from portal.records.evaluation import Round, RoundState
from portal.records.region import Region

DAY = date(2026, 3, 1)
OPERATOR = console("tester")


@pytest.fixture
def planned(session: Session) -> Round:
    session.add(Region(code="510603", name="旌阳区", level="county", path="四川省德阳市旌阳区"))
    session.flush()
    contract = record_contract(
        session,
        OPERATOR,
        NewContract(
            title="走访服务",
            number="",
            purchaser=Party("购买主体", make_uscc("11", "510603", "0001")),
            contractor=Party("承接主体", make_uscc("52", "510603", "0002")),
            region_code="510603",
            amount_yuan="1",
            signed_on=DAY,
            starts_on=DAY,
            ends_on=DAY,
            place="deyang",
        ),
    )
    return plan_round(
        session,
        OPERATOR,
        contract=contract,
        scheme=adopt_scheme(session, "deyang", DAY),
        period=(DAY, DAY),
        frame="all",
        served=1,
        codes_expire_on=DAY,
    )


def test_closing_a_round_that_is_not_open_says_what_it_is(session: Session, planned: Round) -> None:
    with pytest.raises(
        ConflictError, match="the round is planned; only one that is open for ratings can"
    ):
        close_round(session, OPERATOR, planned.id, DAY)


def test_appointing_an_assessor_to_a_published_round_says_what_it_is(
    session: Session, planned: Round
) -> None:
    planned.state = RoundState.PUBLISHED
    session.flush()
    session.expire_all()

    with pytest.raises(ConflictError, match="the round is published; this can be done only in"):
        assign_assessor(session, OPERATOR, planned.id, Account(id="a" * 20), "purchaser")

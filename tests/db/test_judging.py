"""What the rules conclude about contracts, rounds and notices, and which rounds they stop."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.compliance.evidence import notice_facts
from portal.compliance.judging import judge_contract, judge_evaluation, judge_notice, judge_round
from portal.errors import InvalidInputError
from portal.evaluation.rounds import get_round, plan_round
from portal.policy.formulas.formula import Outcome
from portal.policy.library import Standing
from portal.records.compliance import RecordedFact
from portal.records.contract import Contract
from portal.records.evaluation import Round, Scheme
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.session import reading, writing
from tests.db.county import LAKE, OFFICER, PLACE, REASON, SIGNED, by_id, judged, outcomes, record
from tests.db.town import CONTRACT, LAST_DAY, SCHEME, TODAY, Town, add_scheme

PERIOD = (date(2025, 3, 2), date(2025, 8, 31))


def test_a_contract_of_no_known_document_is_not_judged(lake: Town) -> None:
    for place in (None, "atlantis"):
        with writing(lake.engine) as session:
            session.get_one(Project, f"{LAKE}project").place = place
        with reading(lake.engine) as session:
            assert judge_contract(session, session.get_one(Contract, LAKE), TODAY) is None


def test_a_contract_without_a_day_of_signing_is_not_judged(lake: Town) -> None:
    with reading(lake.engine) as session:
        found = session.get_one(Contract, CONTRACT)
        assert found.signed_on is None
        assert judge_contract(session, found, TODAY) is None


def test_the_failed_come_first_and_the_idle_last(lake: Town) -> None:
    record(lake, {"contract.hours": 60, "contract.is_open": "yes"}, REASON)
    order = [each.outcome for each in judged(lake).findings if not each.risk]
    ranks = [[Outcome.FAIL, Outcome.PASS, Outcome.NOT_APPLICABLE].index(each) for each in order]
    assert ranks == sorted(ranks)
    assert by_id(judged(lake), "lk-hours").citations[0].instrument.number == "湖府发〔2024〕1号"


@pytest.mark.parametrize(
    ("signed", "is_own"),
    [
        (date(2024, 5, 31), False),
        (date(2024, 6, 1), True),
        (date(2027, 10, 26), True),
        (date(2027, 10, 27), False),
    ],
)
def test_a_contract_is_judged_by_the_rules_of_the_day_it_was_signed(
    lake: Town, signed: date, is_own: bool
) -> None:
    with writing(lake.engine) as session:
        session.get_one(Contract, LAKE).signed_on = signed
    found = judged(lake, today=date(2028, 1, 1))
    assert bool(outcomes(found)) == is_own
    assert outcomes(found, "cn-")


def test_deyang_after_its_five_years_is_judged_by_national_law_only(town: Town) -> None:
    for signed, standing in (
        (date(2023, 10, 26), Standing.IN_FORCE),
        (date(2023, 10, 27), Standing.ENDED),
    ):
        with writing(town.engine) as session:
            session.get_one(Contract, CONTRACT).signed_on = signed
        found = judged(town, CONTRACT)
        assert found.standing == standing
        assert bool(outcomes(found, "dy-")) == (standing == Standing.IN_FORCE)
        assert outcomes(found, "cn-")


def test_a_fact_whose_kind_the_packs_changed_counts_as_not_recorded(lake: Town) -> None:
    with writing(lake.engine) as session:
        for name, value in (("contract.hours", "many"), ("contract.fee", "a lot")):
            session.add(RecordedFact(id=name[-8:], contract_id=LAKE, name=name, value=value))
        session.add(RecordedFact(id="gone", contract_id=LAKE, name="contract.gone", value="1"))
    assert outcomes(judged(lake))["lk-hours"] == "not_applicable"
    assert record(lake, {"contract.hours": 120}) == 1


def test_a_round_and_its_scheme_are_judged_by_the_first_day_of_the_period(lake: Town) -> None:
    round_id = _plan(lake)
    with reading(lake.engine) as session:
        found = judge_round(session, get_round(session, round_id), TODAY)
    assert found is not None
    assert found.on == PERIOD[0]
    assert outcomes(found) == {"lk-purchaser": "pass", "lk-third-party": "pass"}


def test_a_round_of_a_contract_without_a_document_is_not_judged(lake: Town) -> None:
    round_id = _plan(lake)
    with writing(lake.engine) as session:
        session.get_one(Project, f"{LAKE}project").place = None
    with reading(lake.engine) as session:
        assert judge_round(session, get_round(session, round_id), TODAY) is None
        assert judge_evaluation(session, round_id, TODAY).contract is None


def test_the_result_shows_contract_round_and_reasons(lake: Town) -> None:
    record(lake, {"contract.hours": 60}, REASON)
    round_id = _plan(lake)
    with reading(lake.engine) as session:
        found = judge_evaluation(session, round_id, TODAY)
    assert found.contract is not None
    assert found.round is not None
    assert found.contract.on == SIGNED
    assert found.reasons == {"lk-hours": REASON}


def _plan(town: Town, scheme: str = SCHEME, remark: str | None = None, who: str = OFFICER) -> str:
    def deed(session: Session, person: Any) -> str:
        return plan_round(
            session,
            person,
            contract=session.get_one(Contract, LAKE),
            scheme=session.get_one(Scheme, scheme),
            period=PERIOD,
            frame="all",
            served=50,
            codes_expire_on=LAST_DAY,
            remark=remark,
        ).id

    if scheme == SCHEME:
        with writing(town.engine) as session:
            session.get_one(Scheme, SCHEME).place = PLACE
    return town.act(who, deed)


def _notice(town: Town, **changes: Any) -> str:
    said: dict[str, Any] = {
        "id": "lakenotice",
        "state": NoticeState.ISSUED,
        "publisher": "湖县民政局",
        "source_key": "test\n1",
        "content_hash": "0" * 64,
        "project_id": f"{LAKE}project",
        "type": "tender",
        "title": "湖县购买服务公告",
        "budget_fen": 100_001,
        "notice_on": date(2025, 1, 10),
        "search_text": "湖县",
    }
    with writing(town.engine) as session:
        session.add(Notice(**(said | changes)))
    return "lakenotice"


def test_a_notice_of_a_governed_project_is_judged_by_the_day_it_appeared(lake: Town) -> None:
    notice = _notice(lake)
    with reading(lake.engine) as session:
        found = judge_notice(session, notice, TODAY)
    assert found is not None
    assert found.on == date(2025, 1, 10)
    assert outcomes(found) == {"lk-budget": "fail"}
    assert by_id(found, "lk-budget").figures["limit"] == 100_000


@pytest.mark.parametrize(
    "changes", [{"notice_on": None}, {"project_id": None}, {"project_id": f"{LAKE}other"}]
)
def test_a_notice_without_a_day_or_a_document_is_not_judged(
    lake: Town, changes: dict[str, Any]
) -> None:
    with writing(lake.engine) as session:
        session.add(Project(id=f"{LAKE}other", title="别的项目"))
    notice = _notice(lake, **changes)
    with reading(lake.engine) as session:
        assert judge_notice(session, notice, TODAY) is None
        assert notice_facts(session.get_one(Notice, notice)).values["notice.type"] == "tender"


def _scheme(town: Town, third_party: float, purchaser: float) -> str:
    """A scheme of the county with these weights; the people served have the rest."""
    named = {"third_party": third_party, "purchaser": purchaser}
    with writing(town.engine) as session:
        scheme = add_scheme(session, (0.6, 0.4), named=named, id="lake-1")
        scheme.place = PLACE
        return scheme.id


def test_a_scheme_that_breaks_its_document_stops_the_round(lake: Town) -> None:
    scheme = _scheme(lake, 0.2, 0.6)
    for remark in (None, "已经批准"):
        with pytest.raises(InvalidInputError) as stopped:
            _plan(lake, scheme, remark)
        assert "The purchaser's weight (LK-4) is not met" in str(stopped.value)
    with reading(lake.engine) as session:
        assert session.scalar(select(func.count()).select_from(Round)) == 0


def test_a_scheme_that_departs_from_its_document_needs_a_remark_that_is_published(
    lake: Town,
) -> None:
    scheme = _scheme(lake, 0.1, 0.4)
    with pytest.raises(InvalidInputError, match="give a reason, which will be published"):
        _plan(lake, scheme)
    with pytest.raises(InvalidInputError, match="give a reason"):
        _plan(lake, scheme, "\u200b  ")
    round_id = _plan(lake, scheme, " 本地没有合格的第三方 ")
    with reading(lake.engine) as session:
        assert session.get_one(Round, round_id).remark == "本地没有合格的第三方"


def test_a_remark_leads_to_nobody_either(lake: Town) -> None:
    with pytest.raises(InvalidInputError, match="reason: signs 3 to 13"):
        _plan(lake, remark="电话13800138000")


def test_a_scheme_within_its_document_needs_nothing(lake: Town) -> None:
    round_id = _plan(lake, _scheme(lake, 0.2, 0.3))
    assert lake.state(round_id) == "planned"

"""Findings that are kept: the same as a page concludes, with every change, on both databases."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from portal.commands import portal
from portal.compliance.judging import judge_recorded_contract
from portal.compliance.keeping import (
    judged_projects,
    keep_contract_findings,
    keep_notice_findings,
    keep_project_findings,
)
from portal.compliance.recording import record_facts
from portal.compliance.register import BAN
from portal.disclosure.findings import FINDINGS, FindingFilter, count_outcomes
from portal.errors import InvalidInputError
from portal.identity.acting import console
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import installed
from portal.policy.library import formula_of
from portal.records.compliance import FindingClause, FindingRecord
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import today
from tests.db.reading import csv_rows, forwards

OF_REGISTER = {
    rule.id
    for pack in installed().packs.values()
    for rule in pack.rules
    if set(BAN) & {*rule.when, *(name for _, name in formula_of(rule).names("fact"))}
}
Rows = list[dict[str, Any]]


def kept(engine: Engine, **wanted: str) -> Rows:
    """The public findings that meet a filter."""
    screens = forwards(engine, FINDINGS, FindingFilter.read(wanted), 500)
    return [row for screen in screens for row in screen]


def any_contract(engine: Engine) -> str:
    with Session(engine) as session:
        return session.scalars(select(Contract.id).order_by(Contract.id)).first() or ""


def test_what_is_kept_is_what_the_page_of_a_contract_concludes(demo: Engine) -> None:
    with Session(demo) as session:
        contracts = session.scalars(select(Contract.id)).all()
        for contract_id in contracts:
            judged = judge_recorded_contract(session, contract_id, today()).contract
            assert judged is not None
            concluded = {
                each.rule.id: (
                    "doubtful" if each.risk else "not_recorded" if each.unknown else each.outcome
                )
                for each in judged.findings
            }
            # What rests on credit records, which end by their day, is judged on the page alone.
            concluded = {rule: word for rule, word in concluded.items() if rule not in OF_REGISTER}
            words: Mapping[str, str] = {Outcome.PASS: "met", Outcome.FAIL: "not_met"}
            said = {rule: words.get(outcome, outcome) for rule, outcome in concluded.items()}
            stays = {rule: word for rule, word in said.items() if word != "not_applicable"}
            found = kept(demo, contract=contract_id, subject="contract")
            assert {each["rule"]: each["outcome"] for each in found} == stays
    assert len(contracts) == 5


def test_a_clause_leads_to_every_record_that_met_or_failed_it(demo: Engine) -> None:
    clauses = {clause for row in kept(demo) for clause in row["clauses"].split()}
    assert clauses <= set(installed().citations)
    for clause in sorted(clauses)[:40]:
        ids = {row["id"] for row in kept(demo, clause=clause)}
        assert ids == {row["id"] for row in kept(demo) if clause in row["clauses"].split()}
        with Session(demo) as session:
            counted = count_outcomes(session, FindingFilter(clause=clause, outcome="met"))
        assert sum(counted.values()) == len(ids)


def test_a_recorded_fact_changes_what_is_kept_in_the_same_transaction(demo: Engine) -> None:
    contract_id = any_contract(demo)
    open_ones = [row for row in kept(demo, contract=contract_id) if row["outcome"] == "met"]
    with writing(demo) as session:
        contract = session.get_one(Contract, contract_id)
        place = str(contract.project.place)
        facts = {name: fact for name, fact in installed().facts(place).items() if not fact.given}
        record_facts(session, console("t"), contract_id, dict.fromkeys(facts, ""), "都收回")
    after = {row["rule"]: row["outcome"] for row in kept(demo, contract=contract_id)}
    assert any(after.get(row["rule"]) != "met" for row in open_ones)


def test_judging_again_changes_no_id_and_no_row(demo: Engine) -> None:
    before = kept(demo)
    with writing(demo) as session:
        for project_id in judged_projects(session):
            keep_project_findings(session, project_id, today())
    assert kept(demo) == before
    with Session(demo) as session:
        findings = session.scalar(select(func.count()).select_from(FindingRecord))
        orphans = session.scalar(
            select(func.count())
            .select_from(FindingClause)
            .where(FindingClause.finding_id.not_in(select(FindingRecord.id)))
        )
    assert findings == len({row["id"] for row in before})
    assert orphans == 0


def test_the_day_on_which_it_was_judged_is_said(demo: Engine) -> None:
    contract_id, later = any_contract(demo), today() + timedelta(days=400)
    with writing(demo) as session:
        keep_contract_findings(session, contract_id, later)
    assert {row["judged_on"] for row in kept(demo, contract=contract_id)} == {later}


def test_a_notice_that_is_not_public_has_no_finding(demo: Engine) -> None:
    notice_id = next(row["notice"] for row in kept(demo, subject="notice"))
    with writing(demo) as session:
        session.execute(
            update(Notice).where(Notice.id == notice_id).values(state=NoticeState.WITHDRAWN)
        )
    assert kept(demo, notice=notice_id) == []
    assert notice_id not in {row["notice"] for row in csv_rows(demo, FINDINGS, FindingFilter())}
    with writing(demo) as session:
        keep_notice_findings(session, notice_id, today())
        left = session.scalar(
            select(func.count())
            .select_from(FindingRecord)
            .where(FindingRecord.notice_id == notice_id)
        )
    assert left == 0


def test_findings_are_narrowed_by_words_region_outcome_and_day(demo: Engine) -> None:
    every = kept(demo)
    assert {row["outcome"] for row in every} >= {"met", "not_met", "not_recorded"}
    for outcome in ("met", "not_met"):
        chosen = kept(demo, outcome=outcome)
        assert chosen
        assert chosen == [row for row in every if row["outcome"] == outcome]
    inside = kept(demo, region="510000")
    assert inside == [row for row in every if str(row["region_code"]).startswith("51")]
    assert kept(demo, place="deyang") == [row for row in every if row["place"] == "deyang"]
    assert {row["title"] for row in kept(demo, q="旌阳区")} == {
        row["title"] for row in every if "旌阳区" in str(row["title"])
    }
    assert kept(demo, to="1999-01-01") == []
    assert len(kept(demo, **{"from": "2022-01-01"})) == sum(
        row["acted_on"] >= date(2022, 1, 1) for row in every
    )


@pytest.mark.parametrize(
    "query",
    [
        {"clause": "DW-99"},
        {"clause": "\x00"},
        {"rule": "' OR 1=1"},
        {"place": "nowhere"},
        {"outcome": "fail"},
        {"severity": "bad"},
        {"subject": "person"},
        {"contract": "../1"},
    ],
)
def test_a_filter_of_findings_that_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        FindingFilter.read(query)


def test_the_command_judges_every_project(own_demo: Settings) -> None:
    del own_demo
    ran = CliRunner().invoke(portal, ["judge"])
    assert ran.exit_code == 0, ran.output
    with reading() as session:
        projects = judged_projects(session)
    assert ran.output == f"judged {len(projects)} projects as of {today()}\n"

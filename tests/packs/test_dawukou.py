"""Dawukou's two instruments of evaluation stay two, and its later rule stays a risk."""

from datetime import date

from portal.policy.facts import read_facts
from portal.policy.findings import judge
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import read_library
from portal.policy.library import formula_of

LIBRARY = read_library()
PACK = LIBRARY.packs["dawukou"]
SIGNED = {"contract.signed_on": "2019-04-10"}


def facts_read_for(clauses: set[str]) -> set[str]:
    return {
        name
        for rule in PACK.rules
        if clauses & set(rule.clauses)
        for _, name in formula_of(rule).names("fact")
    }


def test_the_satisfaction_and_the_comprehensive_assessment_read_no_fact_in_common() -> None:
    satisfaction = facts_read_for({"DW-4.2", "DW-4.4"})
    comprehensive = facts_read_for({"DW-8.5", "DW-8.6", "DW-8.7", "DW-7.8", "DW-7.9"})
    assert any(name.startswith("contract.satisfaction.") for name in satisfaction)
    assert any(name.startswith("round.") for name in comprehensive)
    assert satisfaction & comprehensive == set()


def test_two_low_satisfaction_results_hold_back_no_payment() -> None:
    said = SIGNED | {
        "contract.low_satisfaction_below": "60",
        "contract.satisfaction.1.score": "40",
        "contract.satisfaction.2.score": "40",
        "contract.instalments": 3,
        "contract.midterm_passed_on": "2020-10-20",
        "payment.2.paid_on": "2020-10-28",
    }
    facts = read_facts(LIBRARY.facts("dawukou"), said)
    found = judge(
        LIBRARY, "dawukou", "contract", facts, on=date(2019, 4, 10), today=date(2020, 11, 1)
    )
    outcomes = {each.rule.id: each.outcome for each in found.findings}
    assert outcomes["dw-two-low"] == Outcome.FAIL
    assert outcomes["dw-second-instalment"] == Outcome.PASS
    assert outcomes["dw-second-after-result"] == Outcome.PASS


def test_a_contract_of_2019_fails_nothing_for_buying_posts_and_shows_both_citations() -> None:
    said = SIGNED | {"contract.buys_posts": True, "contract.recruited_openly": True}
    facts = read_facts(LIBRARY.facts("dawukou"), said)
    found = judge(
        LIBRARY, "dawukou", "contract", facts, on=date(2019, 4, 10), today=date(2019, 4, 11)
    )
    risk = next(each for each in found.findings if each.risk)
    cited = {each.clause.id for each in risk.citations}
    assert cited == {"DW-3.1", "DW-3.4", "CN-102-10"}
    assert not risk.failed
    judged = {each.rule.id for each in found.findings if each.failed}
    assert "dw-open-recruitment" not in judged

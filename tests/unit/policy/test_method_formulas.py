"""Procurement methods by amount: expected below a line, a must from the line on."""

from datetime import date
from decimal import Decimal

import pytest

from portal.policy.facts import Facts, NotRecordedError, Value
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.methods import (
    MethodBelow,
    MethodByAmount,
    MethodFrom,
    PermittedFrom,
)
from portal.policy.model import CodeList, Fact

KNOWN = date(2025, 1, 11)
DAY = date(2025, 4, 1)
LINE = Decimal(400_000_000)
KINDS = {"amount": "fen", "method": "code", "approved_on": "date", "began_on": "date"}


def method_list() -> CodeList:
    codes = {"open": "Open tender", "consultation": "Consultation", "other": "Other"}
    items = [{"code": code, "title": {"zh": said, "en": said}} for code, said in codes.items()]
    title = {"zh": "methods", "en": "methods"}
    return CodeList.model_validate(
        {"id": "methods", "title": title, "clauses": ("NM-1.2.1",), "items": items}
    )


WORDS = Vocabulary(
    {
        f"contract.{name}": Fact.model_validate(
            {
                "name": f"contract.{name}",
                "kind": kind,
                "list": "methods" if kind == "code" else None,
                "title": {"zh": name, "en": name},
            }
        )
        for name, kind in KINDS.items()
    },
    {"methods": method_list()},
)
BELOW = MethodBelow(
    amount="contract.amount", limit=LINE, method="contract.method", expected="consultation"
)
MAY = PermittedFrom(amount="contract.amount", limit=LINE, method="contract.method", expected="open")
FROM = MethodFrom(
    amount="contract.amount",
    limit=LINE,
    method="contract.method",
    expected="open",
    approved="contract.approved_on",
    began="contract.began_on",
)


def judged(formula: MethodByAmount, **said: Value) -> Verdict:
    facts = Facts({f"contract.{name}": value for name, value in said.items()})
    return formula.judge(facts, Moment(DAY, DAY, KNOWN), WORDS)


def test_the_line_itself_belongs_to_the_must_and_not_to_what_is_below() -> None:
    assert judged(BELOW, amount=400_000_000, method="open").outcome == Outcome.NOT_APPLICABLE
    assert judged(BELOW, amount=399_999_999, method="open").outcome == Outcome.FAIL
    assert judged(FROM, amount=400_000_000, method="consultation").outcome == Outcome.FAIL
    assert judged(FROM, amount=399_999_999, method="other").outcome == Outcome.NOT_APPLICABLE


def test_a_permission_can_be_used_and_never_broken() -> None:
    assert judged(MAY, amount=400_000_000, method="open").outcome == Outcome.PASS
    unused = judged(MAY, amount=400_000_000, method="consultation")
    assert unused.outcome == Outcome.NOT_APPLICABLE
    assert unused.values["may"] == {"zh": "Open tender", "en": "Open tender"}
    assert judged(MAY, amount=399_999_999, method="open").outcome == Outcome.NOT_APPLICABLE


def test_the_expected_method_needs_no_approval() -> None:
    assert judged(BELOW, amount=1, method="consultation").outcome == Outcome.PASS
    assert judged(FROM, amount=400_000_000, method="open").outcome == Outcome.PASS


def test_another_method_was_approved_at_the_latest_on_the_day_the_purchase_began() -> None:
    begun: dict[str, Value] = {
        "amount": 500_000_000,
        "method": "consultation",
        "began_on": date(2025, 3, 3),
    }
    assert judged(FROM, **begun).outcome == Outcome.FAIL
    assert judged(FROM, **begun, approved_on=date(2025, 3, 3)).outcome == Outcome.PASS
    assert judged(FROM, **begun, approved_on=date(2025, 3, 4)).outcome == Outcome.FAIL


def test_an_approval_without_the_day_the_purchase_began_proves_nothing() -> None:
    with pytest.raises(NotRecordedError, match=r"contract\.began_on"):
        judged(FROM, amount=500_000_000, method="other", approved_on=DAY)


def test_a_purchase_that_began_before_the_rule_is_not_judged_by_it() -> None:
    said: dict[str, Value] = {"amount": 500_000_000, "method": "consultation"}
    before = judged(FROM, **said, began_on=date(2025, 1, 10))
    assert before.outcome == Outcome.NOT_APPLICABLE
    assert before.values == {"began": date(2025, 1, 10), "known": KNOWN}
    assert judged(FROM, **said, began_on=KNOWN).outcome == Outcome.FAIL


def test_the_sentence_names_the_method_that_was_used() -> None:
    found = judged(BELOW, amount=1_000_000, method="other")
    assert found.values["method"] == {"zh": "Other", "en": "Other"}
    assert found.values["figure"] == {"zh": "10,000.00元", "en": "10,000.00 yuan"}

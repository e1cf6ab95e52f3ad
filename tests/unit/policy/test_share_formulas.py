"""Shares and choices: paid against done, and one code that follows from another."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from portal.policy.facts import Facts, Value
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.shares import Follows, ShareWithin
from portal.policy.model import CodeList, Fact

DAY = date(2026, 3, 2)
KINDS = {
    "contract.paid": ("fen", None),
    "contract.amount": ("fen", None),
    "contract.progress": ("number", None),
    "contract.payer": ("code", "payers"),
    "contract.decider": ("code", "deciders"),
}
PAID, AMOUNT, PROGRESS, PAYER, DECIDER = KINDS


def code_list(list_id: str, **titles: str) -> CodeList:
    items = [{"code": code, "title": {"zh": said, "en": said}} for code, said in titles.items()]
    title = {"zh": list_id, "en": list_id}
    return CodeList.model_validate(
        {"id": list_id, "title": title, "clauses": ("ZY-7.2",), "items": items}
    )


WORDS = Vocabulary(
    {
        name: Fact.model_validate(
            {"name": name, "kind": kind, "list": listed, "title": {"zh": name, "en": name}}
        )
        for name, (kind, listed) in KINDS.items()
    },
    {
        "payers": code_list("payers", government="Government", society="Society"),
        "deciders": code_list("deciders", bureau="The bureau", enterprise="The enterprise"),
    },
)
SHARE = ShareWithin(part=PAID, whole=AMOUNT, percent=PROGRESS)
FOLLOWS = Follows(by=PAYER, fact=DECIDER, pairs={"government": "bureau"})


def judged(formula: ShareWithin | Follows, **said: Value) -> Verdict:
    facts = Facts({f"contract.{name}": value for name, value in said.items()})
    return formula.judge(facts, Moment(DAY, DAY), WORDS)


def test_a_third_is_compared_exactly_and_not_by_a_rounded_share() -> None:
    third = Decimal("33.33")
    assert judged(SHARE, paid=3333, amount=10000, progress=third).outcome == Outcome.PASS
    assert judged(SHARE, paid=3334, amount=10000, progress=third).outcome == Outcome.FAIL


def test_nothing_is_a_share_of_nothing() -> None:
    verdict = judged(SHARE, paid=0, amount=0, progress=10)
    assert verdict.outcome == Outcome.NOT_APPLICABLE


def test_the_code_that_is_laid_down_passes_and_another_fails_by_name() -> None:
    assert judged(FOLLOWS, payer="government", decider="bureau").outcome == Outcome.PASS
    verdict = judged(FOLLOWS, payer="government", decider="enterprise")
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["wanted"] == {"zh": "The bureau", "en": "The bureau"}


def test_a_code_without_a_pair_is_left_open() -> None:
    verdict = judged(FOLLOWS, payer="society", decider="enterprise")
    assert verdict.outcome == Outcome.NOT_APPLICABLE


def test_a_rule_without_pairs_is_refused() -> None:
    with pytest.raises(ValidationError):
        Follows(by=PAYER, fact=DECIDER, pairs={})

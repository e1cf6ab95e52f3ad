"""The cap on a year's purchases: a share of several subsidies together, exact to the fen."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from portal.policy.facts import Facts, NotRecordedError
from portal.policy.formulas.caps import AtMostShareOfSum
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.model import Fact

DAY = date(2023, 12, 31)
BUDGET, CENTRAL, REGIONAL = "unit.budget", "unit.central", "unit.regional"
WORDS = Vocabulary(
    {
        name: Fact.model_validate(
            {"name": name, "kind": "fen", "title": {"zh": name, "en": name.removeprefix("unit.")}}
        )
        for name in (BUDGET, CENTRAL, REGIONAL)
    },
    {},
)
CAP = AtMostShareOfSum(fact=BUDGET, parts=(CENTRAL, REGIONAL), share=Decimal("0.02"))


def judged(**said: int) -> Verdict:
    facts = Facts({f"unit.{name}": fen for name, fen in said.items()})
    return CAP.judge(facts, Moment(DAY, DAY), WORDS)


def test_the_cap_itself_is_allowed_and_a_fen_more_is_not() -> None:
    assert judged(budget=200, central=9_000, regional=1_000).outcome == Outcome.PASS
    assert judged(budget=201, central=9_000, regional=1_000).outcome == Outcome.FAIL


def test_a_cap_that_is_no_whole_fen_is_not_rounded_up() -> None:
    found = judged(budget=3, central=149, regional=0)
    assert found.outcome == Outcome.FAIL
    assert found.figures["limit"] == Decimal("2.98")


def test_without_a_subsidy_nothing_may_be_spent() -> None:
    assert judged(budget=1, central=0, regional=0).outcome == Outcome.FAIL
    assert judged(budget=0, central=0, regional=0).outcome == Outcome.PASS


def test_a_subsidy_that_nobody_recorded_does_not_count_as_nought() -> None:
    with pytest.raises(NotRecordedError, match=REGIONAL):
        judged(budget=200, central=10_000)


def test_the_sentence_says_the_share_and_the_cap_in_yuan() -> None:
    found = judged(budget=12_345_678, central=500_000_000, regional=100_000_000)
    assert found.values["share"] == "2%"
    assert found.values["cap"] == {"zh": "120,000.00元", "en": "120,000.00 yuan"}


def test_a_share_has_to_be_exact() -> None:
    with pytest.raises(ValidationError, match="exact number"):
        AtMostShareOfSum.model_validate({"fact": BUDGET, "parts": [CENTRAL], "share": 0.02})

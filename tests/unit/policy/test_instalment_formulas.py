"""Money in parts: a share of a sum, and the rest by subtraction, so that every fen is somewhere."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.facts import Facts, NotRecordedError
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.instalments import Exactly, RestIs, ShareIs, Sum
from portal.policy.model import Fact

DAY = date(2019, 4, 10)
WHOLE, FIRST, SECOND, LAST = "contract.amount", "payment.1", "payment.2", "payment.3"
WORDS = Vocabulary(
    {
        name: Fact.model_validate({"name": name, "kind": "fen", "title": {"zh": name, "en": name}})
        for name in (WHOLE, FIRST, SECOND, LAST)
    },
    {},
)
THIRTY = ShareIs(fact=FIRST, of=WHOLE, share=Decimal("0.30"))
REST = RestIs(fact=LAST, whole=WHOLE, less=(FIRST, SECOND))


def judged(formula: Sum, **fen: int) -> Verdict:
    names = {"whole": WHOLE, "first": FIRST, "second": SECOND, "last": LAST}
    facts = Facts({names[name]: value for name, value in fen.items()})
    return formula.judge(facts, Moment(DAY, DAY), WORDS)


def test_half_a_fen_is_rounded_up() -> None:
    assert judged(THIRTY, whole=69_970_005).figures["amount"] == 20_991_002


def test_an_amount_that_is_not_recorded_is_computed_and_not_judged() -> None:
    verdict = judged(THIRTY, whole=69_970_000)
    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures["amount"] == 20_991_000


def test_one_fen_more_or_less_fails() -> None:
    assert judged(THIRTY, whole=69_970_000, first=20_991_000).outcome == Outcome.PASS
    assert judged(THIRTY, whole=69_970_000, first=20_991_001).outcome == Outcome.FAIL
    assert judged(THIRTY, whole=69_970_000, first=20_990_999).outcome == Outcome.FAIL


def test_a_printed_figure_is_met_by_itself_only() -> None:
    three = Exactly(fact=LAST, number=Decimal(3))
    assert judged(three, last=3).outcome == Outcome.PASS
    assert judged(three, last=2).outcome == Outcome.FAIL
    assert judged(three, last=4).outcome == Outcome.FAIL
    assert judged(three).outcome == Outcome.NOT_APPLICABLE


def test_the_rest_needs_every_earlier_part() -> None:
    with pytest.raises(NotRecordedError):
        judged(REST, whole=69_970_000, first=20_991_000)


@given(st.integers(min_value=0, max_value=10**15))
def test_two_shares_and_the_rest_always_add_up(whole: int) -> None:
    part = judged(THIRTY, whole=whole).figures["amount"]
    assert isinstance(part, Decimal)
    rest = judged(REST, whole=whole, first=int(part), second=int(part)).figures["amount"]
    assert isinstance(rest, Decimal)
    assert part + part + rest == whole

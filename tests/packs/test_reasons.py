"""Which failures need a published reason while something else is still unrecorded."""

from collections.abc import Mapping
from datetime import date

import pytest

from portal.compliance.judging import departures
from portal.policy.facts import read_facts
from portal.policy.installed import read_library

LIBRARY = read_library()
AMOUNT = "4000000"
CASES: Mapping[str, tuple[str, date, Mapping[str, object], str]] = {
    "steps in the wrong order, the last not taken yet": (
        "deyang",
        date(2022, 6, 20),
        {
            "contract.plan_approved_on": date(2022, 5, 20),
            "contract.purchase.notice_on": date(2022, 5, 10),
        },
        "dy-steps-in-order",
    ),
    "another method from 4,000,000 yuan on, and no approval": (
        "inner-mongolia",
        date(2025, 4, 2),
        {
            "contract.purchase_amount": AMOUNT,
            "contract.method": "consultation",
            "contract.purchase_began_on": date(2025, 3, 3),
        },
        "nm-open-tender-must",
    ),
    "the first assessment late, the others to come": (
        "dawukou",
        date(2019, 4, 10),
        {
            "contract.starts_on": date(2019, 4, 10),
            "contract.ends_on": date(2022, 4, 9),
            "contract.satisfaction.1.held_on": date(2019, 10, 10),
        },
        "dw-satisfaction-rhythm",
    ),
}


@pytest.mark.parametrize(("place", "on", "said", "rule"), CASES.values(), ids=CASES)
def test_what_is_recorded_and_fails_needs_a_reason_whatever_is_still_open(
    place: str, on: date, said: Mapping[str, object], rule: str
) -> None:
    facts = read_facts(LIBRARY.facts(place), said)
    assert rule in {each.rule.id for each in departures(place, facts, on)}


def test_an_assessment_that_is_still_to_come_needs_no_reason() -> None:
    said = {"contract.starts_on": date(2019, 4, 10), "contract.ends_on": date(2022, 4, 9)}
    facts = read_facts(LIBRARY.facts("dawukou"), said)
    found = {each.rule.id for each in departures("dawukou", facts, date(2019, 4, 10))}
    assert "dw-satisfaction-rhythm" not in found


def test_a_condition_that_nobody_recorded_yet_needs_no_reason() -> None:
    said = {"contract.starts_on": date(2024, 1, 10), "contract.ends_on": date(2027, 1, 9)}
    facts = read_facts(LIBRARY.facts("guangdong"), said)
    found = {each.rule.id for each in departures("guangdong", facts, date(2024, 1, 5))}
    assert "cn-term-one-year" not in found

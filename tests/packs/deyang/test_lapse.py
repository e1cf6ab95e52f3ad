"""Deyang's measures ran for five years: what the portal judges on their first and last days."""

from datetime import date

import pytest

from portal.policy.facts import read_facts
from portal.policy.findings import Judgement, judge
from portal.policy.installed import read_library
from portal.policy.library import Standing

LIBRARY = read_library()
LAST = date(2023, 10, 26)
TOO_LONG = {"contract.starts_on": date(2019, 1, 1), "contract.ends_on": date(2022, 1, 1)}


def judged(on: date) -> Judgement:
    facts = read_facts(LIBRARY.facts("deyang"), TOO_LONG)
    return judge(LIBRARY, "deyang", "contract", facts, on=on, today=on)


def own(judgement: Judgement) -> set[str]:
    """The ids of the findings that rest on Deyang's own document."""
    return {each.rule.id for each in judgement.findings if each.rule.id.startswith("dy-")}


@pytest.mark.parametrize("on", [date(2018, 10, 27), LAST])
def test_the_first_and_the_last_day_are_judged_by_deyang(on: date) -> None:
    found = judged(on)

    assert found.standing == Standing.IN_FORCE
    assert "dy-term" in {each.rule.id for each in found.findings if each.failed}


def test_the_day_before_the_first_knows_no_rule_of_deyang() -> None:
    found = judged(date(2018, 10, 26))

    assert (found.standing, own(found)) == (Standing.NOT_YET, set())


def test_the_later_reading_of_the_last_day_is_not_judged_by_deyang() -> None:
    """The document may have held on 27 October as well; nobody fails a doubtful day."""
    found = judged(date(2023, 10, 27))

    assert (found.standing, own(found)) == (Standing.ENDED, set())


def test_both_readings_of_the_last_day_are_stated() -> None:
    notes = LIBRARY.packs["deyang"].governing.notes

    assert any("2023-10-26" in each.en and "2023-10-27" in each.en for each in notes)
    assert LIBRARY.packs["deyang"].governing.until == LAST


def test_each_of_the_counted_clauses_is_a_quotation_with_an_answer() -> None:
    clauses = LIBRARY.packs["deyang"].clauses

    assert len(clauses) == 107
    assert all(each.words for each in clauses)

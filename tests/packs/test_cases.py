"""Every table case of every pack: facts of a day, the rule, and what it has to conclude."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.policy.coverage import coverage
from portal.policy.facts import Facts, read_facts
from portal.policy.findings import finding, risks
from portal.policy.formulas.formula import Moment, Outcome
from portal.policy.installed import read_library
from portal.policy.model import Rule, Status

HERE = Path(__file__).parent
LIBRARY = read_library()
KEYS = {"clause", "rule", "risk", "on", "today", "facts", "outcome", "figures", "says", "shown"}


@dataclass(frozen=True)
class Case:
    """One row of a table."""

    place: str
    number: int
    said: dict[str, Any]

    @property
    def on(self) -> date:
        on = self.said["on"]
        assert type(on) is date
        return on

    @property
    def facts(self) -> Facts:
        return read_facts(LIBRARY.facts(self.place), self.said.get("facts", {}))


def cases() -> Iterator[Case]:
    for file in sorted(HERE.glob("*/cases.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for number, said in enumerate(table["cases"], 1):
            yield Case(file.parent.name, number, said)


def named(case: Case) -> str:
    return f"{case.place}-{case.number}-{case.said.get('rule') or case.said.get('risk')}"


CASES = list(cases())
JUDGED = [case for case in CASES if "rule" in case.said]
DOUBTED = [case for case in CASES if "risk" in case.said]


def rule_of(case: Case) -> Rule:
    versions = [
        rule
        for pack in LIBRARY.chain(case.place)
        for rule in pack.rules
        if rule.id == case.said["rule"]
    ]
    assert versions, f"no rule of {case.place} is called {case.said['rule']}"
    held = [rule for rule in versions if LIBRARY.holds(rule, case.on)]
    assert held, f"{case.said['rule']} does not hold on {case.on}"
    return held[0]


@pytest.mark.parametrize("case", JUDGED, ids=named)
def test_a_rule_concludes_what_its_table_says(case: Case) -> None:
    assert case.said.keys() <= KEYS
    rule = rule_of(case)
    moment = Moment(case.on, case.said.get("today", case.on))

    found = finding(LIBRARY, LIBRARY.vocabulary(case.place), rule, case.facts, moment)

    assert found.outcome == Outcome(case.said["outcome"]), (found.template, found.values)
    assert case.said["clause"] in {each.clause.id for each in found.citations}
    assert case.said.get("says", "") in str(found.sentence())
    for name, value in case.said.get("figures", {}).items():
        assert found.figures[name] == value, (name, found.figures)


@pytest.mark.parametrize("case", DOUBTED, ids=named)
def test_a_later_rule_is_shown_as_a_risk(case: Case) -> None:
    assert case.said.keys() <= KEYS
    words = LIBRARY.vocabulary(case.place)
    subjects = {risk.subject for pack in LIBRARY.chain(case.place) for risk in pack.risks}

    shown = {
        found.rule.id: found
        for subject in subjects
        for found in risks(LIBRARY, words, case.place, subject, case.facts, case.on)
    }

    assert (case.said["risk"] in shown) == case.said.get("shown", True)
    if case.said.get("shown", True):
        found = shown[case.said["risk"]]
        assert found.outcome == Outcome.NOT_APPLICABLE
        assert case.said["clause"] in {each.clause.id for each in found.citations}


@pytest.mark.parametrize("place", LIBRARY.places)
def test_each_place_has_at_least_twenty_cases(place: str) -> None:
    assert Counter(case.place for case in CASES)[place] >= 20


def test_every_clause_that_acts_has_a_case_of_its_place() -> None:
    """A rule of the nation may judge a place's clause; the case then lies with the place."""
    proven = {(case.place, case.said["clause"]) for case in CASES}
    acting = [
        row
        for row in coverage(LIBRARY, extra=True)
        if row.clause.status in {Status.ENFORCED, Status.COMPUTED}
        and any(where.startswith("rule:") for where in row.clause.where)
    ]
    assert acting
    missing = [row.clause.id for row in acting if (row.place, row.clause.id) not in proven]
    assert missing == []


def test_every_enforced_clause_has_a_case_that_meets_it_and_one_that_breaks_it() -> None:
    seen = {(case.said["clause"], case.said["outcome"]) for case in JUDGED}
    enforced = [
        row.clause.id
        for row in coverage(LIBRARY, extra=True)
        if row.clause.status == Status.ENFORCED
    ]
    assert enforced
    assert [each for each in enforced if not {(each, "pass"), (each, "fail")} <= seen] == []

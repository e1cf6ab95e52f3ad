"""Which rules judge an act, how much a failure weighs, and what is only doubtful."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from portal.policy.facts import Facts, Value
from portal.policy.findings import Finding, Severity, judge
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import SHIPPED, gather
from portal.policy.library import Library, Standing
from tests.packs import sixth

ON = date(2025, 3, 1)
TODAY = date(2026, 1, 1)
LONG = {"contract.starts_on": date(2025, 4, 1), "contract.ends_on": date(2028, 3, 31)}
PRINCIPLE = sixth.CLAUSES.replace('strength = "must"', 'strength = "in_principle"', 1)
MEMORY = sixth.PACK.replace('sure = "read"', 'sure = "memory"')
UNDATED = sixth.PACK
for stated in ("signed_on = 2025-01-06", "published_on = 2025-01-10", "from = 2025-02-01"):
    UNDATED = UNDATED.replace(stated, f'{stated.split(" ")[0]} = "not stated"')
RISK = """
[[risks]]
id = "sx-people"
subject = "contract"
title = { zh = "买人", en = "Buying people" }
clauses = ["SX-1"]
by = ["SX-3"]
says = { zh = "后来不许。", en = "Later it was forbidden." }
when = { "contract.starts_on" = 2025-04-01 }
"""
LATER = """
[[instruments]]
id = "sx-2027"
title = { zh = "后来的文件", en = "A later document" }
number = "not stated"
signed_on = 2027-01-01
published_on = 2027-01-01
from = 2027-01-01
until = "not stated"
sure = "read"
"""
THIRD = """
[[clauses]]
id = "SX-3"
at = { zh = "第一条", en = "Art. 1" }
demand = { zh = "不得买人。", en = "People are not bought." }
topic = "scope"
strength = "must"
status = "reference"
instrument = "sx-2027"
"""


def library(folder: Path, **changed: str) -> Library:
    packs, faults = gather([SHIPPED / "national", sixth.write_sixth(folder, **changed)])
    assert faults == []
    return packs


def own(packs: Library, values: Mapping[str, Value], on: date = ON) -> list[Finding]:
    """The findings of the sixth pack's own rules."""
    found = judge(packs, "sixth", "contract", Facts(values), on=on, today=TODAY).findings
    return [each for each in found if each.rule.id.startswith("sx-")]


def test_an_act_is_judged_by_the_rules_of_its_day(tmp_path: Path) -> None:
    packs = library(tmp_path)

    assert [each.outcome for each in own(packs, LONG)] == [Outcome.FAIL]
    assert own(packs, LONG, on=date(2025, 1, 31)) == []
    assert own(packs, LONG, on=date(2030, 1, 31)) != []
    assert own(packs, LONG, on=date(2030, 2, 1)) == []


def test_the_document_is_said_to_have_ended(tmp_path: Path) -> None:
    packs = library(tmp_path)
    days = {
        date(2025, 1, 31): Standing.NOT_YET,
        date(2025, 2, 1): Standing.IN_FORCE,
        date(2030, 1, 31): Standing.IN_FORCE,
        date(2030, 2, 1): Standing.ENDED,
    }
    assert {day: packs.standing("sixth", day) for day in days} == days


@pytest.mark.parametrize(
    ("changed", "weight"),
    [
        ({}, Severity.ERROR),
        ({"clauses": PRINCIPLE}, Severity.WARNING),
        ({"pack": MEMORY}, Severity.HINT),
        ({"pack": UNDATED}, Severity.WARNING),
    ],
    ids=["must", "in principle", "from memory", "no date at all"],
)
def test_a_failure_weighs_what_its_clause_weighs(
    tmp_path: Path, changed: dict[str, str], weight: Severity
) -> None:
    (found,) = own(library(tmp_path, **changed), LONG)

    assert (found.outcome, found.severity) == (Outcome.FAIL, weight)


@pytest.mark.parametrize("pack", [MEMORY, UNDATED], ids=["from memory", "no date at all"])
def test_what_nobody_verified_is_never_in_force(tmp_path: Path, pack: str) -> None:
    assert library(tmp_path, pack=pack).standing("sixth", ON) == Standing.UNVERIFIED


def test_a_fact_that_nobody_recorded_is_named(tmp_path: Path) -> None:
    (found,) = own(library(tmp_path), {"contract.starts_on": date(2025, 4, 1)})

    assert found.outcome == Outcome.NOT_APPLICABLE
    assert str(found.sentence()) == "not recorded: Last day of the service"


def test_a_later_rule_is_a_risk_and_no_failure(tmp_path: Path) -> None:
    packs = library(
        tmp_path,
        pack=sixth.PACK + LATER,
        clauses=sixth.CLAUSES + THIRD,
        rules=sixth.RULES + RISK,
    )
    facts = {**LONG, "contract.ends_on": date(2026, 3, 31)}

    passed, doubted = own(packs, facts)
    assert (passed.outcome, passed.risk) == (Outcome.PASS, False)
    assert (doubted.outcome, doubted.risk) == (Outcome.NOT_APPLICABLE, True)
    assert [each.instrument.id for each in doubted.citations] == ["sx-2025", "sx-2027"]
    after = own(packs, facts, on=date(2027, 1, 1))
    assert [each.risk for each in after] == [False]


def test_a_condition_that_does_not_hold_is_the_reason(tmp_path: Path) -> None:
    rules = sixth.RULES + 'when = { "contract.title" = "探访" }\n'
    (found,) = own(library(tmp_path, rules=rules), {**LONG, "contract.title": "助餐"})

    assert found.outcome == Outcome.NOT_APPLICABLE
    assert "Title of the contract" in str(found.sentence())

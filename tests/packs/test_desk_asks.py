"""What a clause says an officer records, the desk asks for; nothing is recorded by name alone."""

from datetime import date

import pytest

from portal.compliance.asking import asked_by_topic
from portal.compliance.recording import facts_asked
from portal.policy.installed import read_library

LIBRARY = read_library()


@pytest.mark.parametrize("place", LIBRARY.places)
def test_the_desk_asks_for_every_fact_that_a_clause_is_recorded_by(place: str) -> None:
    facts = LIBRARY.facts(place)
    named = {
        where.removeprefix("fact:")
        for clause in LIBRARY.packs[place].clauses
        for where in clause.where
        if where.startswith(("fact:contract.", "fact:contractor."))
    }
    asked = facts_asked(place, date(2026, 3, 2))

    assert {name for name in named if not facts[name].given} <= asked.keys()


@pytest.mark.parametrize("place", LIBRARY.places)
def test_every_fact_is_asked_once_under_one_topic(place: str) -> None:
    day = date(2026, 3, 2)
    groups = asked_by_topic(place, day)
    asked = [name for facts in groups.values() for name in facts]

    assert sorted(asked) == sorted(facts_asked(place, day))
    assert len(groups) > 5


def test_a_bond_is_asked_under_the_contract_and_a_ban_under_credit() -> None:
    groups = asked_by_topic("zunyi", date(2026, 3, 2))

    assert "contract.performance_bond" in groups["contract"]
    assert "contractor.ban.last_on" in groups["credit-sanction"]
    assert "contract.purchase.bid_bond" in groups["procurement-method"]

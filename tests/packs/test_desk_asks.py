"""What a clause says an officer records, the desk asks for; nothing is recorded by name alone."""

from datetime import date

import pytest

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
    day = LIBRARY.packs[place].governing.until or date(2026, 3, 2)
    asked = [fact.name for group in facts_asked(place, day).values() for fact in group]

    assert {name for name in named if not facts[name].given} <= {*asked}
    assert len(asked) == len({*asked})


def test_a_document_that_ended_asks_for_nothing_of_its_own() -> None:
    asked = facts_asked("deyang", date(2026, 3, 2))
    own = {each.name for each in LIBRARY.packs["deyang"].facts}

    assert own
    assert not own & {fact.name for group in asked.values() for fact in group}


def test_a_bond_is_asked_under_the_contract_and_a_ban_under_credit() -> None:
    groups = facts_asked("zunyi", date(2026, 3, 2))
    names = {topic: {fact.name for fact in facts} for topic, facts in groups.items()}

    assert "contract.performance_bond" in names["contract"]
    assert "contractor.ban.last_on" in names["credit-sanction"]
    assert "contract.purchase.bid_bond" in names["procurement-method"]

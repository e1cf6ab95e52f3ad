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
    grouped = facts_asked(place, date(2026, 3, 2)).values()
    asked = {each.name for facts_ in grouped for each in facts_}

    assert {name for name in named if not facts[name].given} <= asked

"""Whoever runs a round and whoever scores in it are never the same person, in either order."""

import pytest

from portal.errors import ConflictError, ForbiddenError
from portal.evaluation.rounds import close_round
from tests.db.town import TODAY, Town


def test_whoever_opened_a_round_is_not_made_an_assessor_of_it(town: Town) -> None:
    round_id = town.open()

    with pytest.raises(ForbiddenError, match="opened or closed"):
        town.assign(round_id, "officer-2", "purchaser")


def test_whoever_closed_a_round_is_not_made_an_assessor_of_it(town: Town) -> None:
    round_id = town.open()
    town.act("officer-1", lambda s, who: close_round(s, who, round_id, TODAY))

    with pytest.raises(ForbiddenError, match="opened or closed"):
        town.assign(round_id, "officer-1", "purchaser")


def test_a_closed_round_gets_no_further_assessor_of_a_party_that_has_one(town: Town) -> None:
    round_id = town.open()
    town.assign(round_id, "evaluator-1", "third_party")
    town.close(round_id)

    with pytest.raises(ConflictError, match="has its assessors"):
        town.assign(round_id, "evaluator-2", "third_party")


def test_a_closed_round_still_gets_the_first_assessor_of_a_party(town: Town) -> None:
    round_id = town.open()
    town.close(round_id)

    assert town.assign(round_id, "evaluator-1", "third_party")

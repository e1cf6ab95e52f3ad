"""A close writes the round's rows anew inside the database: all of them, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from portal.records.evaluation import Ballot, Invitation
from tests.db.town import Town

ANSWERS = ["55", "54", "5-", "55", "11", "32", "44", "-1", "55"]


@pytest.fixture
def rounds(town: Town) -> tuple[str, str]:
    """Two open rounds with ballots, the first of them about to be closed."""
    closing, other = town.open(12), town.open(12)
    for each in ANSWERS:
        town.vote(closing, [each])
        town.codes[closing].pop(0)
        town.vote(other, [each])
        town.codes[other].pop(0)
    return closing, other


def stored(town: Town, record: type[Ballot] | type[Invitation], round_id: str) -> dict[str, Any]:
    """The rows of one round by their keys, without them."""
    with town.engine.connect() as connection:
        found = connection.execute(select(record).where(record.round_id == round_id)).mappings()
        rows = [dict(row) for row in found]
    return {row.pop("id"): tuple(sorted(row.items(), key=str)) for row in rows}


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, bool]]]:
    """Every statement that goes to the database meanwhile, and whether it carried many rows."""
    seen: list[tuple[str, bool]] = []

    def note(*said: Any) -> None:
        _, _, statement, _, _, many = said
        seen.append((statement, many))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("record", [Ballot, Invitation])
def test_the_rows_of_the_round_are_the_same_under_new_keys(
    record: type[Ballot] | type[Invitation], town: Town, rounds: tuple[str, str]
) -> None:
    closing, other = rounds
    before, beside = (stored(town, record, each) for each in rounds)

    town.close(closing)

    after = stored(town, record, closing)
    assert sorted(after.values()) == sorted(before.values())
    assert not after.keys() & before.keys()
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in after)
    assert stored(town, record, other) == beside


def test_no_ballot_passes_through_the_process(town: Town, rounds: tuple[str, str]) -> None:
    with statements(town.engine) as seen:
        town.close(rounds[0])

    about_rows = [each for each, _ in seen if "ballot" in each or "invitation" in each]
    assert {each.split()[0] for each in about_rows} == {"INSERT", "DELETE"}
    assert not any(many for _, many in seen)
    assert [each for each, _ in seen if "rewritten" in each and each.strip().startswith("DROP")]


def test_two_rounds_close_one_after_the_other_on_one_connection(
    town: Town, rounds: tuple[str, str]
) -> None:
    for round_id in rounds:
        town.close(round_id)

    assert [town.count(each) for each in rounds] == [(len(ANSWERS), len(ANSWERS))] * 2


def test_an_empty_round_can_be_closed(town: Town) -> None:
    round_id = town.open(3)

    town.close(round_id)

    assert town.count(round_id) == (0, 0)
    assert len(stored(town, Invitation, round_id)) == 3

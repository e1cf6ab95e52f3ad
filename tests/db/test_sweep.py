"""A round is published only after no earlier copy of its ballots can be read by anybody."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.evaluation import sweep
from portal.evaluation.results import publish_round
from portal.evaluation.rounds import confirm_sweep
from portal.evaluation.sweep import sweep_ballots
from portal.records.evaluation import Ballot, Result, Round
from portal.records.region import Region
from portal.records.session import writing
from tests.db import forensics
from tests.db.town import OPERATOR, TODAY, Town


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep gives up sooner than an officer would like to wait in a test."""
    monkeypatch.setattr(sweep, "PATIENCE_SECONDS", 0.6)
    monkeypatch.setattr(sweep, "LOCK_TIMEOUT_MS", 200)


@pytest.fixture
def rated(town: Town) -> str:
    """An open, scored round with enough ballots."""
    round_id = town.open(14)
    town.vote(round_id, ["55", "44", "5-"] * 4)
    town.score(round_id)
    return round_id


def reads_the_ballots(connection: Connection) -> None:
    connection.execute(select(Ballot)).all()


def reads_something_else(connection: Connection) -> None:
    connection.execute(select(Region)).all()


@contextmanager
def long_reader(
    town: Town, read: Callable[[Connection], None], isolation: str
) -> Iterator[Connection]:
    """A transaction that began to read and does not come to its end."""
    engine = town.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level=isolation)
    with engine.connect() as connection:
        read(connection)
        yield connection


@pytest.mark.parametrize(
    ("read", "isolation"),
    [
        (reads_the_ballots, "READ COMMITTED"),  # PostgreSQL: holds a lock on the table
        (reads_the_ballots, "REPEATABLE READ"),
        (reads_something_else, "REPEATABLE READ"),  # PostgreSQL: still sees the old rows
    ],
)
def test_a_reader_from_before_the_close_delays_the_sweep_and_with_it_the_publication(
    town: Town, rated: str, read: Callable[[Connection], None], isolation: str
) -> None:
    with Session(town.engine) as session:
        old = set(session.scalars(select(Ballot.id)))
    with long_reader(town, read, isolation):
        town.close(rated)
        began = time.monotonic()
        with pytest.raises(ConflictError, match="could not be swept yet"):
            town.sweep(rated)
        assert time.monotonic() - began < 5
        with pytest.raises(ConflictError, match="not swept yet"):
            town.publish(rated)
        assert_unpublished(town, rated)
        assert forensics.found_in(forensics.files(town.engine), old) == old

    town.sweep(rated)
    assert forensics.found_in(forensics.files(town.engine), old) == set()
    town.publish(rated)
    assert town.state(rated) == "published"


def assert_unpublished(town: Town, round_id: str) -> None:
    with Session(town.engine) as session:
        round_ = session.get_one(Round, round_id)
        assert (round_.state, round_.is_swept) == ("closed", False)
        assert session.scalars(select(Result)).all() == []


def test_a_reader_that_ends_in_time_is_waited_for(town: Town, rated: str) -> None:
    with town.engine.connect() as connection:
        reads_the_ballots(connection)
        town.close(rated)
        end = Timer(0.2, connection.rollback)
        end.start()
        town.sweep(rated)
        end.join()

    town.publish(rated)


def test_the_sweep_can_be_repeated_and_changes_nothing_then(town: Town, rated: str) -> None:
    town.close(rated)
    town.sweep(rated)
    before = forensics.everything(town.engine)

    town.sweep(rated)

    assert forensics.everything(town.engine) == before


def test_a_round_that_is_still_open_is_never_noted_as_swept(town: Town, rated: str) -> None:
    with pytest.raises(ConflictError), writing(town.engine) as session:
        confirm_sweep(session, OPERATOR, rated)

    with Session(town.engine) as session:
        assert session.get_one(Round, rated).is_swept is False


def test_a_closed_round_that_was_not_swept_is_not_published(town: Town, rated: str) -> None:
    town.close(rated)

    with pytest.raises(ConflictError, match="not swept yet"):
        town.act("officer-2", lambda s, who: publish_round(s, who, rated, TODAY))

    assert_unpublished(town, rated)


def test_the_sweep_leaves_the_connection_as_it_was(town: Town, rated: str) -> None:
    """The next ballot may come over the same connection and wait longer than a sweep would."""
    setting = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}
    ask = text(setting[town.engine.dialect.name])
    with town.engine.connect() as connection:
        before = connection.scalar(ask)

    town.close(rated)
    sweep_ballots(town.engine)

    assert town.engine.pool.checkedin() == 1  # type: ignore[attr-defined] # a queue pool
    with town.engine.connect() as connection:
        assert connection.scalar(ask) == before


def test_an_open_round_goes_on_through_the_sweep_of_another(town: Town, rated: str) -> None:
    other = town.open(3)
    town.cast(other, town.codes[other][0], "11")
    town.close(rated)

    town.sweep(rated)

    town.cast(other, town.codes[other][1], "22")
    assert town.count(other) == (2, 2)

"""Nobody who reads the database can tell who gave which ballot (design decision 3).

The probes of ``forensics`` are first shown to find the link while a round is open, where the
threat model admits it, so that their silence after the close means something.
"""

import hashlib
import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from portal.evaluation.invitations import by_code
from portal.evaluation.sweep import sweep_ballots
from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot, Invitation
from portal.records.session import writing
from tests.db import forensics
from tests.db.conftest import Template
from tests.db.town import SECRET, Town, add_scheme, settle

PEOPLE = 40
ROUNDS = 3
QUESTIONS = (0.4, 0.3, 0.2, 0.1)
WHO_CAME = random.Random("the order in which people came")  # noqa: S311 - no secret


@dataclass
class Vote:
    """A round in which everybody gave answers of their own, and who that was."""

    town: Town
    round_id: str
    came: list[str]
    """The answers, in the order in which they were given"""
    invitation_of: dict[str, str]
    """Answers → hash of the code they were given with: what an attacker wants to find out"""

    def invitations(self) -> dict[str, str]:
        """Hash of the code → id of the invitation, as it is now."""
        rows = forensics.rows_by(self.town.engine, Invitation, "code_hash")
        return {key: row["id"] for key, row in rows.items() if row["round_id"] == self.round_id}

    def ballots(self) -> dict[str, str]:
        """Answers → id of the ballot, as it is now."""
        rows = forensics.rows_by(self.town.engine, Ballot, "id")
        return {
            row["answers"]: key for key, row in rows.items() if row["round_id"] == self.round_id
        }


def answers_of(number: int) -> str:
    """Answers that only one of the people gives."""
    return "".join(str(1 + number // 5**place % 5) for place in range(len(QUESTIONS)))


def vote(town: Town) -> Vote:
    """People come in an order of their own, each with a code and answers nobody else gives."""
    round_id = town.open(PEOPLE)
    codes = list(town.codes[round_id])
    WHO_CAME.shuffle(codes)
    came = [answers_of(number) for number in WHO_CAME.sample(range(5 ** len(QUESTIONS)), PEOPLE)]
    for code, answers in zip(codes, came, strict=True):
        town.cast(round_id, code, answers)
    hashes = [by_code(SECRET, code).code_hash or "" for code in codes]
    return Vote(town, round_id, came, dict(zip(came, hashes, strict=True)))


@pytest.fixture(scope="module")
def curious(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A town whose ballots have four questions, enough for everybody to answer differently."""

    def fill(engine: Engine) -> None:
        settle(engine)
        with writing(engine) as session:
            session.execute(text("DELETE FROM scheme"))
            add_scheme(session, QUESTIONS)

    return migrated.filled(tmp_path_factory.mktemp("curious"), fill)


@pytest.fixture
def town(curious: Template, tmp_path: Path) -> Iterator[Town]:
    with curious.copy(tmp_path) as engine:
        yield Town(engine)


@pytest.fixture
def is_postgresql(town: Town) -> bool:
    return town.engine.dialect.name == "postgresql"


def test_casting_adds_one_ballot_marks_one_invitation_and_changes_nothing_else(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """No audit row, no time anywhere, no sequence moved, no word in the log."""
    round_id = town.open(5)
    town.cast(round_id, town.codes[round_id][0], "1111")
    before = forensics.everything(town.engine)

    with caplog.at_level(logging.DEBUG):
        town.cast(round_id, town.codes[round_id][1], "5432")

    after = forensics.everything(town.engine)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"ballot", "invitation"}
    assert len(after["ballot"] - before["ballot"]) == 1
    assert not before["ballot"] - after["ballot"]
    (row,), (was,) = (
        after["invitation"] - before["invitation"],
        before["invitation"] - after["invitation"],
    )
    assert row.replace("True", "False") == was
    assert [record for record in caplog.records if record.name.startswith("portal")] == []


def test_casting_leaves_its_mark_on_no_other_row_of_postgresql(
    town: Town, is_postgresql: bool
) -> None:
    """A row lock or the check of a foreign key would: both write into the row they look at."""
    round_id = town.open(3)
    town.cast(round_id, town.codes[round_id][0], "1111")
    before = forensics.all_marks(town.engine)

    town.cast(round_id, town.codes[round_id][1], "5432")

    after = forensics.all_marks(town.engine)
    assert {name for name in after if after[name] != before[name]} == (
        set(forensics.TABLES) if is_postgresql else set()
    )


def test_the_statistics_of_postgresql_sample_neither_keys_nor_hashes(
    town: Town, is_postgresql: bool
) -> None:
    """Its housekeeping samples values while a round is open, and keeps them in a table of its own,
    where no sweep comes.
    """
    cast = vote(town)
    keys = {*cast.ballots().values(), *cast.invitations().values(), *cast.invitation_of.values()}

    if is_postgresql:
        with writing(town.engine) as session:
            session.execute(text("ANALYZE"))
            sampled = session.scalars(
                text("SELECT attname FROM pg_stats WHERE tablename = ANY(:tables)"),
                {"tables": list(forensics.TABLES)},
            ).all()
        assert set(sampled) == {"round_id", "answers", "is_used"}
    town.close(cast.round_id)
    town.sweep(cast.round_id)

    if is_postgresql:
        assert forensics.found_in(forensics.whole_folder(town.engine), keys) == set()
    assert forensics.found_in(forensics.files(town.engine), keys) == set()


def test_a_statement_log_switched_on_shows_neither_answers_nor_codes(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    round_id = town.open(2)
    code = town.codes[round_id][0]
    town.engine.echo = True

    with caplog.at_level(logging.DEBUG):
        town.cast(round_id, code, "5432")

    town.engine.echo = False
    assert "INSERT INTO ballot" in caplog.text
    assert "5432" not in caplog.text
    assert str(by_code(SECRET, code).code_hash) not in caplog.text


def test_a_ballot_and_its_invitation_have_no_value_in_common_nor_one_made_from_the_other(
    town: Town,
) -> None:
    cast = vote(town)
    ballots = forensics.rows_by(town.engine, Ballot, "answers")
    invitations = forensics.rows_by(town.engine, Invitation, "code_hash")
    differences = set()
    for answers, code_hash in cast.invitation_of.items():
        ballot, invitation = ballots[answers], invitations[code_hash]
        assert forensics.shared_words(ballot, invitation) == set()
        for value in (invitation["id"], code_hash, bytes.fromhex(code_hash)):
            raw = value if isinstance(value, bytes) else value.encode()
            for name in ("md5", "sha1", "sha256", "blake2b"):
                assert ballot["id"] not in hashlib.new(name, raw).hexdigest()
        differences.add(int(ballot["id"], 16) ^ int(invitation["id"], 16))
    assert len(differences) == PEOPLE


def test_the_probe_for_common_values_finds_them_where_they_are() -> None:
    key = "00ff" * 8
    assert forensics.shared_words({"id": key}, {"id": "1" * 32, "code_hash": f"ab{key}"})
    assert not forensics.shared_words({"id": key, "round_id": "r" * 20}, {"round_id": "r" * 20})


def test_while_a_round_is_open_the_marks_of_postgresql_link_every_ballot_and_after_it_none(
    town: Town, is_postgresql: bool
) -> None:
    """The threat model admits the first half; it shows that the probe works."""
    cast = vote(town)
    if is_postgresql:
        assert links(town) == cast.invitation_of
        assert forensics.orders(town.engine, "ballot", "answers")["ctid"] == cast.came

    town.close(cast.round_id)
    town.sweep(cast.round_id)

    if is_postgresql:
        assert links(town) == {}
        with town.engine.connect() as connection:
            for table in forensics.TABLES:
                rows = forensics.marks(connection, table, "id").values()
                assert len({row["xmin"] for row in rows}) == 1
                assert {row["xmax"] for row in rows} == {"0"}
    assert town.count(cast.round_id) == (PEOPLE, PEOPLE)
    assert set(cast.ballots()) == set(cast.came)


def links(town: Town) -> dict[str, str]:
    with town.engine.connect() as connection:
        return forensics.linked_by(
            forensics.marks(connection, "ballot", "answers"),
            forensics.marks(connection, "invitation", "code_hash"),
        )


def test_after_the_close_no_order_says_when_a_ballot_came(town: Town, is_postgresql: bool) -> None:
    """Bounds at six standard deviations and more: of a thousand million runs one fails by luck."""
    votes = [vote(town) for _ in range(ROUNDS)]
    if is_postgresql:
        for cast in votes:
            before = orders_of(cast)
            assert before["plain scan"] == before["ctid"] == cast.came

    for cast in votes:
        town.close(cast.round_id)
        town.sweep(cast.round_id)

    tallies: dict[str, list[float]] = {}
    kept: dict[str, int] = {}
    for cast in votes:
        for name, found in orders_of(cast).items():
            tallies.setdefault(name, []).append(forensics.rank_correlation(cast.came, found))
            kept[name] = kept.get(name, 0) + forensics.neighbours_kept(cast.came, found)

    assert len(tallies) >= (4 if is_postgresql else 3)
    for name, found_in_rounds in tallies.items():
        assert abs(sum(found_in_rounds)) / ROUNDS < 0.6, name
        assert kept[name] < 25, name


def orders_of(cast: Vote) -> dict[str, list[str]]:
    """The answers of one round in every order there is."""
    found = forensics.orders(cast.town.engine, "ballot", "id")
    answers = {key: value for value, key in cast.ballots().items()}
    return {name: [answers[key] for key in keys if key in answers] for name, keys in found.items()}


def test_after_the_close_nobody_can_be_recognised_among_the_invitations(town: Town) -> None:
    """What is left is how many were invited and how many of them rated; the key opens nothing."""
    cast = vote(town)
    town.close(cast.round_id)

    left = cast.invitations()
    assert len(left) == PEOPLE
    assert set(left).isdisjoint(cast.invitation_of.values())
    assert town.count(cast.round_id) == (PEOPLE, PEOPLE)


def test_the_probe_for_orders_finds_one_where_it_is() -> None:
    there = [str(number) for number in range(40)]
    blocks = [each for start in (20, 0, 30, 10) for each in there[start : start + 10]]
    shuffled = random.Random(1).sample(there, 40)  # noqa: S311 - no secret

    assert forensics.rank_correlation(there, there) == pytest.approx(1)
    assert forensics.rank_correlation(there, there[::-1]) == pytest.approx(-1)
    assert abs(forensics.rank_correlation(there, shuffled)) < 0.6
    assert forensics.neighbours_kept(there, blocks) == 36
    assert forensics.neighbours_kept(there, shuffled) < 12


def test_of_a_closed_round_no_earlier_byte_is_left_on_the_disk(
    town: Town, is_postgresql: bool
) -> None:
    """Neither keys nor cells of the old copies, in no page, no free space and no log."""
    other = vote(town)
    cast = vote(town)
    hashes = set(cast.invitation_of.values())
    keys = {*cast.ballots().values(), *cast.invitations().values(), *hashes}
    rows = stored_rows(cast)
    assert forensics.found_in(forensics.files(town.engine), keys | rows) == keys | rows

    town.close(cast.round_id)
    town.sweep(cast.round_id)

    disk = forensics.files(town.engine)
    assert forensics.found_in(disk, keys | rows) == set()
    if is_postgresql:
        assert forensics.found_in(forensics.whole_folder(town.engine), keys | rows) == set()
    assert forensics.found_in(disk, stored_rows(cast)) == stored_rows(cast)
    assert forensics.found_in(disk, stored_rows(other)) == stored_rows(other)


def stored_rows(cast: Vote) -> set[str]:
    """The ballots as their table holds them, and the invitations as far as their round."""
    engine, round_id = cast.town.engine, cast.round_id
    return {
        forensics.cell(engine, key, round_id, answers) for answers, key in cast.ballots().items()
    } | {forensics.cell(engine, key, round_id) for key in cast.invitations().values()}


def test_the_write_ahead_log_of_sqlite_tells_the_order_until_the_sweep_empties_it(
    town: Town, is_postgresql: bool
) -> None:
    """The threat model admits the first half; PostgreSQL's log is the administrator's to keep."""
    cast = vote(town)
    keys = [cast.ballots()[answers] for answers in cast.came]
    if not is_postgresql:
        assert forensics.first_seen(log_of(town), keys) == keys

    town.close(cast.round_id)
    sweep_ballots(town.engine)

    if not is_postgresql:
        assert log_of(town) == b""
    assert set(keys).isdisjoint(cast.ballots().values())


def log_of(town: Town) -> bytes:
    return Path(f"{town.engine.url.database}-wal").read_bytes()


def test_a_round_of_many_pages_leaves_no_byte_either(town: Town) -> None:
    """Full pages split, merge and move their rows; an earlier place of a row must not keep it."""
    count = 1_200
    round_id = town.open(count)
    ballots = [
        {"id": new_ballot_id(), "round_id": round_id, "answers": answers_of(number % 625)}
        for number in range(count)
    ]
    with writing(town.engine) as session:
        for start in range(0, count, 500):
            session.execute(insert(Ballot), ballots[start : start + 500])
        keys = {*session.scalars(select(Ballot.id)), *session.scalars(select(Invitation.id))}
    assert len(keys) == 2 * count
    assert forensics.found_in(forensics.files(town.engine), keys) == keys

    town.close(round_id)
    town.sweep(round_id)

    assert forensics.found_in(forensics.files(town.engine), keys) == set()
    assert town.count(round_id)[0] == count

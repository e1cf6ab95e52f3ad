"""The data stamp changes with every change of public data, on both databases."""

import threading
from collections.abc import Iterator
from time import perf_counter

import pytest
from sqlalchemy import Engine, delete, insert, text, update
from sqlalchemy.orm import Session

from portal.records.base import new_id
from portal.records.notice import Notice
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.session import make_engine, reading, writing
from portal.records.stamp import DataStamp, data_stamp
from portal.records.tables import metadata
from tests.db.reading import shelve

SILENT = {
    "account", "role_grant", "audit_entry", "notice_draft", "notice_review", "invitation",
    "credit_change", "ballot", "assessment", "assessment_score", "data_stamp", "withdrawn_content",
}  # fmt: skip
"""Tables of which nothing is public before it has become part of another one"""


def stamp_of(engine: Engine) -> str:
    with reading(engine) as session:
        return data_stamp(session)


def test_every_table_changes_the_stamp_or_holds_nothing_public(engine: Engine) -> None:
    """A new table, or one that a migration rebuilt on SQLite, has to be watched."""
    triggers = {
        "sqlite": "SELECT lower(tbl_name), count(*) FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'stamp%' GROUP BY 1 HAVING count(*) = 3",
        "postgresql": "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
        " WHERE tgname = 'data_changed' GROUP BY 1",
    }
    with reading(engine) as session:
        watched = {row[0] for row in session.execute(text(triggers[engine.dialect.name]))}
    assert watched == set(metadata.tables) - SILENT


def test_adding_changing_and_removing_each_give_a_new_stamp(engine: Engine) -> None:
    seen = [stamp_of(engine)]
    assert stamp_of(engine) == seen[0]
    with writing(engine) as session:
        shelve(session, "n1", title="甲")
    seen.append(stamp_of(engine))
    for change in (
        update(Notice).values(title="乙"),
        insert(Organisation).values(id=new_id(), name="丙", is_demo=False),
        delete(Notice),
    ):
        with writing(engine) as session:
            session.execute(change)
        seen.append(stamp_of(engine))
    assert len(set(seen)) == len(seen)
    assert stamp_of(engine) == seen[-1]


def test_what_was_undone_leaves_the_stamp_as_it_was(engine: Engine) -> None:
    before = stamp_of(engine)
    with Session(engine) as session:
        shelve(session, "n1", title="甲")
        session.rollback()
    assert stamp_of(engine) == before
    with writing(engine) as session:
        with session.begin_nested() as point:
            shelve(session, "n1", title="甲")
            session.flush()
            point.rollback()
        shelve(session, "n2", title="乙")
    assert stamp_of(engine) != before


def test_a_thousand_changes_leave_a_stamp_that_is_cheap_to_read(engine: Engine) -> None:
    seen = set()
    for number in range(60):
        with writing(engine) as session:
            session.execute(insert(Project).values(id=f"p{number}", is_demo=False))
        seen.add(stamp_of(engine))
    assert len(seen) == 60
    with reading(engine) as session:
        assert session.query(DataStamp).count() <= 18


@pytest.fixture
def engines(postgresql_url: str) -> Iterator[list[Engine]]:
    many = [make_engine(postgresql_url) for _ in range(4)]
    yield many
    for engine in many:
        engine.dispose()


def test_writers_at_once_neither_wait_for_each_other_nor_hide_a_change(
    engines: list[Engine],
) -> None:
    """One that began first and ends last still changes the stamp."""
    first, second, reader, _ = engines
    before = stamp_of(reader)
    with Session(first) as slow, Session(second) as quick:
        slow.execute(insert(Project).values(id="slow", is_demo=False))
        began = perf_counter()
        for number in range(40):
            quick.execute(insert(Project).values(id=f"quick{number}", is_demo=False))
            quick.commit()
        assert perf_counter() - began < 5
        between = stamp_of(reader)
        slow.commit()
    after = stamp_of(reader)
    assert len({before, between, after}) == 3


def test_many_writers_take_old_marks_away_together(engines: list[Engine]) -> None:
    failed: list[BaseException] = []

    def write(engine: Engine, name: str) -> None:
        try:
            for number in range(30):
                with writing(engine) as session:
                    session.execute(insert(Project).values(id=f"{name}{number}", is_demo=False))
        except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
            failed.append(error)

    threads = [
        threading.Thread(target=write, args=(engine, name))
        for engine, name in zip(engines, "abcd", strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with reading(engines[0]) as session:
        assert session.query(Project).count() == 120
        assert session.query(DataStamp).count() <= 24

"""What closing a round of a million ballots costs, on both databases.

The close is the product's own: ``close_round`` counts the ballots and makes every row anew in one
transaction, ``sweep_ballots`` then removes the old copies. Half a million ballots of another open
round lie in the same tables, as they would. Filling and closing are processes of their own, so
that the memory is that of the close alone. Every invitation is used: the heaviest close there is.
"""

import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import cast

from sqlalchemy import Table as Records
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.databases import postgresql
from bench.processes import memory_mb
from bench.tables import Table, note
from portal.evaluation.counting import count_patterns
from portal.evaluation.rounds import close_round
from portal.evaluation.sweep import sweep_ballots
from portal.identity.acting import console
from portal.records.contract import Contract
from portal.records.evaluation import Ballot, Invitation, Round, RoundState, Scheme
from portal.records.migrate import upgrade
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.session import make_engine, reading, writing

BALLOTS, OTHERS = 1_000_000, 500_000
ROUND, OTHER_ROUND = "3f9c0a7be21d44c0a8e1", "b7710c55d2e94f3aa06c"
QUESTIONS, BATCH = 5, 50_000
SEED = 20260101
DAY = date(2026, 6, 30)
ROOM_FOR_PAGES = "PRAGMA cache_size=-1000000"
"""Filling need not be economical; keys at random would have SQLite write each page many times"""


@dataclass(frozen=True)
class Closed:
    """Seconds, and megabytes over what the process held before."""

    rewrite_seconds: float
    sweep_seconds: float
    peak_mb: float


def main() -> None:
    """Print the cost on SQLite, and with ``postgresql`` behind the command on both."""
    with tempfile.TemporaryDirectory() as name:
        table = measure(Path(name), both="postgresql" in sys.argv)
    print(table)
    print(table.lines())


def measure(folder: Path, *, both: bool) -> Table:
    """A row for each database."""
    head = ("", "make anew, s", "sweep, s", "more memory at its peak, MB")
    table = Table(f"Closing a round of {BALLOTS:,} ballots and invitations", head)
    _add(table, "SQLite", f"sqlite:///{folder / 'round.db'}")
    if both:
        with postgresql() as url:
            if url:
                _add(table, "PostgreSQL (does not wait for the disk)", url)
    return table


def _add(table: Table, name: str, url: str) -> None:
    note(f"{name}: making {BALLOTS + OTHERS:,} ballots …")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        pool.apply(fill, (url,))
        note("closing …")
        closed = pool.apply(close, (url,))
    times = f"{closed.rewrite_seconds:.1f}", f"{closed.sweep_seconds:.1f}"
    table.add(name, *times, f"{closed.peak_mb:.0f}")
    table.figures[f"close_seconds_{name.partition(' ')[0].lower()}"] = (
        closed.rewrite_seconds + closed.sweep_seconds
    )


def close(url: str) -> Closed:
    """Close and sweep the round; an AssertionError if that changes what was answered."""
    engine = make_engine(url)
    with reading(engine) as session:
        before = [count_patterns(session, each) for each in (ROUND, OTHER_ROUND)]
        used = _count_used(session)
    held, began = memory_mb(), time.perf_counter()
    with writing(engine) as session:
        close_round(session, console("bench"), ROUND, DAY)
    rewritten = time.perf_counter()
    sweep_ballots(engine)
    swept = time.perf_counter()
    peak = memory_mb()
    with reading(engine) as session:
        assert [count_patterns(session, each) for each in (ROUND, OTHER_ROUND)] == before
        assert _count_used(session) == used
    return Closed(rewritten - began, swept - rewritten, peak - held)


def fill(url: str) -> None:
    """Migrate an empty database and fill it."""
    upgrade(url)
    engine = make_engine(url)
    draw = Random(SEED)  # noqa: S311 - invented answers, no secret
    with writing(engine) as session:
        _plan(session)
    with writing(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql(ROOM_FOR_PAGES)
        for round_id, people in ((ROUND, BALLOTS), (OTHER_ROUND, OTHERS)):
            for table, make in ((Ballot, _ballot), (Invitation, _invitation)):
                rows = (make(round_id, draw) for _ in range(people))
                while batch := list(islice(rows, BATCH)):
                    session.execute(insert(cast("Records", table.__table__)), batch)
    sweep_ballots(engine)
    engine.dispose()


def _plan(session: Session) -> None:
    """Two rounds of one contract, with just what the foreign keys ask for."""
    session.add(Organisation(id="organisation", name="bench"))
    session.add(Project(id="project"))
    session.add(Scheme(id="scheme", place="bench", body="{}", digest="bench", published_on=DAY))
    session.flush()
    parties = {"purchaser_id": "organisation", "contractor_id": "organisation"}
    session.add(Contract(id="contract", project_id="project", title="bench", **parties))
    session.flush()
    for round_id in (ROUND, OTHER_ROUND):
        session.add(
            Round(
                id=round_id,
                contract_id="contract",
                scheme_id="scheme",
                scheme_digest="bench",
                period_from=DAY,
                period_to=DAY,
                frame="all",
                served=BALLOTS,
                state=RoundState.OPEN,
                codes_expire_on=DAY,
            )
        )


def _invitation(round_id: str, draw: Random) -> dict[str, object]:
    return {
        "id": f"{draw.getrandbits(128):032x}",
        "round_id": round_id,
        "code_hash": f"{draw.getrandbits(256):064x}",
        "is_used": True,
    }


def _ballot(round_id: str, draw: Random) -> dict[str, object]:
    answers = "".join(draw.choices("54321-", (50, 30, 10, 5, 3, 2), k=QUESTIONS))
    return {"id": f"{draw.getrandbits(128):032x}", "round_id": round_id, "answers": answers}


def _count_used(session: Session) -> list[tuple[str, int]]:
    used = select(Invitation.round_id, func.count()).where(Invitation.is_used)
    rows = session.execute(used.group_by(Invitation.round_id).order_by(Invitation.round_id))
    return [(round_id, count) for round_id, count in rows]


if __name__ == "__main__":
    main()

"""What closing a round of a million ballots costs: the rewrite from counts, and the sweep.

SQLite alone; half a million further ballots of another round lie in the same table, as they would.
"""

import resource
import secrets
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.tables import Table
from portal.evaluation.counting import rewrite_from_counts
from portal.evaluation.sweep import sweep_ballots
from portal.records.base import new_ballot_id
from portal.records.contract import Contract
from portal.records.evaluation import Ballot, Invitation, Round, Scheme
from portal.records.migrate import upgrade
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.session import make_engine, writing

BALLOTS, OTHERS = 1_000_000, 500_000
ROUND, OTHER_ROUND = "3f9c0a7be21d44c0a8e1", "b7710c55d2e94f3aa06c"
QUESTIONS, BATCH = 5, 20_000
SEED = 20260101
DAY = date(2026, 6, 30)


def main() -> None:
    """Print seconds and memory of the rewrite and of the sweep."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'round.db'}"
        upgrade(url)
        engine = make_engine(url)
        _fill(engine)
        sweep_ballots(engine)
        before = _peak_megabytes()
        began = time.perf_counter()
        with writing(engine) as session:
            rewrite_from_counts(session, ROUND)
        rewritten = time.perf_counter()
        sweep_ballots(engine)
        swept = time.perf_counter()
    table = Table(f"Closing a round of {BALLOTS:,} ballots", ("", "seconds", "peak memory, more"))
    table.add("rewrite", f"{rewritten - began:.1f}", f"{_peak_megabytes() - before:.0f} MB")
    table.add("sweep", f"{swept - rewritten:.1f}")
    print(table)


def _fill(engine: Engine) -> None:
    draw = Random(SEED)  # noqa: S311 - invented answers, no secret
    with writing(engine) as session:
        _plan(session)
    for round_id, people in ((ROUND, BALLOTS), (OTHER_ROUND, OTHERS)):
        for start in range(0, people, BATCH):
            count = min(BATCH, people - start)
            with writing(engine) as session:
                session.execute(insert(Ballot), [_ballot(round_id, draw) for _ in range(count)])
                session.execute(insert(Invitation), [_invitation(round_id) for _ in range(count)])


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
                codes_expire_on=DAY,
            )
        )


def _invitation(round_id: str) -> dict[str, object]:
    return {
        "id": new_ballot_id(),
        "round_id": round_id,
        "code_hash": secrets.token_hex(32),
        "is_used": True,
    }


def _ballot(round_id: str, draw: Random) -> dict[str, str]:
    answers = "".join(draw.choices("54321-", (50, 30, 10, 5, 3, 2), k=QUESTIONS))
    return {"id": new_ballot_id(), "round_id": round_id, "answers": answers}


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""How fast a million ballots become a score, against DuckDB reading the same answers as columns.

Ours is what the product does with a closed round: GROUP BY over the covering index of its ballot
table, the exact aggregate, and the public bundle with its score. DuckDB computes the same
statistics from Parquet in one statement, the answered and the sum of each question and the
linearised sum of squares: once straight from the columns, once after grouping equal ballots as we
do. Rewriting the table at the close is measured elsewhere.
"""

import multiprocessing
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bench.processes import memory_mb
from bench.tables import Table, note
from portal.evaluation.bundle import Assessment, Frame
from portal.evaluation.patterns import aggregate
from portal.evaluation.publication import build_bundle
from portal.evaluation.scheme import NOT_APPLICABLE, Party, Scheme, parse_scheme
from portal.policy.schemes import shipped_scheme
from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot
from portal.records.migrate import upgrade
from portal.records.session import make_engine

BALLOTS, OTHERS = 1_000_000, 100_000
ROUND, OTHER_ROUND = "3f9c0a7be21d44c0a8e1", "b7710c55d2e94f3aa06c"
REPETITIONS = 9
SEED = 20260101
PATTERNS = (
    select(Ballot.answers, func.count()).where(Ballot.round_id == ROUND).group_by(Ballot.answers)
)


class Portal:
    """The product on its SQLite database."""

    def __init__(self, folder: Path) -> None:
        self.scheme = the_scheme()
        self.engine = make_engine(f"sqlite:///{folder / 'ballots.db'}")

    def run(self) -> list[float]:
        """From ballots to the public bundle; its statistics, to be compared."""
        with Session(self.engine) as session:
            patterns = dict(session.execute(PATTERNS).all())
        given = aggregate(self.scheme, patterns)
        named = {item.party for item in self.scheme.parties} - {Party.BENEFICIARY}
        bundle = build_bundle(
            evaluation_id=ROUND,
            contract="bench",
            period=(date(2026, 1, 1), date(2026, 6, 30)),
            scheme=self.scheme,
            frame=Frame.ALL,
            served=2 * BALLOTS,
            invited=2 * BALLOTS,
            aggregate=given,
            assessments=[self._sheet(party) for party in sorted(named)],
        )
        assert bundle["result"]["grade"]
        sums = [(item.answered, float(item.sum)) for item in given.sums.values()]
        squares = float(given.linearised_sum_of_squares)
        return [given.ballots, *(figure for pair in sums for figure in pair), squares]

    def _sheet(self, party: Party) -> Assessment:
        scores = {item.id: 85 for item in self.scheme.indicators_of(party)}
        return Assessment.model_validate({"party": party, "assessor": "A1", "scores": scores})

    def explain(self) -> str:
        """How SQLite finds the patterns."""
        with Session(self.engine) as session:
            statement = PATTERNS.compile(self.engine, compile_kwargs={"literal_binds": True})
            return str(session.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all())


class Duck:
    """DuckDB on a Parquet file with a column of points for each question."""

    def __init__(self, folder: Path, *, grouped: bool = False) -> None:
        self.connection = duckdb.connect()
        self.statement = duck_statement(the_scheme(), folder / "ballots.parquet", grouped=grouped)

    def run(self) -> list[float]:
        """The statistics from the columns."""
        (row,) = self.connection.execute(self.statement).fetchall()
        return [float(figure) for figure in row]


class GroupedDuck(Duck):
    """The same after grouping equal ballots, as we do: the fastest way we know in DuckDB."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, grouped=True)


SIDES = {"portal": Portal, "duckdb": Duck, "duckdb grouped": GroupedDuck}


def main() -> None:
    """Print the times, the peak memory of each side and the ratios."""
    with tempfile.TemporaryDirectory() as name:
        table = measure(Path(name))
    print(table)
    print(table.lines())


def measure(folder: Path) -> Table:
    """All sides in turns, then each once more alone for its memory."""
    note("making a million ballots …")
    make_ballots(folder)
    sides = {side: make(folder) for side, make in SIDES.items()}
    check(sides)
    note("counting them in turns …")
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(REPETITIONS):
        for side, runner in sides.items():
            began = time.perf_counter()
            runner.run()
            times[side].append(time.perf_counter() - began)
    head = ("", "ms", "memory before the run, MB", "more at its peak, MB", "our time to it")
    table = Table(f"{BALLOTS:,} ballots to a score, SQLite", head)
    for side, given in times.items():
        before, after = peak_memory(side, folder)
        pairs = zip(times["portal"], given, strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        milliseconds = f"{statistics.median(given) * 1000:.0f}"
        table.add(side, milliseconds, f"{before:.0f}", f"{after - before:.0f}", f"{ratio:.2f}")
        if side != "portal":
            table.figures[f"aggregate_vs_{side.replace(' ', '_')}_ratio"] = ratio
    return table


def the_scheme() -> Scheme:
    """Five questions on five levels."""
    return parse_scheme(shipped_scheme("deyang").document)


def make_ballots(folder: Path) -> None:
    """Write the same ballots to the product's table and to Parquet."""
    scheme = the_scheme()
    levels = draw_levels(len(scheme.beneficiary_indicators), BALLOTS)
    fill_database(folder, scheme, levels)
    points = np.array([*scheme.beneficiary_scale.values(), -1], dtype=np.int16)
    columns = {f"q{place}": points[column] for place, column in enumerate(levels)}  # noqa: F841 - DuckDB reads it by name
    chosen = ", ".join(f"nullif(q{place}, -1) AS q{place}" for place in range(len(levels)))
    target = folder / "ballots.parquet"
    duckdb.execute(f"COPY (SELECT {chosen} FROM columns) TO '{target}'")  # noqa: S608 - own names


def draw_levels(questions: int, people: int) -> list[np.ndarray]:
    """Draw one array per question: 0 is the best level, 5 stands for 不适用.

    People who like one thing like the others, and the later the question the fewer answer it;
    nobody leaves the first one out, so that every ballot answers something.
    """
    rng = np.random.default_rng(SEED)
    mood = rng.normal(size=people)
    drawn = []
    for question in range(questions):
        felt = 0.7 * mood + 0.7 * rng.normal(size=people)
        level = np.digitize(-felt, [-0.1, 0.8, 1.3, 2.0])
        drawn.append(np.where(rng.random(people) < 0.07 * question, 5, level))
    return drawn


def fill_database(folder: Path, scheme: Scheme, levels: list[np.ndarray]) -> None:
    """Fill the ballot table as the product does, a second round beside the one measured."""
    path = folder / "ballots.db"
    upgrade(f"sqlite:///{path}")
    characters = [*scheme.beneficiary_scale, NOT_APPLICABLE]
    ballots = ["".join(map(characters.__getitem__, row)) for row in np.array(levels).T.tolist()]
    rows = [(ROUND, each) for each in ballots] + [(OTHER_ROUND, each) for each in ballots[:OTHERS]]
    # A bare connection checks no foreign keys: the contract behind the round plays no part here.
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO ballot (id, round_id, answers) VALUES (?, ?, ?)",
            ((new_ballot_id(), *row) for row in rows),
        )


def duck_statement(scheme: Scheme, parquet: Path, *, grouped: bool) -> str:
    """One statement for all statistics: means first, then every ballot's z² under them."""
    points = scheme.beneficiary_scale.values()
    middle = sum(points) / len(points)
    questions = [f"q{place}" for place in range(len(scheme.beneficiary_indicators))]
    weights = [float(item.weight) for item in scheme.beneficiary_indicators]
    columns = ", ".join(questions)
    if grouped:
        source = f"SELECT {columns}, count(*) AS c FROM '{parquet}' GROUP BY ALL"  # noqa: S608 - own names
        count, tally, times = "sum(c)", "sum(c) FILTER ({q} IS NOT NULL), sum(c * {q})", "c * "
    else:
        source = f"SELECT {columns} FROM '{parquet}'"  # noqa: S608 - own names
        count, tally, times = "count(*)", "count({q}), sum({q})", ""
    sums = ", ".join(tally.format(q=q) for q in questions)
    names = ", ".join(f"a_{q}, s_{q}" for q in questions)
    told = ", ".join(f"any_value(a_{q}), any_value(s_{q})" for q in questions)
    shrunk = {q: f"(s_{q} + {middle}) / (a_{q} + 1)" for q in questions}
    pull = {
        q: f"{weight} * (n + 1) / (a_{q} + 1)" for q, weight in zip(questions, weights, strict=True)
    }
    z = " + ".join(f"coalesce({pull[q]} * ({q} - {shrunk[q]}), 0)" for q in questions)
    pseudo = " + ".join(
        f"({' + '.join(f'{pull[q]} * ({level} - {shrunk[q]})' for q in questions)}) ** 2"
        for level in points
    )
    return (
        f"WITH ballots AS {'MATERIALIZED ' if grouped else ''}({source}), "  # noqa: S608 - own names
        f"means (n, {names}) AS (SELECT {count}, {sums} FROM ballots) "
        f"SELECT any_value(n), {told}, "
        f"sum({times}({z}) ** 2) + any_value(({pseudo}) / {len(points)}) FROM ballots, means"
    )


def check(sides: dict[str, Portal | Duck]) -> None:
    """All sides have to arrive at the same statistics, ours by the covering index."""
    portal = sides["portal"]
    assert isinstance(portal, Portal)
    assert "USING COVERING INDEX ix_ballot_round_answers" in portal.explain()
    ours = portal.run()
    assert ours[0] == BALLOTS
    for side in ("duckdb", "duckdb grouped"):
        np.testing.assert_allclose(sides[side].run(), ours, rtol=1e-9)


def peak_memory(side: str, folder: Path) -> tuple[float, float]:
    """Megabytes before and after one run in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure_memory, (side, folder))


def measure_memory(side: str, folder: Path) -> tuple[float, float]:
    """Run one side once, in the process whose memory is read."""
    runner = SIDES[side](folder)
    before = memory_mb()
    runner.run()
    return before, memory_mb()


if __name__ == "__main__":
    main()

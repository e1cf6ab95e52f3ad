"""Evaluation tables as CSV, in few words, for the tests that bend one to its case."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.evaluation.tables.model import Fault, FaultName, NotTested, Table
from portal.evaluation.tables.parse import COLUMNS, parse_tables
from portal.evaluation.tables.rules import inspect

PUBLISHED = Path(__file__).parents[3] / "data" / "evaluation-tables" / "published.csv"

Cells = Mapping[str, object]


def as_csv(rows: Sequence[Cells]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows([dict(row) for row in rows])
    return out.getvalue().encode()


def indicator(name: str = "指标", **cells: object) -> Cells:
    return {"level1": "产出指标", "level3": name, **cells}


def total(**cells: object) -> Cells:
    return {"level1": "总分", **cells}


def band(grade: str, scores: str) -> Cells:
    return {"kind": "band", "level3": grade, "target": scores}


def a_table(*rows: Cells) -> Table:
    tables, unread = parse_tables(as_csv([{"scheme": "T", **row} for row in rows]), "t.csv")
    assert unread == []
    assert len(tables) == 1
    return tables[0]


def faults_of(*rows: Cells) -> list[tuple[str, str]]:
    """The name of each fault of a table, and why."""
    return [(fault.name, str(fault)) for fault in inspect(a_table(*rows)).faults]


def said_by(check: str, *rows: Cells) -> list[str] | str:
    """What one check says: the reasons of its faults, or why it does not apply."""
    verdict = inspect(a_table(*rows)).verdicts[check]
    return str(verdict) if isinstance(verdict, NotTested) else [str(each) for each in verdict]


def published() -> dict[str, Table]:
    tables, unread = parse_tables(PUBLISHED.read_bytes(), PUBLISHED.name)
    assert unread == []
    return {table.id: table for table in tables}


def named(faults: Sequence[Fault], name: FaultName) -> list[Fault]:
    return [fault for fault in faults if fault.name == name]

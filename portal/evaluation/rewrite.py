"""Writing the rows of a closing round anew, so that nothing tells in which order they came."""

from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Table,
    delete,
    insert,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from portal.records.evaluation import Ballot, Invitation

FRESH_IDS: dict[str, ColumnElement[Any]] = {
    "sqlite": literal_column("lower(hex(randomblob(16)))"),
    "postgresql": literal_column("""replace(gen_random_uuid()::text, '-', '') COLLATE "C\""""),
}
"""Random keys of 32 hexadecimal signs, drawn by the database; sorted by bytes"""


def rewrite_rows(session: Session, round_id: str) -> None:
    """Write every row of the round anew, in random order, in one transaction.

    All rows then share one transaction id, and neither their place in the file nor their key says
    anything about when they were first written.

    The database does this alone, so memory does not grow with the round. The rows wait in a
    temporary table, because old and new ones cannot stand side by side (the hashes are unique).
    They wait there with their new keys, sorted by them: whatever part of its file outlives it on
    the disk says no more than the table does afterwards. Large sorts and temporary tables go
    through files; keeping them in memory would be bounded by nothing.
    """
    fresh = FRESH_IDS[session.get_bind().dialect.name]
    for record in (Ballot, Invitation):
        table = cast("Table", record.__table__)
        _rewrite(session, table, table.c.round_id == round_id, fresh)


def _rewrite(
    session: Session, table: Table, chosen: ColumnElement[bool], fresh: ColumnElement[Any]
) -> None:
    names = [column.name for column in table.columns]
    carried = [column for column in table.columns if column.name != "id"]
    waiting = Table(
        "rewritten",
        MetaData(),
        *(Column(column.name, column.type) for column in table.columns),
        prefixes=["TEMPORARY"],
    )
    connection = session.connection()
    waiting.create(connection, checkfirst=False)
    shuffled = select(fresh.label("id"), *carried).where(chosen).order_by(literal_column("1"))
    connection.execute(insert(waiting).from_select(["id", *(c.name for c in carried)], shuffled))
    connection.execute(delete(table).where(chosen))
    connection.execute(insert(table).from_select(names, select(*(waiting.c[n] for n in names))))
    waiting.drop(connection, checkfirst=False)

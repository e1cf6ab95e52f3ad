"""Indexes that know what notices are filtered by."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD_ORDER = ("state", "sort_on", "id", "region_code", "type", "method")
ORDER = (
    *OLD_ORDER,
    *("service_item", "currency", "award_fen", "ceiling_fen", "budget_fen"),
    *("purchaser_id", "purchaser_name"),
)
AMOUNT = "CASE WHEN (currency = 'CNY') THEN coalesce(award_fen, ceiling_fen, budget_fen) END"
OLD_KNOWN = ("search_text", "type", "method", "region_code")
KNOWN = (*OLD_KNOWN, "service_item", "coalesce(purchaser_id, purchaser_name)", AMOUNT)
READ = (
    *(*OLD_KNOWN, "service_item", "purchaser_id", "purchaser_name", "currency"),
    *("award_fen", "ceiling_fen", "budget_fen"),
)
BATCH = 5_000

# As before: told to cost much, immutable, compared by bytes. Title and project number are the first
# two lines of the text.
GRAMS = (
    """
    CREATE FUNCTION notice_text_grams(searched text)
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000
    AS $$
        SELECT array_agg(gram)
        FROM (SELECT string_to_array(searched, NULL) AS signs) AS text,
             unnest(signs, signs[2:], signs[3:], signs[4:]) AS here(a, b, c, d),
             LATERAL (VALUES (a), (a || b), (
                 CASE WHEN least(ascii(a), ascii(b), ascii(c), ascii(d)) > 32
                       AND greatest(ascii(a), ascii(b), ascii(c), ascii(d)) < 127
                 THEN a || b || c || d END
             )) AS made(gram)
        WHERE gram IS NOT NULL
    $$
    """,
    """
    CREATE FUNCTION notice_grams(
        searched text, type text, method text, region text, service text, purchaser text, fen bigint
    )
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
    AS $$
        SELECT notice_text_grams(searched) || array_remove(ARRAY[
            chr(57344) || 't' || type,
            chr(57344) || 'm' || method,
            chr(57344) || 'r' || left(region, 2),
            chr(57344) || 'r' || left(region, 4),
            chr(57344) || 'r' || left(region, 6),
            chr(57344) || 'r' || region,
            chr(57344) || 's' || service,
            chr(57344) || 'p' || md5(purchaser)
        ], NULL) || (
            SELECT array_agg(chr(57344) || 'w' || gram)
            FROM unnest(notice_text_grams(
                split_part(searched, chr(10), 1) || chr(10) || split_part(searched, chr(10), 2)
            )) AS gram
        ) || (
            SELECT array_agg(
                chr(57344) || CASE WHEN fen >= 100 * (10::numeric ^ power) THEN 'a' ELSE 'b' END
                || power
            )
            FROM generate_series(0, 12) AS power WHERE fen IS NOT NULL
        )
    $$
    """,
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.drop_index("ix_notice_newest", table_name="notice")
    op.create_index("ix_notice_newest", "notice", ORDER)
    op.create_index("ix_notice_recorded", "notice", ["state", "recorded_at", "id"])
    if dialect == "postgresql":
        op.execute("DROP INDEX ix_notice_gram")
        for statement in GRAMS:
            op.execute(statement)
        _index_words(KNOWN)
        op.execute("DROP FUNCTION notice_grams(text, text, text, text)")
    else:
        _index_again(KNOWN, READ)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("DROP INDEX ix_notice_gram")
        op.execute(earlier().POSTGRESQL[0])
        _index_words(OLD_KNOWN)
        op.execute(f"DROP FUNCTION notice_grams({', '.join(['text'] * 6)}, bigint)")
        op.execute("DROP FUNCTION notice_text_grams(text)")
    else:
        _index_again(OLD_KNOWN, OLD_KNOWN)
    op.drop_index("ix_notice_recorded", table_name="notice")
    op.drop_index("ix_notice_newest", table_name="notice")
    op.create_index("ix_notice_newest", "notice", OLD_ORDER)


def earlier() -> Any:
    """The migration that made the index first."""
    scripts = ScriptDirectory(str(Path(__file__).resolve().parents[1]))
    return scripts.get_revision("0003").module


def _index_words(known: Sequence[str]) -> None:
    _tell("the index of words is made anew …")
    op.execute(
        f"CREATE INDEX ix_notice_gram ON notice"
        f' USING gin ((notice_grams({", ".join(known)})) COLLATE "C")'
    )


def _index_again(known: Sequence[str], read: Sequence[str]) -> None:
    """Make SQLite's triggers and its table of grams anew; the numbers of the notices stay."""
    connection = op.get_bind()
    for trigger in ("added", "changed", "removed"):
        op.execute(f"DROP TRIGGER notice_gram_{trigger}")
    connection.exec_driver_sql("INSERT INTO notice_gram (notice_gram) VALUES ('delete-all')")
    for statement in _triggers(known, read):
        connection.exec_driver_sql(statement)
    last = connection.scalar(sa.text("SELECT max(no) FROM notice_gram_key")) or 0
    for done in range(0, last, BATCH):
        _tell(f"the index of words: {done:,} of {last:,} notices")
        connection.execute(
            sa.text(
                f"INSERT INTO notice_gram (rowid, grams) SELECT no, notice_grams({', '.join(known)})"  # noqa: S608 - own names
                " FROM notice_gram_key JOIN notice ON notice.id = notice_id"
                " WHERE no > :done AND no <= :until"
            ),
            {"done": done, "until": done + BATCH},
        )


def _triggers(known: Sequence[str], read: Sequence[str]) -> Iterator[str]:
    old, new = (_of(row, known, read) for row in ("old", "new"))
    key = "FROM notice_gram_key WHERE notice_id"
    added = f"INSERT INTO notice_gram (rowid, grams) SELECT no, notice_grams({new}) {key} = new.id;"
    removed = (
        "INSERT INTO notice_gram (notice_gram, rowid, grams)"
        f" SELECT 'delete', no, notice_grams({old}) {key} = old.id;"
    )
    before, after = (", ".join(f"{row}.{name}" for name in read) for row in ("old", "new"))
    numbered = "INSERT INTO notice_gram_key (notice_id) VALUES (new.id);"
    yield f"CREATE TRIGGER notice_gram_added AFTER INSERT ON notice BEGIN {numbered} {added} END"
    yield (
        f"CREATE TRIGGER notice_gram_changed AFTER UPDATE OF {', '.join(read)} ON notice"
        f" WHEN ({before}) IS NOT ({after}) BEGIN {removed} {added} END"
    )
    gone = "DELETE FROM notice_gram_key WHERE notice_id = old.id;"
    yield f"CREATE TRIGGER notice_gram_removed AFTER DELETE ON notice BEGIN {removed} {gone} END"


def _of(row: str, known: Sequence[str], read: Sequence[str]) -> str:
    """What is known of a row, with its name before each of its columns."""
    return re.sub(rf"\b({'|'.join(read)})\b", rf"{row}.\1", ", ".join(known))


def _tell(words: str) -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM notice")):
        sys.stderr.write(f"{words}\n")

"""The index of words in notices, made of what is there already."""

import sys

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 5_000

# Told to cost much, the function is never called for one row after the other where the index
# would answer. Grams are compared by their bytes, which no new version of a language's order changes.
POSTGRESQL = (
    """
    CREATE FUNCTION notice_grams(searched text, type text, method text, region text)
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
    AS $$
        SELECT array_agg(gram) || array_remove(ARRAY[
            chr(57344) || 't' || type,
            chr(57344) || 'm' || method,
            chr(57344) || 'r' || left(region, 2),
            chr(57344) || 'r' || left(region, 4),
            chr(57344) || 'r' || left(region, 6),
            chr(57344) || 'r' || region
        ], NULL)
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
    CREATE INDEX ix_notice_gram ON notice
    USING gin ((notice_grams(search_text, type, method, region_code)) COLLATE "C")
    """,
)

# A VACUUM may number the rows of notice anew, so the index has numbers of its own. The table of
# grams keeps no text: what leaves it is named by the trigger.
SQLITE = (
    "CREATE TABLE notice_gram_key (no INTEGER PRIMARY KEY, notice_id VARCHAR(20) NOT NULL UNIQUE)",
    """
    CREATE VIRTUAL TABLE notice_gram
    USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')
    """,
    """
    CREATE TRIGGER notice_gram_added AFTER INSERT ON notice BEGIN
        INSERT INTO notice_gram_key (notice_id) VALUES (new.id);
        INSERT INTO notice_gram (rowid, grams)
            SELECT no, notice_grams(new.search_text, new.type, new.method, new.region_code)
            FROM notice_gram_key WHERE notice_id = new.id;
    END
    """,
    """
    CREATE TRIGGER notice_gram_changed AFTER UPDATE OF search_text, type, method, region_code ON notice
    WHEN (old.search_text, old.type, old.method, old.region_code)
        IS NOT (new.search_text, new.type, new.method, new.region_code)
    BEGIN
        INSERT INTO notice_gram (notice_gram, rowid, grams)
            SELECT 'delete', no, notice_grams(old.search_text, old.type, old.method, old.region_code)
            FROM notice_gram_key WHERE notice_id = old.id;
        INSERT INTO notice_gram (rowid, grams)
            SELECT no, notice_grams(new.search_text, new.type, new.method, new.region_code)
            FROM notice_gram_key WHERE notice_id = old.id;
    END
    """,
    """
    CREATE TRIGGER notice_gram_removed AFTER DELETE ON notice BEGIN
        INSERT INTO notice_gram (notice_gram, rowid, grams)
            SELECT 'delete', no, notice_grams(old.search_text, old.type, old.method, old.region_code)
            FROM notice_gram_key WHERE notice_id = old.id;
        DELETE FROM notice_gram_key WHERE notice_id = old.id;
    END
    """,
)


def upgrade() -> None:
    connection = op.get_bind()
    notices = connection.scalar(sa.text("SELECT count(*) FROM notice"))
    if connection.dialect.name == "postgresql":
        if notices:
            _tell(f"making the index of words for {notices:,} notices …")
        for statement in POSTGRESQL:
            op.execute(statement)
        return
    for statement in SQLITE:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO notice_gram_key (notice_id) SELECT id FROM notice")
    for done in range(0, notices, BATCH):
        _tell(f"the index of words: {done:,} of {notices:,} notices")
        connection.execute(
            sa.text(
                "INSERT INTO notice_gram (rowid, grams)"
                " SELECT no, notice_grams(search_text, type, method, region_code)"
                " FROM notice_gram_key JOIN notice ON notice.id = notice_id"
                " WHERE no > :done AND no <= :until"
            ),
            {"done": done, "until": done + BATCH},
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_notice_gram")
        op.execute("DROP FUNCTION notice_grams(text, text, text, text)")
        return
    for trigger in ("added", "changed", "removed"):
        op.execute(f"DROP TRIGGER notice_gram_{trigger}")
    op.execute("DROP TABLE notice_gram")
    op.execute("DROP TABLE notice_gram_key")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")

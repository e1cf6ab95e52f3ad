"""The stamp of the public data, kept by triggers."""

import uuid

import sqlalchemy as sa
from alembic import op

from portal.records.stamp import POSTGRESQL_FUNCTION, unwatching, watching

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WATCHED = (
    "region",
    "organisation",
    "project",
    "contract",
    "notice",
    "notice_lot",
    "notice_supplier",
    "notice_version",
    "attachment",
    "withholding",
    "withdrawal",
    "clock",
    "scheme",
    "evaluation_round",
    "result",
    "result_score",
    "recorded_fact",
    "finding_reason",
    "duty_record",
    "finding",
    "finding_clause",
    "credit_record",
    "medium_record",
)
KEPT = 16

# A transaction leaves one mark however many statements it has. Marks that another transaction is
# taking away are passed over instead of waited for.
FUNCTION = f"""
    CREATE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE this text := pg_current_xact_id()::text;
    BEGIN
        IF current_setting('portal.changed', true) IS DISTINCT FROM this THEN
            DELETE FROM data_stamp WHERE mark IN (
                SELECT mark FROM data_stamp
                WHERE no < (SELECT no FROM data_stamp ORDER BY no DESC OFFSET {KEPT} LIMIT 1)
                FOR UPDATE SKIP LOCKED
            );
            INSERT INTO data_stamp (mark, no) VALUES (gen_random_uuid()::text, this::bigint);
            PERFORM set_config('portal.changed', this, true);
        END IF;
        RETURN NULL;
    END
    $$
"""  # noqa: S608 - a number of our own


def upgrade() -> None:
    stamp = op.create_table(
        "data_stamp",
        sa.Column("mark", sa.String(length=36), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_data_stamp")),
    )
    op.bulk_insert(stamp, [{"mark": str(uuid.uuid4()), "no": 0}])
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(FUNCTION)
    for table in WATCHED:
        for statement in watching(dialect, table):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in reversed(WATCHED):
        for statement in unwatching(dialect, table):
            op.execute(statement)
    if dialect == "postgresql":
        op.execute(f"DROP FUNCTION {POSTGRESQL_FUNCTION}()")
    op.drop_table("data_stamp")

"""Contracts and contractors as public lists, and what the rules concluded about each record."""

import sqlalchemy as sa
from alembic import op

import portal.records.base
from portal.typed import searchable

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = portal.records.base.UtcDateTime(timezone=True)
    op.add_column(
        "contract", sa.Column("sort_on", sa.Date(), server_default="0001-01-01", nullable=False)
    )
    op.add_column(
        "contract",
        sa.Column(
            "recorded_at", moment, server_default="1970-01-01 00:00:00+00:00", nullable=False
        ),
    )
    for table in ("organisation", "contract"):
        op.add_column(table, sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_contract_newest", "contract", ["sort_on", "id"])
    _fill(op.get_bind())

    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("contract_id", sa.String(length=20), nullable=True),
        sa.Column("round_id", sa.String(length=20), nullable=True),
        sa.Column("notice_id", sa.String(length=20), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("rule_zh", sa.Text(), nullable=False),
        sa.Column("rule_en", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("sentence_zh", sa.Text(), nullable=False),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_finding_contract_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_finding_notice_id"),
        sa.ForeignKeyConstraint(["round_id"], ["evaluation_round.id"], name="fk_finding_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
    )
    op.create_index("ix_finding_contract_id", "finding", ["contract_id"])
    op.create_index("ix_finding_notice_id", "finding", ["notice_id"])
    op.create_index("ix_finding_rule_id", "finding", ["rule_id"])
    op.create_index("ix_finding_newest", "finding", ["acted_on", "id"])
    op.create_table(
        "finding_clause",
        sa.Column("clause_id", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name="fk_finding_clause_finding_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clause_id", "finding_id", name="pk_finding_clause"),
    )
    op.create_index("ix_finding_clause_finding_id", "finding_clause", ["finding_id"])


def _fill(connection: sa.Connection) -> None:
    """What is there already: its words, its order and, from the audit trail, when it was recorded."""
    connection.execute(
        sa.text("UPDATE contract SET sort_on = signed_on WHERE signed_on IS NOT NULL")
    )
    for table, said in (("organisation", "name, uscc"), ("contract", "title, number")):
        rows = connection.execute(sa.text(f"SELECT id, {said} FROM {table}")).all()  # noqa: S608 - names above
        words = [{"id": row[0], "words": searchable(*row[1:])} for row in rows]
        if words:
            connection.execute(
                sa.text(f"UPDATE {table} SET search_text = :words WHERE id = :id"),  # noqa: S608 - as above
                words,
            )
    connection.execute(
        sa.text(
            "UPDATE contract SET recorded_at = (SELECT min(at) FROM audit_entry"
            " WHERE action = 'record_contract' AND object_id = contract.id)"
            " WHERE EXISTS (SELECT 1 FROM audit_entry"
            " WHERE action = 'record_contract' AND object_id = contract.id)"
        )
    )


def downgrade() -> None:
    op.drop_table("finding_clause")
    op.drop_table("finding")
    op.drop_index("ix_contract_newest", "contract")
    for column in ("recorded_at", "sort_on", "search_text"):
        op.drop_column("contract", column)
    op.drop_column("organisation", "search_text")

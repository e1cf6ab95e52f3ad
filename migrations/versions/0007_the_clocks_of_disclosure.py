"""What a clock says of itself, and every first publication that was ever registered."""

import sqlalchemy as sa
from alembic import op

import portal.records.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Counted anew whenever a record changes; none was written before this revision.
    op.execute("DELETE FROM clock")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contract_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("clause_id", sa.String(length=80), nullable=False))
        batch_op.add_column(sa.Column("is_period", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("counts", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("missed_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_clock_contract_id"), "contract", ["contract_id"], ["id"]
        )
        batch_op.create_index("ix_clock_newest", ["due_on", "id"], unique=False)

    op.create_table(
        "medium_record",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("notice_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_statutory", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_medium_record_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_medium_record_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medium_record")),
    )
    with op.batch_alter_table("medium_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_medium_record_notice_id"), ["notice_id"], unique=False)
    # Not in a batch: writing the table of notices anew would lose the triggers of its index of words.
    op.add_column("notice", sa.Column("media_is_statutory", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "media_is_statutory")
    with op.batch_alter_table("medium_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_medium_record_notice_id"))

    op.drop_table("medium_record")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_newest")
        batch_op.drop_constraint(batch_op.f("fk_clock_contract_id"), type_="foreignkey")
        for name in ("missed_by", "counts", "is_period", "clause_id", "contract_id"):
            batch_op.drop_column(name)

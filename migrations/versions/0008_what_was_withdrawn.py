"""What was withdrawn is known again by its hash, and the operator may withdraw at the console."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=False))
        batch_op.alter_column("account_id", existing_type=sa.String(length=20), nullable=True)
    op.create_table(
        "withdrawn_content",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_withdrawn_content")),
    )


def downgrade() -> None:
    op.drop_table("withdrawn_content")
    op.execute("DELETE FROM withdrawal WHERE account_id IS NULL")
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.String(length=20), nullable=False)
        batch_op.drop_column("withdrawn_on")

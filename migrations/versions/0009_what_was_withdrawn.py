"""What was withdrawn is known again by its hash, and the operator may withdraw at the console."""

import sqlalchemy as sa
from alembic import op

from portal.records.stamp import watching

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _may_be_nobody(allowed=True)
    op.create_table(
        "withdrawn_content",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_withdrawn_content")),
    )


def downgrade() -> None:
    op.drop_table("withdrawn_content")
    op.execute("DELETE FROM withdrawal WHERE account_id IS NULL")
    _may_be_nobody(allowed=False)


def _may_be_nobody(*, allowed: bool) -> None:
    """SQLite writes the table anew for it, and loses the triggers that watch the table."""
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.String(length=20), nullable=allowed)
    if op.get_bind().dialect.name == "sqlite":
        for statement in watching("sqlite", "withdrawal"):
            op.execute(statement)

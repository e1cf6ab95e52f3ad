"""What was withdrawn is known again by its hash, and the operator may withdraw at the console."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from portal.records.stamp import watching

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with _rebuilt() as batch_op:
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
    with _rebuilt() as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.String(length=20), nullable=False)
        batch_op.drop_column("withdrawn_on")


@contextmanager
def _rebuilt() -> Iterator[BatchOperations]:
    """SQLite writes the table anew, and loses the triggers that watch it."""
    with op.batch_alter_table("withdrawal") as batch_op:
        yield batch_op
    if op.get_bind().dialect.name == "sqlite":
        for statement in watching("sqlite", "withdrawal"):
            op.execute(statement)

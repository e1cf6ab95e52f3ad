"""Who wrote in a draft, and one notice for each index number."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notice_draft", sa.Column("written_by", sa.Text(), nullable=False, server_default="")
    )
    op.create_index("ix_notice_index_no", "notice", ["index_no"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_notice_index_no", "notice")
    op.drop_column("notice_draft", "written_by")

"""The life of a notice: drafts, reviews, attachments, what is withheld or withdrawn, clocks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import portal.records.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LINKS = {"contract_id": "contract", "corrects_id": "notice"}
NEW: dict[str, Any] = {
    "service_item": sa.String(length=120),
    "fields": sa.Text(),
    "withheld": sa.Text(),
    "index_no": sa.String(length=120),
    "openness": sa.String(length=20),
    "issuer_name": sa.String(length=300),
    "made_on": sa.Date(),
    "issued_at": portal.records.base.UtcDateTime(timezone=True),
    "media_name": sa.String(length=200),
    "media_url": sa.Text(),
    "media_at": portal.records.base.UtcDateTime(timezone=True),
}


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=20), nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("purchaser_id", sa.String(length=20), nullable=True),
        sa.Column("region_code", sa.String(length=9), nullable=True),
        sa.Column("notice_id", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_clock_notice_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_clock_project_id")),
        sa.ForeignKeyConstraint(
            ["purchaser_id"], ["organisation.id"], name=op.f("fk_clock_purchaser_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clock_counted", ["region_code", "purchaser_id", "due_on"], unique=False
        )
        batch_op.create_index("ix_clock_project", ["project_id"], unique=False)

    op.create_table(
        "notice_draft",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "reviewed",
                "issued",
                "discarded",
                name="draftstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("notice_id", sa.String(length=20), nullable=True),
        sa.Column("project_id", sa.String(length=20), nullable=False),
        sa.Column("contract_id", sa.String(length=20), nullable=True),
        sa.Column("purchaser_id", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("drafted_by", sa.String(length=20), nullable=False),
        sa.Column("drafted_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=20), nullable=True),
        sa.Column("issued_at", portal.records.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_notice_draft_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["account.id"], name=op.f("fk_notice_draft_drafted_by")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["account.id"], name=op.f("fk_notice_draft_issued_by")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_draft_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_notice_draft_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchaser_id"], ["organisation.id"], name=op.f("fk_notice_draft_purchaser_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_draft")),
    )
    with op.batch_alter_table("notice_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_draft_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index("ix_notice_draft_of", ["purchaser_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notice_draft_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("draft_id", sa.String(length=20), nullable=True),
        sa.Column("notice_id", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("added_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_attachment_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["notice_draft.id"], name=op.f("fk_attachment_draft_id")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_attachment_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    op.create_table(
        "notice_review",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("draft_id", sa.String(length=20), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("passed", "returned", name="reviewoutcome", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("opinion", sa.String(length=1000), nullable=False),
        sa.Column("override", sa.String(length=1000), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("reviewed_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_review_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["notice_draft.id"], name=op.f("fk_notice_review_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_review")),
    )
    with op.batch_alter_table("notice_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_review_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "withholding",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("draft_id", sa.String(length=20), nullable=True),
        sa.Column("notice_id", sa.String(length=20), nullable=True),
        sa.Column("field", sa.String(length=80), nullable=True),
        sa.Column("attachment_name", sa.String(length=200), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "trade_secret",
                "personal_privacy",
                name="withholdingground",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("withheld_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", portal.records.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_withholding_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["notice_draft.id"], name=op.f("fk_withholding_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_withholding_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding")),
    )
    with op.batch_alter_table("withholding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withholding_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_withholding_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("notice_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_withdrawal_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_withdrawal_attachment_id")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_withdrawal_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withdrawal_notice_id"), ["notice_id"], unique=False)

    _add_to_notice()
    op.add_column(
        "notice_version",
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _add_to_notice() -> None:
    """Column by column: writing the table anew would lose the triggers of its index of words."""
    for name, table in LINKS.items():
        op.execute(
            f"ALTER TABLE notice ADD COLUMN {name} VARCHAR(20)"
            f" CONSTRAINT fk_notice_{name} REFERENCES {table} (id)"
        )
    for name, kind in NEW.items():
        op.add_column("notice", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    op.drop_column("notice_version", "is_withdrawn")
    for name in (*reversed(NEW), *reversed(LINKS)):
        op.drop_column("notice", name)

    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withdrawal_notice_id"))

    op.drop_table("withdrawal")
    with op.batch_alter_table("withholding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withholding_notice_id"))
        batch_op.drop_index(batch_op.f("ix_withholding_draft_id"))

    op.drop_table("withholding")
    with op.batch_alter_table("notice_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_review_draft_id"))

    op.drop_table("notice_review")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
        batch_op.drop_index(batch_op.f("ix_attachment_notice_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_draft_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("notice_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_draft_project_id"))
        batch_op.drop_index("ix_notice_draft_of")
        batch_op.drop_index(batch_op.f("ix_notice_draft_notice_id"))

    op.drop_table("notice_draft")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_project")
        batch_op.drop_index("ix_clock_counted")

    op.drop_table("clock")

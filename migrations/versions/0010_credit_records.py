"""The register of credit records, and what was asked of them."""

import sqlalchemy as sa
from alembic import op

import portal.records.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_record",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "declined",
                "in_effect",
                "repaired",
                "revoked",
                "expired",
                name="creditstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("region_code", sa.String(length=9), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("document_kind", sa.String(length=20), nullable=False),
        sa.Column("document_no", sa.String(length=120), nullable=False),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("source_url", sa.String(length=1000), nullable=False),
        sa.Column("ban_first_on", sa.Date(), nullable=True),
        sa.Column("ban_last_on", sa.Date(), nullable=True),
        sa.Column("fine_fen", sa.BigInteger(), nullable=True),
        sa.Column("purchase_fen", sa.BigInteger(), nullable=True),
        sa.Column("repair_from_on", sa.Date(), nullable=True),
        sa.Column("unrepairable", sa.String(length=500), nullable=True),
        sa.Column("shown_until_on", sa.Date(), nullable=False),
        sa.Column("shown_because", sa.String(length=500), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("notified_how", sa.String(length=300), nullable=False),
        sa.Column("statement_until_on", sa.Date(), nullable=False),
        sa.Column("statement_days", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("statement_on", sa.Date(), nullable=True),
        sa.Column("statement_by", sa.String(length=20), nullable=True),
        sa.Column("statement_on_paper", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", portal.records.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.String(length=1000), nullable=True),
        sa.Column("public_on", sa.Date(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("changed_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_credit_record_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_credit_record_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_credit_record_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["statement_by"], ["account.id"], name=op.f("fk_credit_record_statement_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_record")),
    )
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.create_index("ix_credit_record_of", ["organisation_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_credit_record_region_code"), ["region_code"], unique=False
        )
        batch_op.create_index("ix_credit_record_shown", ["state", "public_on", "id"], unique=False)

    op.create_table(
        "credit_change",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "repair",
                "correction",
                "revocation",
                name="creditchangekind",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("evidence", sa.String(length=1000), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.String(length=1000), nullable=True),
        sa.Column("lifted_by", sa.String(length=120), nullable=True),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", portal.records.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_credit_change_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_credit_change_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["credit_record.id"], name=op.f("fk_credit_change_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_change")),
    )
    with op.batch_alter_table("credit_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_change_record_id"), ["record_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("credit_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_change_record_id"))

    op.drop_table("credit_change")
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_record_shown")
        batch_op.drop_index(batch_op.f("ix_credit_record_region_code"))
        batch_op.drop_index("ix_credit_record_of")

    op.drop_table("credit_record")

"""What the law asks about: recorded facts, published reasons, and the duty register."""

import sqlalchemy as sa
from alembic import op

import portal.records.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_record",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("duty_id", sa.String(length=80), nullable=False),
        sa.Column("region_code", sa.String(length=9), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_duty_record_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_duty_record_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_record")),
    )
    with op.batch_alter_table("duty_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_duty_record_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "ix_duty_record_unit", ["place", "region_code", "duty_id", "period"], unique=False
        )

    op.create_table(
        "finding_reason",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("contract_id", sa.String(length=20), nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_finding_reason_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_finding_reason_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_reason")),
    )
    with op.batch_alter_table("finding_reason", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finding_reason_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "recorded_fact",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("contract_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", portal.records.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recorded_fact_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_recorded_fact_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_fact")),
    )
    with op.batch_alter_table("recorded_fact", schema=None) as batch_op:
        batch_op.create_index("ix_recorded_fact_of", ["contract_id", "is_current"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recorded_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_recorded_fact_of")

    op.drop_table("recorded_fact")
    with op.batch_alter_table("finding_reason", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_reason_contract_id"))

    op.drop_table("finding_reason")
    with op.batch_alter_table("duty_record", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_record_unit")
        batch_op.drop_index(batch_op.f("ix_duty_record_organisation_id"))

    op.drop_table("duty_record")

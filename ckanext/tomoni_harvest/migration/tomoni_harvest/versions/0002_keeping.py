"""What keeps the harvest's promises over years: withdrawals, questions, refused records, locked fields, a history of
hashes, and what a source must be given to answer.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_RECORD = "tomoni_harvest_record"


def upgrade() -> None:
    op.add_column(_RECORD, sa.Column("missing_in", sa.Text, nullable=False, server_default=""))
    op.add_column(_RECORD, sa.Column("withdrawn", sa.DateTime(timezone=True)))
    op.add_column(_RECORD, sa.Column("reason", sa.Text, nullable=False, server_default=""))
    op.add_column(_RECORD, sa.Column("answer", sa.Text, nullable=False, server_default=""))
    op.drop_column(_RECORD, "failures")
    op.create_index("tomoni_harvest_record_withdrawn", _RECORD, ["withdrawn"])
    op.create_table(
        "tomoni_harvest_refusal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("remote_id", sa.Text, nullable=False),
        sa.Column("remote_name", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("content_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.Column("job_id", sa.Text, nullable=False, server_default=""),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("next_try", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("source_id", "remote_id", name="tomoni_harvest_refusal_identity"),
    )
    op.create_table(
        "tomoni_harvest_question",
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("known", sa.Integer, nullable=False, server_default="0"),
        sa.Column("remote_ids", JSONB, nullable=False, server_default="[]"),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "tomoni_harvest_lock",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("resource_id", sa.Text, nullable=False, server_default=""),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("source_value", JSONB),
        sa.Column("source_changed", sa.DateTime(timezone=True)),
        sa.Column("user_id", sa.Text, nullable=False, server_default=""),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("package_id", "resource_id", "field", name="tomoni_harvest_lock_identity"),
    )
    op.create_table(
        "tomoni_harvest_version",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("remote_modified", sa.Text, nullable=False, server_default=""),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("tomoni_harvest_version_package", "tomoni_harvest_version", ["package_id", "created"])
    op.create_table(
        "tomoni_harvest_credential",
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("header", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False, server_default=""),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    for table in ("credential", "version", "lock", "question", "refusal"):
        op.drop_table(f"tomoni_harvest_{table}")
    op.drop_index("tomoni_harvest_record_withdrawn", _RECORD)
    op.add_column(_RECORD, sa.Column("failures", sa.Integer, nullable=False, server_default="0"))
    for column in ("answer", "reason", "withdrawn", "missing_in"):
        op.drop_column(_RECORD, column)

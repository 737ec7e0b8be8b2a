"""What the harvest remembers: records, runs, their findings, and the organizations it made.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tomoni_harvest_record",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("remote_id", sa.Text, nullable=False),
        sa.Column("remote_name", sa.Text, nullable=False, server_default=""),
        sa.Column("organization", sa.Text, nullable=False, server_default=""),
        sa.Column("package_id", sa.Text),
        sa.Column("content_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("remote_modified", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("missing_runs", sa.Integer, nullable=False, server_default="0"),
        sa.Column("missing_since", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("resources", JSONB, nullable=False, server_default="{}"),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("source_id", "remote_id", name="tomoni_harvest_record_identity"),
    )
    op.create_index("tomoni_harvest_record_package", "tomoni_harvest_record", ["package_id"])
    op.create_table(
        "tomoni_harvest_run",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text, nullable=False, server_default="running"),
        sa.Column("counts", JSONB, nullable=False, server_default="{}"),
        sa.Column("total", sa.Integer),
        sa.Column("watermark", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("tomoni_harvest_run_source", "tomoni_harvest_run", ["source_id", "started"])
    op.create_table(
        "tomoni_harvest_finding",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("remote_id", sa.Text, nullable=False, server_default=""),
        sa.Column("remote_name", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("package_id", sa.Text),
        sa.Column("context", JSONB, nullable=False, server_default="{}"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("tomoni_harvest_finding_job", "tomoni_harvest_finding", ["job_id", "slug"])
    op.create_table(
        "tomoni_harvest_organization",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("remote_name", sa.Text, nullable=False),
        sa.Column("remote_title", sa.Text, nullable=False, server_default=""),
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("made_here", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("source_id", "remote_name", name="tomoni_harvest_organization_identity"),
    )


def downgrade() -> None:
    for table in ("organization", "finding", "run", "record"):
        op.drop_table(f"tomoni_harvest_{table}")

"""Table of the quality reports.

Revision ID: tomoni_quality_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tomoni_quality_0001"
down_revision = None
branch_labels = None
depends_on = None

TABLE = "tomoni_quality_report"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.TEXT, primary_key=True),
        sa.Column("resource_id", sa.TEXT, nullable=False),
        sa.Column("package_id", sa.TEXT, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("status", sa.TEXT, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("level", sa.TEXT, nullable=False),
        sa.Column("standard", sa.TEXT),
        sa.Column("edition", sa.TEXT),
        sa.Column("encoding", sa.TEXT),
        sa.Column("errors", sa.Integer, nullable=False, server_default="0"),
        sa.Column("warnings", sa.Integer, nullable=False, server_default="0"),
        sa.Column("infos", sa.Integer, nullable=False, server_default="0"),
        sa.Column("content_hash", sa.TEXT, nullable=False, server_default=""),
        sa.Column("engine", sa.TEXT, nullable=False, server_default=""),
        sa.Column("source", JSONB, nullable=False, server_default="{}"),
        sa.Column("report", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index("idx_tomoni_quality_report_resource", TABLE, ["resource_id", "created"])
    op.create_index("idx_tomoni_quality_report_package", TABLE, ["package_id", "latest"])


def downgrade():
    op.drop_table(TABLE)

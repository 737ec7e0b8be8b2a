"""Drafts of the tables that officers type in the browser.

Revision ID: tomoni_schema_0002
Revises: tomoni_schema_0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tomoni_schema_0002"
down_revision = "tomoni_schema_0001"
branch_labels = None
depends_on = None

TABLE = "tomoni_schema_table_draft"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.TEXT, primary_key=True),
        sa.Column("package_id", sa.TEXT, nullable=False),
        sa.Column("target", sa.TEXT, nullable=False),
        sa.Column("standard", sa.TEXT, nullable=False),
        sa.Column("base", sa.TEXT, nullable=False, server_default=""),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
        sa.Column("user_id", sa.TEXT, nullable=False, server_default=""),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("header", JSONB, nullable=False, server_default="[]"),
        sa.Column("rows", JSONB, nullable=False, server_default="[]"),
        sa.UniqueConstraint("package_id", "target", name="uq_tomoni_schema_table_draft"),
    )


def downgrade():
    op.drop_table(TABLE)

"""Table of the imports of open data lists.

Revision ID: tomoni_schema_0003
Revises: tomoni_schema_0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tomoni_schema_0003"
down_revision = "tomoni_schema_0002"
branch_labels = None
depends_on = None

TABLE = "tomoni_schema_list_import"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.TEXT, primary_key=True),
        sa.Column("organization_id", sa.TEXT, nullable=False),
        sa.Column("user_id", sa.TEXT, nullable=False),
        sa.Column("filename", sa.TEXT, nullable=False, server_default=""),
        sa.Column("content", sa.LargeBinary),
        sa.Column("options", JSONB, nullable=False, server_default="{}"),
        sa.Column("state", sa.TEXT, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("summary", JSONB, nullable=False, server_default="{}"),
        sa.Column("items", JSONB, nullable=False, server_default="[]"),
    )
    op.create_index("idx_tomoni_schema_list_import_organization", TABLE, ["organization_id", "created"])


def downgrade():
    op.drop_table(TABLE)

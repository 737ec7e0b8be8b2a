"""Whether the addresses of resources answer.

Revision ID: tomoni_quality_0004
Revises: tomoni_quality_0003
"""

import sqlalchemy as sa
from alembic import op

revision = "tomoni_quality_0004"
down_revision = "tomoni_quality_0003"
branch_labels = None
depends_on = None

TABLE = "tomoni_quality_link"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("resource_id", sa.TEXT, primary_key=True),
        sa.Column("url", sa.TEXT, nullable=False),
        sa.Column("state", sa.TEXT, nullable=False),
        sa.Column("slug", sa.TEXT, nullable=False),
        sa.Column("moved_to", sa.TEXT, nullable=False, server_default=""),
        sa.Column("checked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_failed", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    )


def downgrade():
    op.drop_table(TABLE)

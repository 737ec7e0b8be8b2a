"""The long tasks: checks of files that nobody has published, mends of large ones.

Revision ID: tomoni_quality_0005
Revises: tomoni_quality_0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tomoni_quality_0005"
down_revision = "tomoni_quality_0004"
branch_labels = None
depends_on = None

TABLE = "tomoni_quality_trial"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.TEXT, primary_key=True),
        sa.Column("user_id", sa.TEXT, nullable=False),
        sa.Column("kind", sa.TEXT, nullable=False, server_default="check"),
        sa.Column("filename", sa.TEXT, nullable=False, server_default=""),
        sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("location", sa.TEXT, nullable=False, server_default=""),
        sa.Column("options", JSONB, nullable=False, server_default="{}"),
        sa.Column("state", sa.TEXT, nullable=False),
        sa.Column("problem", sa.TEXT, nullable=False, server_default=""),
        sa.Column("job_id", sa.TEXT, nullable=False, server_default=""),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index("idx_tomoni_quality_trial_user", TABLE, ["user_id", "created"])


def downgrade():
    op.drop_table(TABLE)

"""Who is told that a resource became worse.

Revision ID: tomoni_quality_0003
Revises: tomoni_quality_0002
"""

import sqlalchemy as sa
from alembic import op

revision = "tomoni_quality_0003"
down_revision = "tomoni_quality_0002"
branch_labels = None
depends_on = None

TABLE = "tomoni_quality_notice"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.TEXT, primary_key=True),
        sa.Column("report_id", sa.TEXT, nullable=False),
        sa.Column("before_id", sa.TEXT, nullable=False),
        sa.Column("resource_id", sa.TEXT, nullable=False),
        sa.Column("kind", sa.TEXT, nullable=False),
        sa.Column("receiver", sa.TEXT, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("problem", sa.TEXT, nullable=False, server_default=""),
        sa.UniqueConstraint("report_id", "receiver", name="uq_tomoni_quality_notice_receiver"),
    )
    op.create_index("idx_tomoni_quality_notice_due", TABLE, ["sent", "due"])


def downgrade():
    op.drop_table(TABLE)

"""Table of the audit's monthly records.

Revision ID: tomoni_quality_0002
Revises: tomoni_quality_0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tomoni_quality_0002"
down_revision = "tomoni_quality_0001"
branch_labels = None
depends_on = None

TABLE = "tomoni_quality_audit"
TEXTS = ("owner_org", "prefecture", "municipality", "source_id", "source_title")
COUNTS = ("resources", "checked", "links_alive", "links_dead", "links_doubtful", "links_unmeasured", "mqa_points",
          "mqa_unmeasured", "findability", "accessibility", "interoperability", "reusability", "contextuality")
SCORES = ("content_score", "readability", "readability_1", "readability_2", "readability_3", "readability_met", "stars")


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("package_id", sa.TEXT, primary_key=True),
        sa.Column("month", sa.TEXT, primary_key=True),
        sa.Column("measured", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.TEXT, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        *[sa.Column(name, sa.TEXT) for name in TEXTS],
        *[sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in COUNTS],
        *[sa.Column(name, sa.Integer) for name in SCORES],
        sa.Column("freshness", sa.TEXT, nullable=False),
        sa.Column("record", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index("idx_tomoni_quality_audit_month", TABLE, ["month", "owner_org"])


def downgrade():
    op.drop_table(TABLE)

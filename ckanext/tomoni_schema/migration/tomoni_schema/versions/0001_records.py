"""Tables of the standards' records: the resources they come from, and the rows.

Revision ID: tomoni_schema_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "tomoni_schema_0001"
down_revision = None
branch_labels = None
depends_on = None

SOURCE = "tomoni_schema_source"
RECORD = "tomoni_schema_record"


def upgrade():
    op.create_table(
        SOURCE,
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("resource_id", sa.TEXT, nullable=False),
        sa.Column("package_id", sa.TEXT, nullable=False),
        sa.Column("standard", sa.TEXT, nullable=False),
        sa.Column("edition", sa.TEXT, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False, server_default="0"),
        sa.Column("places", JSONB, nullable=False, server_default="{}"),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("resource_id", "standard", name="uq_tomoni_schema_source"),
    )
    op.create_index("idx_tomoni_schema_source_standard", SOURCE, ["standard", "edition"])
    op.create_index("idx_tomoni_schema_source_package", SOURCE, ["package_id"])
    op.create_table(
        RECORD,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey(f"{SOURCE}.id", ondelete="CASCADE"), nullable=False),
        sa.Column("standard", sa.TEXT, nullable=False),
        sa.Column("municipality_code", sa.TEXT),
        sa.Column("prefecture_code", sa.TEXT),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("key", sa.TEXT, nullable=False),
        sa.Column("hash", UUID(as_uuid=True), nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.UniqueConstraint("source_id", "key", name="uq_tomoni_schema_record"),
    )
    op.create_index("idx_tomoni_schema_record_page", RECORD, ["standard", "id"])
    op.create_index("idx_tomoni_schema_record_municipality", RECORD, ["standard", "municipality_code", "id"])
    op.create_index("idx_tomoni_schema_record_prefecture", RECORD, ["standard", "prefecture_code", "id"])
    op.create_index("idx_tomoni_schema_record_place", RECORD, ["standard", "lat", "lon"])
    op.create_index(
        "idx_tomoni_schema_record_data", RECORD, ["data"], postgresql_using="gin",
        postgresql_ops={"data": "jsonb_path_ops"},
    )  # fmt: skip


def downgrade():
    op.drop_table(RECORD)
    op.drop_table(SOURCE)

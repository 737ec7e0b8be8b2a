"""How a run read its source, where it waits, and who is still to be told of it.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("reading", sa.Text, nullable=False, server_default=""),
        sa.Column("signature", sa.Text, nullable=False, server_default=""),
        sa.Column("validators", JSONB, nullable=False, server_default="{}"),
        sa.Column("resume_after", sa.DateTime(timezone=True)),
        sa.Column("pauses", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("tomoni_harvest_run", column)
    op.create_table(
        "tomoni_harvest_cursor",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("state", JSONB, nullable=False),
    )
    op.create_table(
        "tomoni_harvest_notice",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default="ja"),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("job_id", "address", name="tomoni_harvest_notice_receiver"),
    )
    op.create_index("tomoni_harvest_notice_due", "tomoni_harvest_notice", ["sent", "due"])


def downgrade() -> None:
    op.drop_table("tomoni_harvest_notice")
    op.drop_table("tomoni_harvest_cursor")
    for column in ("pauses", "resume_after", "validators", "signature", "reading"):
        op.drop_column("tomoni_harvest_run", column)

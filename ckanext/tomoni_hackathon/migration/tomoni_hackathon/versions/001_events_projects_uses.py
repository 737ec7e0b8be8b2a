"""Events, projects, participations and dataset uses.

Revision ID: 001_hackathon
Revises:
Create Date: 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "001_hackathon"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(
        name, sa.DateTime(timezone=True), nullable=nullable, server_default=None if nullable else sa.func.now()
    )


def upgrade() -> None:
    op.create_table(
        "tomoni_event",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        *map(_text, ("title_en", "organizer", "description", "description_en")),
        sa.Column("start_date", sa.Date),
        sa.Column("end_date", sa.Date),
        *map(_text, ("place", "url")),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        _text("creator_user_id"),
        _moment("created"),
        _moment("modified"),
    )
    op.create_index("idx_tomoni_event_state_start", "tomoni_event", ["state", "start_date"])
    op.create_table(
        "tomoni_project",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        *map(_text, ("title_en", "summary", "summary_en", "body", "team")),
        *map(_text, ("app_url", "repository_url", "video_url", "slides_url", "image_url", "licence")),
        sa.Column("status", sa.Text, nullable=False, server_default="prototype"),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        *map(_text, ("return_reason", "creator_user_id", "reviewer_user_id")),
        _moment("created"),
        _moment("modified"),
        _moment("submitted", nullable=True),
        _moment("published", nullable=True),
    )
    op.create_index("idx_tomoni_project_state_published", "tomoni_project", ["state", "published"])
    op.create_index("idx_tomoni_project_creator", "tomoni_project", ["creator_user_id"])
    op.create_table(
        "tomoni_participation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("project_id", sa.Text, sa.ForeignKey("tomoni_project.id", ondelete="CASCADE"), nullable=False),
        sa.Column("event_id", sa.Text, sa.ForeignKey("tomoni_event.id", ondelete="CASCADE"), nullable=False),
        *map(_text, ("track", "award")),
        sa.UniqueConstraint("project_id", "event_id", name="uq_tomoni_participation"),
    )
    op.create_index("idx_tomoni_participation_event", "tomoni_participation", ["event_id"])
    op.create_table(
        "tomoni_dataset_use",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("project_id", sa.Text, sa.ForeignKey("tomoni_project.id", ondelete="CASCADE"), nullable=False),
        sa.Column("package_id", sa.Text),
        sa.Column("resource_id", sa.Text),
        *map(_text, ("declared_url", "declared_text", "role", "processing", "matched_by")),
        sa.Column("state", sa.Text, nullable=False, server_default="declared"),
        _text("confirmed_by"),
        _moment("confirmed", nullable=True),
        _moment("created"),
        _moment("modified"),
    )
    op.create_index("idx_tomoni_dataset_use_project", "tomoni_dataset_use", ["project_id"])
    op.create_index("idx_tomoni_dataset_use_package", "tomoni_dataset_use", ["package_id"])
    op.create_index("idx_tomoni_dataset_use_resource", "tomoni_dataset_use", ["resource_id"])
    # One row a linked file: a second declaration of the same link is the same use.
    op.create_index(
        "uq_tomoni_dataset_use_link",
        "tomoni_dataset_use",
        ["project_id", "package_id", sa.text("coalesce(resource_id, '')")],
        unique=True,
        postgresql_where=sa.text("package_id IS NOT NULL"),
    )


def downgrade() -> None:
    for table in ("tomoni_dataset_use", "tomoni_participation", "tomoni_project", "tomoni_event"):
        op.drop_table(table)

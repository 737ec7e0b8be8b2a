"""Alembic environment of tomoni_harvest: its tables are those whose names begin with the plugin's name."""

from __future__ import annotations

import os

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

name = os.path.basename(os.path.dirname(__file__))
version_table = f"{name}_alembic_version"


def include_object(_object, object_name, type_, _reflected, _compare_to):
    """Leave every table of others alone."""
    return type_ != "table" or object_name.startswith(name)


def run() -> None:
    """Run the migrations, on a connection or as SQL text."""
    options = {"target_metadata": metadata, "version_table": version_table, "include_object": include_object}
    if context.is_offline_mode():
        context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    section = context.config.get_section(context.config.config_ini_section) or {}
    with engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


run()

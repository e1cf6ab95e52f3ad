"""Alembic's entry: runs the migrations on the database named by the portal's settings."""

from alembic import context

from portal.records.grams import OBJECTS
from portal.records.session import make_engine
from portal.records.tables import metadata
from portal.settings import get_settings

url = context.config.attributes.get("url") or get_settings().database_url
engine = make_engine(url).execution_options(writing=True)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        # The index of words is made by hand, in another way on each database.
        include_name=lambda name, _, __: not (name or "").removeprefix("ix_").startswith(OBJECTS),
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()

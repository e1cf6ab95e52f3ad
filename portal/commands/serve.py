"""``portal serve``: the portal in one process."""

import os

import click
import uvicorn
from sqlalchemy import exists, select

from portal.errors import ConflictError
from portal.policy.installed import installed
from portal.records.migrate import is_current
from portal.records.organisation import Organisation
from portal.records.session import get_engine, reading
from portal.settings import get_settings


@click.command()
@click.option("--host", envvar="PORTAL_HOST", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    envvar="PORTAL_PORT",
    default=8501,
    show_default=True,
    type=click.IntRange(1, 65535),
)
def serve(host: str, port: int) -> None:
    """Run the portal until it is stopped."""
    os.environ["PORTAL_HOST"], os.environ["PORTAL_PORT"] = host, str(port)
    get_settings.cache_clear()
    settings = get_settings()
    installed()
    if not is_current(get_engine()):
        raise ConflictError("the database is not migrated; run: portal migrate")
    _refuse_invented_data()
    # The access log would hold the minute at which somebody opened the ballot.
    click.echo(f"阳光救助 · Sunlight: {settings.public_url}")
    os.chdir(settings.root)
    uvicorn.run(
        "app:app",
        app_dir=str(settings.root),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


def _refuse_invented_data() -> None:
    """Production never shows invented organisations."""
    if get_settings().is_demo:
        return
    with reading() as session:
        if session.scalar(select(exists().where(Organisation.is_demo))):
            raise ConflictError(
                "this database holds demonstration data; production mode needs one of its own"
            )

"""``portal migrate`` and ``portal demo``: from nothing to a database one can look at."""

import click

from portal.commands.operator import operator
from portal.errors import ConflictError
from portal.records.migrate import upgrade
from portal.records.regions import load_regions
from portal.records.session import writing
from portal.settings import get_settings


@click.command()
def migrate() -> None:
    """Create the database or bring it to the current version; again changes nothing."""
    settings = get_settings()
    # Other accounts of the machine have no business with the database or the keys.
    settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(settings.database_url)
    with writing() as session:
        added = load_regions(session)
    click.echo(f"the database is up to date; {added} regions added")


@click.command()
def demo() -> None:
    """Load the real first notices and the invented demonstration data; again changes nothing."""
    settings = get_settings()
    if not settings.is_demo:
        raise ConflictError("demonstration data is never loaded in production mode")
    from portal.demo.load import load_demo  # noqa: PLC0415 - production never loads the demo

    summary = load_demo(operator(), settings)
    for line in summary:
        click.echo(line)

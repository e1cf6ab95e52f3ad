"""``portal withdraw`` and ``portal sweep``: taking back what led to a person, for good."""

import click

from portal.commands.operator import operator
from portal.disclosure.erasing import erase_everywhere
from portal.disclosure.whole.keeping import get_keeper
from portal.errors import InvalidInputError
from portal.notices.erasing import sweep_files, sweep_notices
from portal.notices.looking import storage
from portal.notices.withdrawal import (
    BASES,
    Why,
    withdraw_attachment,
    withdraw_notice,
    withdraw_version,
)
from portal.records.session import get_engine, writing

LEFT = "old copies are still in the files of the database; run: portal sweep"


@click.command()
@click.argument("notice")
@click.option("--reason", required=True, help="Why; public, so it repeats nothing of it.")
@click.option("--basis", default=BASES[0], show_default=True, help="The law it rests on; public.")
@click.option("--version", type=int, help="Only this earlier version.")
@click.option("--attachment", help="Only the attachment with this id.")
def withdraw(
    notice: str, reason: str, basis: str, version: int | None, attachment: str | None
) -> None:
    """Withdraw the notice with the id NOTICE, or a version or a file of it, for good."""
    if version is not None and attachment:
        raise InvalidInputError("name a version or an attachment, not both")
    why, who = Why(reason, basis), operator()
    hashes: frozenset[str] = frozenset()
    with writing() as session:
        if attachment:
            hashes = withdraw_attachment(session, who, attachment, why, of=notice)
        elif version is not None:
            withdraw_version(session, who, notice, version, why)
        else:
            hashes = withdraw_notice(session, who, notice, why)
    erased = erase_everywhere(get_engine(), storage(), get_keeper(), hashes)
    click.echo(f"withdrawn; files taken away {erased.files}")
    if not erased.is_swept:
        click.echo(LEFT, err=True)


@click.command()
def sweep() -> None:
    """Take away files that nobody names, and old copies of notices in the database's files.

    On PostgreSQL it writes the tables of notices anew, and everybody waits meanwhile.
    """
    engine = get_engine()
    gone = sweep_files(engine, storage())
    is_swept = sweep_notices(engine, at_any_cost=True)
    click.echo(f"files taken away {gone}")
    if not is_swept:
        raise click.ClickException(
            "old copies are still there, because another connection reads them; run it again"
        )
    click.echo("no old copy of a notice is left")

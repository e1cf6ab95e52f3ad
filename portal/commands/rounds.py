"""``portal round`` and ``portal invite``: running an evaluation round from the command line."""

import os
from pathlib import Path

import click

from portal.commands.operator import operator
from portal.errors import InvalidInputError
from portal.evaluation.invitations import issue_codes
from portal.evaluation.results import publish_round
from portal.evaluation.rounds import close_round, confirm_sweep, get_round, open_round
from portal.evaluation.sweep import sweep_ballots
from portal.records.evaluation import RoundState
from portal.records.session import get_engine, reading, writing
from portal.settings import get_settings
from portal.today import today


@click.group("round")
def round_group() -> None:
    """Open, close or publish an evaluation round."""


@round_group.command("open")
@click.argument("round_id", metavar="ID")
def open_(round_id: str) -> None:
    """Let ballots in."""
    with writing() as session:
        open_round(session, operator(), round_id, today())
    click.echo(f"round {round_id} is open")


@round_group.command("close")
@click.argument("round_id", metavar="ID")
def close(round_id: str) -> None:
    """Stop taking ballots and sweep their old copies; again finishes an unfinished sweep."""
    with reading() as session:
        is_closed = get_round(session, round_id).state == RoundState.CLOSED
    if not is_closed:
        with writing() as session:
            close_round(session, operator(), round_id, today())
    sweep_ballots(get_engine())
    with writing() as session:
        confirm_sweep(session, round_id)
    click.echo(f"round {round_id} is closed and swept")


@round_group.command("publish")
@click.argument("round_id", metavar="ID")
def publish(round_id: str) -> None:
    """Compute the result of a closed round and make it public, for good."""
    with writing() as session:
        result = publish_round(session, operator(), round_id, today())
    click.echo(f"round {round_id} is published; bundle {result.digest}")


@click.command()
@click.argument("round_id", metavar="ID")
@click.option("--count", type=int, required=True, help="How many people are invited.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File for the codes.")
def invite(round_id: str, count: int, out: Path) -> None:
    """Issue one-time codes; they are written once, only their hashes are kept."""
    secret = get_settings().key_for("invitations")
    if out.exists():
        raise InvalidInputError("{file} exists already; name a new file", file=out)
    part = out.with_name(f".{out.name}.part")
    try:
        with writing() as session:
            codes = issue_codes(session, operator(), secret, round_id, count)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.writelines(f"{code}\n" for code in codes)
            part.rename(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    click.echo(f"{count} codes written to {out}; keep the file safe and destroy it after printing")

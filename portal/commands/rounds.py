"""``portal round`` and ``portal invite``: running an evaluation round from the command line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from portal.commands.operator import operator
from portal.errors import ConflictError, InvalidInputError
from portal.evaluation.invitations import KEY_PURPOSE, invite_subject, issue_codes
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
        confirm_sweep(session, operator(), round_id)
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
@click.option("--count", type=int, help="How many people are invited by a code.")
@click.option("--out", type=click.Path(path_type=Path), help="New file for the codes.")
@click.option(
    "--subjects",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with a line for each person invited to sign in: the provider's name for them (sub).",
)
def invite(round_id: str, count: int | None, out: Path | None, subjects: Path | None) -> None:
    """Invite people: by one-time codes (--count, --out) or to sign in (--subjects)."""
    if subjects and count is None and out is None:
        _invite_subjects(round_id, subjects)
    elif count is not None and out and not subjects:
        _invite_by_codes(round_id, count, out)
    else:
        raise click.UsageError("give either --count and --out, or --subjects")


def _invite_subjects(round_id: str, subjects: Path) -> None:
    """All of the list or none of it; a line that repeats an invitation is named."""
    settings = get_settings()
    secret, issuer = settings.key_for(KEY_PURPOSE), settings.account_issuer
    lines = [line.strip() for line in _text(subjects).splitlines()]
    with writing() as session:
        for number, subject in enumerate(lines, start=1):
            if not subject:
                continue
            try:
                invite_subject(session, operator(), secret, round_id, (issuer, subject))
            except ConflictError as error:
                where = {"file": subjects, "line": number, "reason": error}
                raise ConflictError("{file}:{line}: {reason}", **where) from error
    click.echo(f"{sum(map(bool, lines))} people invited to sign in to round {round_id}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            "{file}: byte {byte} is not UTF-8", file=file, byte=error.start + 1
        ) from error


def _invite_by_codes(round_id: str, count: int, out: Path) -> None:
    """Codes are written once; only their hashes are kept."""
    secret = get_settings().key_for(KEY_PURPOSE)
    with _new_private_file(out) as file, writing() as session:
        codes = issue_codes(session, operator(), secret, round_id, count)
        file.writelines(f"{code}\n" for code in codes)
        # On the disk before the invitations are: an invitation without its code is of no use.
        file.flush()
        os.fsync(file.fileno())
    click.echo(f"{count} codes written to {out}; keep the file safe and destroy it after printing")


@contextmanager
def _new_private_file(path: Path) -> Iterator[TextIO]:
    """A file that was not there before, its owner's alone, and gone again when the block fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InvalidInputError("{file} exists already; name a new file", file=path) from None
    except OSError as error:
        raise InvalidInputError(
            "{file} cannot be written: {reason}", file=path, reason=error.strerror
        ) from error
    try:
        with os.fdopen(handle, "w") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise

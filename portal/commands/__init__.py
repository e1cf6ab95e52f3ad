"""The command line: ``portal …``, for whoever installs and runs the portal."""

import sys
from typing import Any

import click

from portal.commands.database import demo, migrate
from portal.commands.importing import import_files
from portal.commands.roles import grant, revoke
from portal.commands.rounds import invite, round_group
from portal.commands.score import score
from portal.commands.serve import serve
from portal.errors import PortalError


class Portal(click.Group):
    """Turns the errors a user can meet into one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a PortalError ends it without a trace."""
        try:
            return super().invoke(ctx)
        except PortalError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Portal, context_settings={"help_option_names": ["-h", "--help"]})
def portal() -> None:
    """阳光救助 · Sunlight: what governments buy in social assistance, and how good it is."""


for command in (migrate, demo, serve, import_files, score, round_group, invite, grant, revoke):
    portal.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    sys.exit(portal(prog_name="portal"))

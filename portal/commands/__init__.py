"""The command line: ``portal …``, for whoever installs and runs the portal."""

import sys
from importlib import import_module
from typing import Any

import click

from portal.errors import PortalError

COMMANDS = {
    "migrate": "database",
    "demo": "database",
    "serve": "serve",
    "import": "importing",
    "export": "exporting",
    "withdraw": "withdrawing",
    "sweep": "withdrawing",
    "score": "score",
    "inspect-table": "tables",
    "policy": "policy",
    "judge": "judging",
    "round": "rounds",
    "invite": "rounds",
    "grant": "roles",
    "revoke": "roles",
}
"""Command → the module of this room that holds it; read only when it is called, so that
``portal score`` needs no database and starts at once"""


class Portal(click.Group):
    """Finds commands by name and turns the errors a user can meet into one sentence, status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of an installation's life."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"portal.commands.{COMMANDS[cmd_name]}")
        held = (each for each in vars(module).values() if isinstance(each, click.Command))
        return next((each for each in held if each.name == cmd_name), None)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a PortalError or a missing file ends it without a trace."""
        try:
            return super().invoke(ctx)
        except PortalError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group(cls=Portal, context_settings={"help_option_names": ["-h", "--help"]})
def portal() -> None:
    """阳光救助 · Sunlight: what governments buy in social assistance, and how good it is."""


def main() -> None:
    """Entry point of the console script."""
    sys.exit(portal(prog_name="portal"))

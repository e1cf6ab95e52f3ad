"""``portal grant`` and ``portal revoke``: who may do what."""

import click

from portal.commands.operator import operator
from portal.identity.grants import grant_role, revoke_role
from portal.records.account import Role
from portal.records.session import writing
from portal.settings import get_settings

ROLES = click.Choice([each.value for each in Role])


@click.command()
@click.argument("subject")
@click.argument("role", type=ROLES)
@click.option("--organisation", help="Id or social credit code it is limited to (default: all).")
@click.option("--issuer", help="Issuer of the identity (default: the configured provider).")
@click.option("--name", help="How the person is shown.")
def grant(
    subject: str, role: str, organisation: str | None, issuer: str | None, name: str | None
) -> None:
    """Give the person whom the identity provider calls SUBJECT a role."""
    with writing() as session:
        given = grant_role(
            session,
            operator(),
            issuer=issuer or get_settings().account_issuer,
            subject=subject,
            role=Role(role),
            organisation_id=organisation,
            name=name,
        )
    click.echo(f"{subject} {'now holds' if given else 'held already'} the role {role}")


@click.command()
@click.argument("subject")
@click.argument("role", type=ROLES)
@click.option("--organisation", help="Id or social credit code the role was limited to.")
@click.option("--issuer", help="Issuer of the identity (default: the configured provider).")
def revoke(subject: str, role: str, organisation: str | None, issuer: str | None) -> None:
    """Take a role back; it stops to count with the next action of its holder."""
    with writing() as session:
        revoke_role(
            session,
            operator(),
            issuer=issuer or get_settings().account_issuer,
            subject=subject,
            role=Role(role),
            organisation_id=organisation,
        )
    click.echo(f"{subject} no longer holds the role {role}")

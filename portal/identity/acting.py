"""The acting person: built afresh from the database for every action."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ForbiddenError
from portal.records.account import Account, Role, RoleGrant

CONSOLE_ISSUER = "console"


@dataclass(frozen=True)
class Acting:
    """A signed-in person and the roles that are in force now.

    ``account_id`` is None for somebody who holds no role, a beneficiary for example: signing in
    leaves no row behind.
    """

    issuer: str
    subject: str
    name: str | None = None
    account_id: str | None = None
    grants: frozenset[tuple[Role, str | None]] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, for whichever organisation."""
        return frozenset(role for role, _ in self.grants)

    def may(self, role: Role, organisation_id: str | None = None) -> bool:
        """Whether the role is held for this organisation, or for all of them."""
        return any(held == role and scope in (None, organisation_id) for held, scope in self.grants)

    def require(self, *roles: Role, organisation_id: str | None = None) -> None:
        """Raise ForbiddenError unless one of the roles is held for this organisation."""
        if not any(self.may(role, organisation_id) for role in roles):
            needed = [role.word for role in roles]
            raise ForbiddenError(
                "this needs one of these roles for the organisation concerned: {roles}",
                roles=needed,
            )

    def require_any(self, *roles: Role) -> None:
        """Raise ForbiddenError unless one of the roles is held, for whichever organisation."""
        if not self.roles & set(roles):
            needed = [role.word for role in roles]
            raise ForbiddenError("this needs one of these roles: {roles}", roles=needed)

    def __str__(self) -> str:
        return f"{self.issuer}#{self.subject}"


def acting_for(session: Session, issuer: str, subject: str, name: str | None = None) -> Acting:
    """The person behind a verified identity, with the roles not revoked so far."""
    rows = session.execute(
        select(Account.id, Account.name, RoleGrant.role, RoleGrant.organisation_id)
        .outerjoin(RoleGrant, (RoleGrant.account_id == Account.id) & RoleGrant.revoked_at.is_(None))
        .where(Account.issuer == issuer, Account.subject == subject)
    ).all()
    if not rows:
        return Acting(issuer, subject, name)
    grants = frozenset((Role(row.role), row.organisation_id) for row in rows if row.role)
    return Acting(issuer, subject, name or rows[0].name, rows[0].id, grants)


def console(user: str) -> Acting:
    """The operator at the command line: whoever holds the machine holds the role."""
    return Acting(CONSOLE_ISSUER, user, user, None, frozenset({(Role.OPERATOR, None)}))

"""Giving and taking roles; only an operator may, and both leave a trace."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.records.account import LIMITS, Account, Role, RoleGrant
from portal.records.base import new_id, utc_now
from portal.records.organisation import Organisation


def find_account(session: Session, issuer: str, subject: str) -> Account | None:
    """The account of an identity, if it ever held a role."""
    return session.scalar(_account(issuer, subject))


def _organisation(session: Session, named: str | None) -> str | None:
    """The id of the organisation named by its id or its social credit code."""
    if named is None:
        return None
    found = session.scalar(
        select(Organisation.id).where(or_(Organisation.id == named, Organisation.uscc == named))
    )
    if found is None:
        raise NotFoundError("no organisation has the id or the code {id}", id=named)
    return found


def _account(issuer: str, subject: str) -> Select[Account]:
    return select(Account).where(Account.issuer == issuer, Account.subject == subject)


def grant_role(
    session: Session,
    acting: Acting,
    *,
    issuer: str,
    subject: str,
    role: Role,
    organisation_id: str | None = None,
    name: str | None = None,
    is_demo: bool = False,
) -> bool:
    """Give a role, for one organisation or for all; False when it was held already."""
    acting.require(Role.OPERATOR)
    _check_lengths(issuer=issuer, subject=subject, name=name or "")
    organisation_id = _organisation(session, organisation_id)
    account = session.scalar(_account(issuer, subject).with_for_update())
    if account is None:
        account = Account(id=new_id(), issuer=issuer, subject=subject, name=name, is_demo=is_demo)
        session.add(account)
        session.flush()
    if _held(session, account.id, role, organisation_id):
        return False
    session.add(
        RoleGrant(
            id=new_id(),
            account_id=account.id,
            role=role,
            organisation_id=organisation_id,
            granted_by=str(acting),
        )
    )
    audit.record(
        session, acting, "grant_role", ("account", account.id), role=role, scope=organisation_id
    )
    return True


def _check_lengths(**given: str) -> None:
    """Refuse what the columns of an account cannot hold, in the same words on both databases."""
    for name, text in given.items():
        if len(text) > LIMITS[name]:
            raise InvalidInputError(
                "the {name} has {found} characters; at most {limit} are accepted",
                name=name,
                found=len(text),
                limit=LIMITS[name],
            )


def revoke_role(
    session: Session,
    acting: Acting,
    *,
    issuer: str,
    subject: str,
    role: Role,
    organisation_id: str | None = None,
) -> None:
    """Take a role back; it stops to count with the next action of its holder."""
    acting.require(Role.OPERATOR)
    organisation_id = _organisation(session, organisation_id)
    account = find_account(session, issuer, subject)
    held = account and _held(session, account.id, role, organisation_id)
    if not account or not held:
        scope = f" for the organisation {organisation_id}" if organisation_id else ""
        raise NotFoundError(
            "{subject} does not hold the role {role}{scope}",
            subject=subject,
            role=role.value,
            scope=scope,
        )
    held.revoked_at, held.revoked_by = utc_now(), str(acting)
    audit.record(
        session, acting, "revoke_role", ("account", account.id), role=role, scope=organisation_id
    )


def _held(
    session: Session, account_id: str, role: Role, organisation_id: str | None
) -> RoleGrant | None:
    return session.scalar(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.organisation_id == organisation_id
            if organisation_id
            else RoleGrant.organisation_id.is_(None),
            RoleGrant.revoked_at.is_(None),
        )
    )

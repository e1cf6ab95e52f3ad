"""The roles of the demonstration accounts."""

from sqlalchemy.orm import Session

from portal.demo.provider.accounts import DemoRole, accounts
from portal.identity.acting import Acting
from portal.identity.grants import grant_role
from portal.records.account import Role


def grant_demo_roles(session: Session, acting: Acting, issuer: str) -> None:
    """Every demonstration account gets its role; beneficiaries have none and need none."""
    for account in accounts():
        if account.role != DemoRole.BENEFICIARY:
            grant_role(
                session,
                acting,
                issuer=issuer,
                subject=account.subject,
                role=Role(account.role.value),
                name=account.name.zh,
                is_demo=True,
            )

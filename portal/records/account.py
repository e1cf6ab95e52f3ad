"""Accounts and role grants: who may act, as the database says at the moment of the act."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.locale import Marked, marked
from portal.records.base import Base, UtcDateTime, enumerated, utc_now


class Role(enum.StrEnum):
    """What an account may do; every member says who grants it."""

    OPERATOR = "operator"
    """runs the portal and issues codes; granted on the command line"""
    PURCHASER = "purchaser"
    """an officer of the purchaser; granted by the operator"""
    THIRD_PARTY = "third_party"
    """an independent evaluator; granted by the operator"""
    FINANCE = "finance"
    """an officer of the finance department; granted by the operator"""
    CONTRACTOR = "contractor"
    """speaks for a contractor; granted by the operator"""

    @property
    def word(self) -> Marked:
        """What the role is called."""
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.OPERATOR: marked("Operator"),
    Role.PURCHASER: marked("Purchaser's officer"),
    Role.THIRD_PARTY: marked("Third-party evaluator"),
    Role.FINANCE: marked("Finance officer"),
    Role.CONTRACTOR: marked("Contractor"),
}


LIMITS = {"issuer": 300, "subject": 255, "name": 200}
"""Characters of an account's columns; OpenID Connect allows 255 for a subject"""


class Account(Base):
    """A person who works here. Beneficiaries have none: their signing in leaves no row."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(LIMITS["issuer"]))
    subject: Mapped[str] = mapped_column(String(LIMITS["subject"]))
    name: Mapped[str | None] = mapped_column(String(LIMITS["name"]))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="account")


class RoleGrant(Base):
    """A role given to an account for one organisation, or for all; revoked, never deleted."""

    __tablename__ = "role_grant"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(enumerated(Role, 20))
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    granted_by: Mapped[str] = mapped_column(String(600))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(600))

    account: Mapped[Account] = relationship(back_populates="grants")

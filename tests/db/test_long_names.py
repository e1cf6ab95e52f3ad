"""Identities as long as their providers may make them act and are written down in full."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.identity.acting import acting_for
from portal.identity.grants import grant_role, revoke_role
from portal.records.account import Role, RoleGrant
from portal.records.audit import AuditEntry
from portal.records.session import writing
from tests.db.town import OPERATOR, Town

ISSUER, SUBJECT = "https://login.example/".ljust(300, "x"), "s" * 255


def test_whoever_has_the_longest_name_there_can_be_gives_and_takes_roles(town: Town) -> None:
    with writing(town.engine) as session:
        grant_role(session, OPERATOR, issuer=ISSUER, subject=SUBJECT, role=Role.OPERATOR)
    with writing(town.engine) as session:
        who = acting_for(session, ISSUER, SUBJECT)
        grant_role(session, who, issuer=ISSUER, subject="other", role=Role.FINANCE)
        revoke_role(session, who, issuer=ISSUER, subject="other", role=Role.FINANCE)

    with Session(town.engine) as session:
        held = session.scalars(select(RoleGrant).where(RoleGrant.granted_by == str(who))).one()
        assert held.revoked_by == str(who)
        written = session.scalars(select(AuditEntry.action).where(AuditEntry.actor == str(who)))
        assert sorted(written) == ["grant_role", "revoke_role"]


@pytest.mark.parametrize(
    ("given", "name"),
    [({"issuer": "x" * 301}, "issuer"), ({"subject": "x" * 256}, "subject"),
     ({"name": "x" * 201}, "name")],
)  # fmt: skip
def test_a_name_that_no_column_holds_is_refused_alike_on_both_databases(
    town: Town, given: dict[str, str], name: str
) -> None:
    wanted = {"issuer": "i", "subject": "s", **given}
    with (
        pytest.raises(InvalidInputError, match=f"the {name} has"),
        writing(town.engine) as session,
    ):
        grant_role(session, OPERATOR, role=Role.FINANCE, **wanted)  # type: ignore[arg-type] # texts

"""Linking a named organisation to its record by its social credit code, never by its name alone."""

from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation
from portal.policy.identifiers import parse_uscc
from portal.records.parties import keep_organisation


def link_organisation(session: Session, named: Organisation) -> str | None:
    """The id of the organisation's record, made if need be; None without a valid code.

    Two bodies can share a name, and one body can be written in many ways; the code alone is sure.
    """
    if named.scheme != CREDIT_CODE_SCHEME or not named.identifier or not named.name:
        return None
    try:
        code = parse_uscc(named.identifier)
    except InvalidInputError:
        return None
    return keep_organisation(session, code.code, named.name, code.region).id

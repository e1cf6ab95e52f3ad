"""Linking a named organisation to its record by its social credit code, never by its name alone."""

from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation
from portal.policy.identifiers import parse_uscc
from portal.records.base import derived_id
from portal.records.organisation import Organisation as Record
from portal.records.region import Region


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
    record_id = derived_id(CREDIT_CODE_SCHEME, code.code)
    if session.get(Record, record_id) is None:
        known = session.get(Region, code.region) is not None
        session.add(
            Record(
                id=record_id,
                uscc=code.code,
                name=named.name,
                region_code=code.region if known else None,
            )
        )
        session.flush()
    return record_id

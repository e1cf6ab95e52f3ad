"""Keeping one record for each organisation, by its social credit code."""

from sqlalchemy.orm import Session

from portal.records.base import derived_id
from portal.records.organisation import Organisation
from portal.records.region import Region

SCHEME = "CN-USCI"


def keep_organisation(
    session: Session, uscc: str, name: str, region_code: str, *, is_demo: bool = False
) -> Organisation:
    """The organisation with this valid code, made if need be; its id follows from the code."""
    record_id = derived_id(SCHEME, uscc)
    found = session.get(Organisation, record_id)
    if found is None:
        known = session.get(Region, region_code) is not None
        found = Organisation(
            id=record_id,
            uscc=uscc,
            name=name,
            region_code=region_code if known else None,
            is_demo=is_demo,
        )
        session.add(found)
        session.flush()
    return found

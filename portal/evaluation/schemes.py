"""Putting a shipped scheme into force: stored once, published, and pinned by its digest."""

from datetime import date

import rfc8785
from sqlalchemy.orm import Session

from portal.evaluation.scheme import parse_scheme, scheme_digest
from portal.policy.schemes import shipped_scheme
from portal.records.evaluation import Scheme


def adopt_scheme(session: Session, place: str, published_on: date) -> Scheme:
    """The scheme of a place as a record; a changed shipped scheme carries a new id."""
    scheme = parse_scheme(shipped_scheme(place).document, place)
    found = session.get(Scheme, scheme.id)
    if found is None:
        found = Scheme(
            id=scheme.id,
            place=place,
            body=rfc8785.dumps(scheme.document()).decode(),
            digest=scheme_digest(scheme),
            published_on=published_on,
        )
        session.add(found)
        session.flush()
    return found

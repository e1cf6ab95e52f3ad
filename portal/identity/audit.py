"""Writing the audit trail, in the same transaction as the deed."""

import json

from sqlalchemy.orm import Session

from portal.identity.acting import Acting
from portal.records.audit import AuditEntry


def record(
    session: Session, acting: Acting, action: str, on: tuple[str, str], **detail: object
) -> None:
    """Add one entry; ``on`` is (object type, id). Never called for a ballot."""
    object_type, object_id = on
    session.add(
        AuditEntry(
            actor=str(acting),
            action=action,
            object_type=object_type,
            object_id=object_id,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )
    )

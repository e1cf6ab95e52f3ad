"""What the people served said at an acceptance (实施条例 Art. 45), as its notice tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.notice import Notice

TYPE = "acceptance"
OPINION, WHO, HEARD = "opinion.users", "members.users", "members.heard"
"""Keys of the format 公共服务项目验收结果公告"""


@dataclass(frozen=True)
class Heard:
    """Their opinion, who they were, and whether they were heard at all."""

    opinion: str | None
    who: str | None
    were_heard: bool | None
    """None where the notice does not say"""


def read_heard(session: Session, notice_id: str) -> Heard | None:
    """What an acceptance notice that was issued here says of them; None for any other notice."""
    row = session.execute(
        select(Notice.fields).where(
            Notice.id == notice_id, Notice.type == TYPE, Notice.is_reprint.is_(False)
        )
    ).one_or_none()
    if row is None:
        return None
    fields: Mapping[str, str] = json.loads(row.fields or "{}")
    heard = fields.get(HEARD)
    return Heard(
        fields.get(OPINION) or None,
        fields.get(WHO) or None,
        None if heard is None else heard == "yes",
    )

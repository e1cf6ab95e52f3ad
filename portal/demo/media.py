"""Where and when the invented notices first appeared, registered by an officer of the demo.

Most on the day of their issue; one late, one never, so that punctuality has something to show. The
address is the medium's front page: the notice itself is invented and stands nowhere.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.notices import WRITER
from portal.identity.acting import acting_for
from portal.notices.media import NewMedium, register_medium
from portal.policy.calendar import add_working_days
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.today import SHANGHAI

NAME, ADDRESS = "中国政府采购网", "https://www.ccgp.gov.cn/#demonstration-{id}"
MORNING = time(1, 0)
"""Nine in Shanghai, before anything of the demonstration is issued"""
LATE = {("zunyi", "result"): 3, ("dawukou", "contract"): 2, ("deyang", "acceptance"): 25}
"""Place and type → working days after the issue"""
MINUTE = timedelta(minutes=1)
NEVER = frozenset({("inner-mongolia", "contract")})


def register_media(session: Session, issuer: str, project: Project) -> None:
    """Register what is not registered yet of a project's notices."""
    person = acting_for(session, issuer, WRITER)
    notices = session.scalars(
        select(Notice)
        .where(
            Notice.project_id == project.id,
            Notice.state == NoticeState.ISSUED,
            Notice.issued_at.is_not(None),
            Notice.media_at.is_(None),
        )
        .order_by(Notice.issued_at, Notice.id)
    ).all()
    for each in notices:
        key = (project.place or "", each.type)
        if key not in NEVER and each.issued_at is not None:
            on = each.issued_at.astimezone(SHANGHAI).date()
            day = add_working_days(on, LATE[key]).day if key in LATE else on
            at = datetime.combine(day, MORNING, UTC)
            entered = NewMedium(NAME, ADDRESS.format(id=each.id), at)
            register_medium(session, person, each.id, entered, max(at, each.issued_at) + MINUTE)

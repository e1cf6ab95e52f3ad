"""A withdrawal (撤下) as one release: the content is gone, that it is gone stays public."""

from portal.disclosure.formats.ocds.kinds import KINDS, UPDATES
from portal.disclosure.formats.ocds.release import begin
from portal.disclosure.formats.ocds.sources import Place, Withdrawn
from portal.disclosure.formats.ocds.values import Json, moment, said


def withdrawal_release(given: Withdrawn, place: Place) -> Json:
    """The release; the standard has no tag for it, so it is an update of the stage of its notice.

    The releases of what was withdrawn are not published any more.
    """
    kind = KINDS[given.type]
    trace = said(
        id=given.id,
        date=moment(given.at),
        version=given.version,
        attachment=given.attachment_id,
        reason=given.reason,
        basis=given.basis,
    )
    notice = said(
        id=given.notice_id,
        url=place.page("notice", given.notice_id),
        status="withdrawn" if given.is_whole else None,
        demonstration=given.is_demo,
        withdrawals=[trace],
    )
    return begin(given.process.ocid, f"withdrawal-{given.id}", moment(given.at)) | {
        "tag": [UPDATES.get(kind.tag, kind.tag)],
        "language": "zh",
        "parties": [],
        "officialNotices": [notice],
    }

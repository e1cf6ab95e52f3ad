"""410 for a record that was public and is not any more: when, why, and never what it said."""

from starlette.responses import Response

from portal.disclosure.ended import Ended, find_ended
from portal.disclosure.withdrawals import find_withdrawal
from portal.locale import gettext, said_day, use
from portal.records.session import reading
from portal.sitemap import Screen
from portal.web.plain import plain_page, withdrawn


def find_end(screen: Screen, record_id: str, language: str) -> Response | None:
    """The answer in place of a withdrawn notice or an ended credit record; None for any other."""
    with reading() as session:
        if screen.name == "notice":
            withdrawal = find_withdrawal(session, notice_id=record_id)
            return withdrawn(withdrawal, language) if withdrawal else None
        ended = find_ended(session, record_id) if screen.name == "credit" else None
        return _ended(ended, language) if ended else None


def _ended(ended: Ended, language: str) -> Response:
    """A credit record whose time is over or, with its note, whose decision was overturned."""
    use(language)
    title, reason = gettext("This record is not shown any more"), ended.note or ""
    if ended.is_revoked:
        said = gettext("It was revoked on {day}, because its decision was overturned.")
        sentence = f"{said.format(day=said_day(ended.on))} {reason}".strip()
    else:
        sentence = gettext("Its period has ended, or it was repaired or revoked.")
    return plain_page(410, title, sentence, language)

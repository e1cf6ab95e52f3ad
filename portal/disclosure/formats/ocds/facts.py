"""Days that a notice's format states for the clocks, where the standard has a place for them."""

from portal.disclosure.formats.ocds.sources import Announcement
from portal.disclosure.formats.ocds.values import Json, first_moment, last_moment, moment, said
from portal.notices.parse.cells import instant_from_words


def tender_period(given: Announcement) -> Json:
    """The period as the standard writes it; words that are no instants stay with the notice."""
    if given.due_at:
        return {"endDate": moment(given.due_at)}
    if due := given.facts.get("contract.purchase.bids_due_on"):
        return {"endDate": last_moment(due)}
    first, slash, last = (given.said.event_text or "").partition("/")
    if not slash:
        return {}
    opens, closes = instant_from_words(first)[0], instant_from_words(last)[0]
    return said(
        startDate=moment(opens) if opens else None, endDate=moment(closes) if closes else None
    )


def fact(given: Announcement, name: str) -> str | None:
    """A day that the format states."""
    on = given.facts.get(name)
    return first_moment(on) if on else None


def accepted(given: Announcement) -> list[Json]:
    """The acceptance (履约验收) as a milestone, where the notice says what it came to."""
    if given.is_accepted is None:
        return []
    on = fact(given, "contract.accepted_on")
    milestone = said(
        id=given.notice_id,
        type="approval",
        title="履约验收",
        status="met" if given.is_accepted else "notMet",
        dateMet=on if given.is_accepted else None,
        dateModified=on,
    )
    return [milestone]

"""The duty register (履职台账) in public: unit by unit, what is asked, done and missing."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.compliance.duties import DutyState, duty_states, fact_of, owes
from portal.compliance.evidence import restored
from portal.compliance.unit_figures import judge_unit
from portal.compliance.units import list_units, list_years
from portal.disclosure.policies import Question
from portal.disclosure.regions import find_region
from portal.errors import NotFoundError
from portal.locale import gettext, labelled, ngettext, pick
from portal.policy.findings import Judgement
from portal.policy.installed import installed
from portal.policy.library import Library
from portal.policy.model import Duty, Pack
from portal.policy.periods import ONCE, span_of
from portal.records.compliance import DutyRecord
from portal.records.region import Region
from portal.ui import words
from portal.ui.finding_view import findings
from portal.ui.frame import demo_note, note, section
from portal.ui.lists import count_line
from portal.ui.markup import Child, Html, join, link, tag
from portal.ui.policy_view.duty_view import asked
from portal.ui.policy_view.terms import UNITS
from portal.ui.policy_view.values import say_value
from portal.ui.policy_view.where import register_address

EVENT = "event"
"""A duty that comes up when something happens; its period says nothing"""


@dataclass(frozen=True)
class Register:
    """What is known of one unit in one year."""

    pack: Pack
    region: Region
    year: int
    states: Sequence[DutyState]
    judgement: Judgement | None
    units: Sequence[Region]
    years: Sequence[int]

    @property
    def duties(self) -> list[Duty]:
        """What is asked in this year, and what was recorded of anything else."""
        library = installed()
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        spans = ((each, library.span(each)) for each in library.duties(self.pack.id).values())
        return [
            duty
            for duty, (begins, until) in spans
            if ((begins is None or begins <= last) and (until is None or until >= first))
            or self.of(duty)
        ]

    def of(self, duty: Duty) -> list[DutyState]:
        """The year's states of a duty, the newest first; what is done once belongs to each year."""
        return [
            each
            for each in self.states
            if each.duty.id == duty.id
            and (each.period == ONCE or span_of(each.period).first.year == self.year)
        ]

    def concerns(self, duty: Duty) -> bool:
        """Whether this unit owes a duty, or has recorded it all the same."""
        return owes(duty, self.region.level) or any(each.records for each in self.of(duty))


def read_register(session: Session, question: Question, pack: Pack, today: date) -> Register:
    """The unit and year that are asked for; else those that something was recorded of."""
    units = list_units(session, pack.id)
    own, codes = pack.place.region, [each.code for each in units]
    code = question.region or (own if own in codes or not codes else codes[0])
    region = find_region(session, code)
    if region is None:
        raise NotFoundError("no region has the code {code}", code=code)
    recorded = list_years(session, pack.id, code)
    year = question.year or next(iter(recorded), today.year)
    return Register(
        pack,
        region,
        year,
        duty_states(session, pack.id, code, since=date(year, 1, 1), today=today),
        judge_unit(session, pack.id, code, year, today),
        units,
        sorted({today.year, year, *recorded}, reverse=True),
    )


def show_register(library: Library, register: Register) -> Html:
    """The choice of unit and year, the findings, and the duties."""
    here = [each for each in register.duties if register.concerns(each)]
    elsewhere = [each for each in register.duties if not register.concerns(each)]
    records = [entry for duty in here for state in register.of(duty) for entry in state.records]
    name = register.region.path or register.region.name
    return join(
        (
            _introduction(),
            _choices(register),
            tag("h2", f"{name} · {register.year}", class_="section"),
            demo_note() if any(each.is_demo for each in records) else None,
            findings((register.judgement,)) if _is_judged(register.judgement) else None,
            section(gettext("Duties and entries")),
            count_line(
                ngettext("{count} entry recorded", "{count} entries recorded", len(records))
            ),
            *_by_unit(library, register, here),
            _others(library, elsewhere),
        )
    )


def _introduction() -> Html:
    return note(
        gettext(
            "What the document asks people to do, and what an officer recorded as done. That "
            "nothing is recorded does not prove that nothing was done; that something is recorded "
            "is the officer's statement, with the evidence beside it."
        ),
        plain=True,
    )


def _choices(register: Register) -> Html:
    """The units and years there is something of, as links."""
    place = register.pack.id
    units = {each.code: each for each in (register.region, *register.units)}
    return join(
        (
            tag(
                "nav",
                tag("span", labelled(gettext("Unit"))),
                *(
                    _choice(register_address(place, region=code), each.name,
                            is_current=each is register.region)
                    for code, each in sorted(units.items())
                ),
                class_="ways",
                aria_label=gettext("Unit"),
            ),
            tag(
                "nav",
                tag("span", labelled(gettext("Year"))),
                *(
                    _choice(
                        register_address(place, region=register.region.code, year=str(each)),
                        str(each),
                        is_current=each == register.year,
                    )
                    for each in register.years
                ),
                class_="ways",
                aria_label=gettext("Year"),
            ),
        )
    )  # fmt: skip


def _choice(where: str, name: str, *, is_current: bool) -> Html:
    return link(where, name, aria_current="page" if is_current else None)


def _is_judged(judgement: Judgement | None) -> bool:
    """Whether any rule looks at the figures of a unit here."""
    return judgement is not None and bool(judgement.findings)


def _by_unit(library: Library, register: Register, duties: Iterable[Duty]) -> Iterable[Html]:
    shown = list(duties)
    for unit, title in UNITS.items():
        owed = [each for each in shown if each.unit == unit]
        if owed:
            busy = [each for each in owed if register.of(each)]
            idle = [each for each in owed if not register.of(each)]
            yield tag("h3", gettext(title), class_="part")
            if busy:
                cards = [_card(library, register, each) for each in busy]
                yield tag("ul", *cards, class_="cards")
            yield _folded(
                library,
                idle,
                ngettext(
                    "{count} duty without a fixed day, nothing recorded",
                    "{count} duties without a fixed day, nothing recorded",
                    len(idle),
                ),
            )


def _card(library: Library, register: Register, duty: Duty) -> Html:
    return tag(
        "li",
        tag("h4", pick(duty.title.labels())),
        tag("ul", *(tag("li", each) for each in _items(library, register, duty))),
        tag("details", tag("summary", gettext("What is asked")), asked(library, duty)),
    )


def _folded(library: Library, duties: Sequence[Duty], summary: str) -> Html:
    """Duties of which there is nothing to show but what is asked."""
    if not duties:
        return join(())
    cards = [
        tag("li", tag("h4", pick(each.title.labels())), asked(library, each)) for each in duties
    ]
    return tag("details", tag("summary", summary), tag("ul", *cards, class_="cards"))


def _items(library: Library, register: Register, duty: Duty) -> Iterator[Html]:
    """The periods with their entries; of a duty that comes up with an event the entries alone."""
    for state in register.of(duty):
        if duty.every == EVENT:
            yield from (_entry(library, register, duty, each) for each in state.records)
        else:
            yield _state(library, register, state)


def _state(library: Library, register: Register, state: DutyState) -> Html:
    entries = [_entry(library, register, state.duty, each) for each in state.records]
    return join(
        (
            tag("b", words.duty_period(state.period)),
            " ",
            _standing(state),
            tag("ul", *(tag("li", each) for each in entries)) if entries else None,
        )
    )


def _standing(state: DutyState) -> Html | None:
    """Whether the period is done, still open, or over without enough entries."""
    if state.due_on is None:
        return None
    missing = max(state.duty.at_least - len(state.records), 0)
    due = words.day(state.due_on)
    if state.is_done:
        return tag("span", gettext("Done"), class_="mark")
    if state.is_overdue:
        said = ngettext("{count} entry missing", "{count} entries missing", missing)
        overdue = gettext("due on {day} and not recorded").format(day=due)
        return join((tag("span", overdue, class_="mark late"), said if missing > 1 else None), " ")
    return tag("span", gettext("due on {day}").format(day=due), class_="mark")


def _entry(library: Library, register: Register, duty: Duty, entry: DutyRecord) -> Html:
    """One entry: its day, its figures, its evidence, and that it is invented where it is."""
    kept = json.loads(entry.figures)
    lists = library.lists(register.pack.id)
    figures: list[Child] = []
    for field in duty.fields:
        if field.name not in kept:
            continue
        value = restored(fact_of(field), kept[field.name])
        if value is not None:
            codes = lists.get(field.list) if field.list else None
            said = say_value(field.kind, value, codes)
            figures.append(tag("span", labelled(pick(field.title.labels())), tag("b", said)))
    return join(
        (
            words.day(entry.done_on),
            " ",
            tag("span", gettext("Demonstration"), class_="mark demo") if entry.is_demo else None,
            tag("p", *figures, class_="facts") if figures else None,
            tag("p", labelled(gettext("Evidence"), entry.evidence)) if entry.evidence else None,
        )
    )


def _others(library: Library, duties: Sequence[Duty]) -> Html | None:
    """What the place asks of units of another level."""
    if not duties:
        return None
    summary = ngettext("{count} duty", "{count} duties", len(duties))
    return join(
        (section(gettext("What is asked of other units")), _folded(library, duties, summary))
    )

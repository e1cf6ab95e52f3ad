"""The one line of a project: from its intention to its acceptance and its archive."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.policy.clocks import is_overdue
from portal.policy.formulas.formula import Timing
from portal.policy.installed import installed
from portal.policy.library import NATIONAL, Library
from portal.policy.model import Rule
from portal.records.compliance import RecordedFact
from portal.records.contract import Contract
from portal.records.evaluation import Result, Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import Clock
from portal.today import SHANGHAI

ARCHIVED = "contract.files_kept_until_on"
"""The fact that tells until when the files of a purchase are kept"""


class Stage(StrEnum):
    """A step of every purchase, in their order."""

    INTENTION = "intention"
    PREPARATION = "preparation"
    """资格预审, 单一来源公示: where a purchase needs them"""
    CALL = "call"
    RESULT = "result"
    CONTRACT = "contract"
    SERVICE = "service"
    ACCEPTANCE = "acceptance"
    ARCHIVE = "archive"


class Standing(StrEnum):
    """How far a step has come; it follows from the records."""

    DONE = "done"
    NEXT = "next"
    MISSING = "missing"
    """Passed over: a later step is done, and nothing is on record of this one"""
    AHEAD = "ahead"
    ENDED = "ended"
    """Will not come: the purchase was terminated"""


STAGE_OF: Mapping[str, Stage] = {
    "intention": Stage.INTENTION,
    "prequalification": Stage.PREPARATION,
    "single_source": Stage.PREPARATION,
    "tender": Stage.CALL,
    "negotiation": Stage.CALL,
    "result": Stage.RESULT,
    "contract": Stage.CONTRACT,
    "acceptance": Stage.ACCEPTANCE,
}
"""Type of a notice → the step it makes; other types stand at the step they came in"""
OPTIONAL = frozenset({Stage.PREPARATION})
SINGLE_SOURCE = "single_source"
"""The method and the type of notice of a purchase from the only one who can supply"""


@dataclass(frozen=True)
class NoticeEvent:
    """A notice on the line."""

    id: str
    type: str
    type_text: str | None
    method: str | None
    title: str | None
    on: date | None
    is_registered: bool
    """Its first publication on a statutory medium is known"""
    is_reprint: bool
    is_withdrawn: bool
    version: int


@dataclass(frozen=True)
class Clocked:
    """A clock with its rule, as of a day."""

    clock: Clock
    rule: Rule | None
    is_overdue: bool


@dataclass(frozen=True)
class Step:
    """One step with everything that belongs to it."""

    stage: Stage
    standing: Standing
    notices: Sequence[NoticeEvent]
    contracts: Sequence[Contract]
    rounds: Sequence[Round]
    clocks: Sequence[Clocked]
    kept_until: date | None = None
    """Of the archive: until when the files are kept, as the purchaser recorded it"""


@dataclass(frozen=True)
class Timeline:
    """The steps of a project."""

    steps: Sequence[Step]
    is_ended: bool
    """A termination is the last word"""
    has_own: bool
    """At least one of its notices was issued here, so that its clocks can be told"""


def read_timeline(session: Session, project_id: str | None, today: date) -> Timeline | None:
    """The line of a project; None for a notice that belongs to none."""
    project = session.get(Project, project_id) if project_id else None
    if project is None:
        return None
    notices = _notices(session, project.id)
    contracts = session.scalars(
        select(Contract)
        .where(Contract.project_id == project.id)
        .order_by(Contract.signed_on, Contract.id)
    ).all()
    by_stage = _placed(notices)
    rounds = _rounds(session, project.id)
    kept = _kept_until(session, project.id)
    done = {stage for stage, rows in by_stage.items() if any(_makes(each) for each in rows)}
    done |= {Stage.CONTRACT} if contracts else set()
    done |= {Stage.SERVICE} if any(each.state == RoundState.PUBLISHED for each in rounds) else set()
    done |= {Stage.ARCHIVE} if kept else set()
    is_ended = _is_ended(notices) and not contracts
    clocks = _clocks(session, project, today)
    optional = _optional(notices)
    return Timeline(
        [
            Step(
                stage,
                standing,
                by_stage[stage],
                contracts if stage == Stage.CONTRACT else (),
                rounds if stage == Stage.SERVICE else (),
                clocks[stage],
                kept if stage == Stage.ARCHIVE else None,
            )
            for stage, standing in _standings(done, optional, is_ended=is_ended)
            if stage not in optional or standing == Standing.DONE or clocks[stage]
        ],
        is_ended,
        any(not each.is_reprint for each in notices),
    )


def project_of(session: Session, notice_id: str) -> str | None:
    """The project that a notice belongs to."""
    return session.scalar(select(Notice.project_id).where(Notice.id == notice_id))


def _notices(session: Session, project_id: str) -> list[NoticeEvent]:
    rows = session.execute(
        select(
            Notice.id,
            Notice.type,
            Notice.type_text,
            Notice.method,
            Notice.title,
            Notice.notice_on,
            Notice.sort_on,
            Notice.media_at,
            Notice.media_is_statutory,
            Notice.is_reprint,
            Notice.state,
            Notice.version,
        )
        .where(
            Notice.project_id == project_id,
            Notice.state.in_((NoticeState.ISSUED, NoticeState.WITHDRAWN)),
        )
        .order_by(Notice.sort_on, Notice.id)
    ).all()
    return [_event(each) for each in rows]


def _event(row: Row[*tuple[object, ...]]) -> NoticeEvent:
    is_withdrawn = row.state == NoticeState.WITHDRAWN
    first = row.media_at.astimezone(SHANGHAI).date() if row.media_at else None
    return NoticeEvent(
        row.id,
        row.type,
        None if is_withdrawn else row.type_text,
        row.method,
        None if is_withdrawn else row.title,
        first or row.notice_on,
        bool(row.media_at and row.media_is_statutory),
        row.is_reprint,
        is_withdrawn,
        row.version,
    )


def _placed(notices: Iterable[NoticeEvent]) -> dict[Stage, list[NoticeEvent]]:
    """The notices by step; one of another type stands at the step that had been reached by then."""
    placed: dict[Stage, list[NoticeEvent]] = defaultdict(list)
    reached = Stage.INTENTION
    for each in notices:
        stage = STAGE_OF.get(each.type)
        placed[stage or reached].append(each)
        reached = stage or reached
    return placed


def _makes(notice: NoticeEvent) -> bool:
    """Whether it is by this notice that its step is done."""
    return notice.type in STAGE_OF


def _is_ended(notices: Sequence[NoticeEvent]) -> bool:
    made = [each.type for each in notices if each.type in STAGE_OF or each.type == "termination"]
    return bool(made) and made[-1] == "termination"


def _optional(notices: Sequence[NoticeEvent]) -> frozenset[Stage]:
    """The steps that this purchase may do without: from a single source nobody calls for offers.

    The last word on the method counts; a publicity of a single source says it by its type.
    """
    methods = (each.type if each.type == SINGLE_SOURCE else each.method for each in notices)
    last = next((each for each in reversed(list(methods)) if each), None)
    return OPTIONAL | {Stage.CALL} if last == SINGLE_SOURCE else OPTIONAL


def _standings(
    done: set[Stage], optional: frozenset[Stage], *, is_ended: bool
) -> list[tuple[Stage, Standing]]:
    stages = list(Stage)
    last = max((stages.index(each) for each in done), default=-1)
    standings = []
    has_next = False
    for at, stage in enumerate(stages):
        if stage in done:
            standing = Standing.DONE
        elif at < last:
            standing = Standing.MISSING
        elif is_ended:
            standing = Standing.ENDED
        elif not has_next and stage not in optional:
            standing, has_next = Standing.NEXT, True
        else:
            standing = Standing.AHEAD
        standings.append((stage, standing))
    return standings


def _rounds(session: Session, project_id: str) -> Sequence[Round]:
    """The rounds that are open or published, the first one first."""
    return session.scalars(
        select(Round)
        .join(Round.contract)
        .outerjoin(Result, Result.round_id == Round.id)
        .where(
            Contract.project_id == project_id,
            Round.state.in_((RoundState.OPEN, RoundState.PUBLISHED)),
        )
        .order_by(Round.period_to, Round.id)
    ).all()


def _kept_until(session: Session, project_id: str) -> date | None:
    said = session.scalar(
        select(RecordedFact.value)
        .join(Contract, Contract.id == RecordedFact.contract_id)
        .where(
            Contract.project_id == project_id,
            RecordedFact.name == ARCHIVED,
            RecordedFact.is_current,
        )
        .order_by(RecordedFact.value.desc())
    )
    return date.fromisoformat(said) if said else None


def _clocks(session: Session, project: Project, today: date) -> Mapping[Stage, list[Clocked]]:
    library = installed()
    place = project.place if project.place and project.place in library.packs else NATIONAL
    rows = session.scalars(
        select(Clock)
        .where(Clock.project_id == project.id)
        .order_by(Clock.starts_on, Clock.due_on, Clock.id)
    )
    found: dict[Stage, list[Clocked]] = defaultdict(list)
    for clock in rows:
        rule = rule_of(library, place, clock.rule_id, clock.starts_on)
        stage = STAGE_OF.get(rule.clock or "", Stage.RESULT) if rule else Stage.RESULT
        found[stage].append(Clocked(clock, rule, late_on(clock, today)))
    return found


def late_on(clock: Clock, today: date) -> bool:
    """Whether an open clock is overdue on a day."""
    timing = Timing(clock.starts_on, clock.due_on, clock.is_provisional, clock.met_on, clock.is_met)
    return is_overdue(timing, today, is_period=clock.is_period)


def rule_of(library: Library, place: str, rule_id: str, on: date) -> Rule | None:
    """The version of a rule that held on a day; None if the packs have dropped it since."""
    versions = [rule for pack in library.chain(place) for rule in pack.rules if rule.id == rule_id]
    return next((each for each in versions if library.holds(each, on)), next(iter(versions), None))

"""What an officer sees of the rounds of the own organisation, and nothing finer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from portal.errors import NotFoundError
from portal.identity.acting import Acting
from portal.records.account import Account, Role, RoleGrant
from portal.records.contract import Contract
from portal.records.evaluation import Assessment, Ballot, Invitation, Round, RoundState
from portal.records.project import Project
from portal.records.region import Region

FIRST_BAND = 10
BANDS = (0, FIRST_BAND, 30, 100, 300, 1_000, 3_000, 10_000)


@dataclass(frozen=True)
class DeskRound:
    """A round with its sheets and how far it has come."""

    round: Round
    sheets: Sequence[Assessment]
    invited: int
    at_least: int
    """How many rated, rounded down to a band while the round is open: an exact running count
    would tell an officer when somebody voted"""


def list_desk_rounds(session: Session, acting: Acting) -> list[DeskRound]:
    """The rounds of the organisations the acting person works for, newest period first."""
    acting.require_any(Role.PURCHASER, Role.OPERATOR)
    rounds = session.scalars(
        select(Round)
        .join(Round.contract)
        .where(_in_scope(acting))
        .options(
            joinedload(Round.contract).joinedload(Contract.contractor),
            joinedload(Round.contract).joinedload(Contract.purchaser),
            joinedload(Round.scheme),
        )
        .order_by(Round.period_to.desc(), Round.id)
    ).all()
    ids = [each.id for each in rounds]
    invited = _count(session, Invitation, ids)
    ballots = _count(session, Ballot, ids)
    sheets = session.scalars(
        select(Assessment).where(Assessment.round_id.in_(ids)).order_by(Assessment.label)
    ).all()
    return [
        DeskRound(
            each,
            [sheet for sheet in sheets if sheet.round_id == each.id],
            invited.get(each.id, 0),
            _shown(each, ballots.get(each.id, 0)),
        )
        for each in rounds
    ]


def list_contracts(session: Session, acting: Acting) -> Sequence[Contract]:
    """The contracts of the organisations the acting person works for, newest first."""
    acting.require_any(Role.PURCHASER, Role.OPERATOR)
    return session.scalars(
        select(Contract)
        .where(_in_scope(acting))
        .options(joinedload(Contract.project))
        .order_by(Contract.signed_on.desc(), Contract.id)
    ).all()


def get_own_contract(session: Session, acting: Acting, contract_id: str) -> Contract:
    """One of these contracts; NotFoundError for any other."""
    acting.require_any(Role.PURCHASER, Role.OPERATOR)
    found = session.scalar(
        select(Contract)
        .where(Contract.id == contract_id, _in_scope(acting))
        .options(joinedload(Contract.project))
    )
    if found is None:
        raise NotFoundError("no contract has the id {id}", id=contract_id[:40])
    return found


@dataclass(frozen=True)
class Workplace:
    """Where an officer's organisation buys under a document: there duties are recorded."""

    place: str
    region_code: str
    region: str
    organisation_id: str


def list_workplaces(session: Session, acting: Acting) -> list[Workplace]:
    """The documents and regions of these contracts, each once."""
    acting.require_any(Role.PURCHASER, Role.OPERATOR)
    rows = session.execute(
        select(Project.place, Region.code, Region.name, Contract.purchaser_id)
        .join(Project, Project.id == Contract.project_id)
        .join(Region, Region.code == Contract.region_code)
        .where(_in_scope(acting), Project.place.is_not(None))
        .order_by(Region.code, Project.place, Contract.purchaser_id)
        .distinct()
    )
    return [Workplace(row.place, row.code, row.name, row.purchaser_id) for row in rows if row.place]


def list_evaluators(session: Session, acting: Acting) -> Sequence[Account]:
    """Accounts that hold the third party's role now, for whoever appoints them."""
    acting.require_any(Role.PURCHASER, Role.OPERATOR)
    return session.scalars(
        select(Account)
        .join(RoleGrant)
        .where(RoleGrant.role == Role.THIRD_PARTY, RoleGrant.revoked_at.is_(None))
        .order_by(Account.name)
        .distinct()
    ).all()


def _in_scope(acting: Acting) -> ColumnElement[bool]:
    if acting.may(Role.OPERATOR) or (Role.PURCHASER, None) in acting.grants:
        return Contract.id.is_not(None)
    scopes = [scope for role, scope in acting.grants if role == Role.PURCHASER and scope]
    return Contract.purchaser_id.in_(scopes)


def _count(
    session: Session, table: type[Invitation] | type[Ballot], ids: list[str]
) -> dict[str, int]:
    rows = session.execute(
        select(table.round_id, func.count().label("rows"))
        .where(table.round_id.in_(ids))
        .group_by(table.round_id)
    )
    return {row.round_id: row.rows for row in rows}


def _shown(round_: Round, ballots: int) -> int:
    if round_.state in (RoundState.CLOSED, RoundState.PUBLISHED):
        return ballots
    return max(band for band in BANDS if band <= ballots)

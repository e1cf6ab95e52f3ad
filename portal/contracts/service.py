"""Recording a signed contract with its purchaser, contractor and project."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.identifiers import parse_uscc
from portal.policy.schemes import PLACES
from portal.records.account import Role
from portal.records.base import new_id
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.parties import keep_organisation
from portal.records.project import Project
from portal.records.region import Region

TITLE_LIMIT = 500
MOST_YUAN = Decimal(10) ** 12


@dataclass(frozen=True)
class Party:
    """An organisation as an officer enters it."""

    name: str
    uscc: str


@dataclass(frozen=True)
class NewContract:
    """What an officer enters of a signed contract; amounts in yuan as typed."""

    title: str
    number: str
    purchaser: Party
    contractor: Party
    region_code: str
    amount_yuan: str
    signed_on: date
    starts_on: date
    ends_on: date
    place: str
    notice_id: str = ""
    """A notice of the same project, if the portal has one"""


def record_contract(session: Session, acting: Acting, entered: NewContract) -> Contract:
    """Keep a contract; InvalidInputError names the field that cannot be right."""
    fen = _fen(entered.amount_yuan)
    _check_words_and_days(entered)
    if entered.place not in PLACES:
        raise InvalidInputError("no governing document is known as {place}", place=entered.place)
    if session.get(Region, entered.region_code) is None:
        raise InvalidInputError("no region has the code {code}", code=entered.region_code[:12])
    purchaser = _party(session, entered.purchaser)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=purchaser.id)
    contract = Contract(
        id=new_id(),
        project_id=_project(session, entered, purchaser).id,
        number=entered.number.strip() or None,
        title=entered.title.strip(),
        purchaser_id=purchaser.id,
        contractor_id=_party(session, entered.contractor).id,
        region_code=entered.region_code,
        currency="CNY",
        amount_fen=fen,
        signed_on=entered.signed_on,
        starts_on=entered.starts_on,
        ends_on=entered.ends_on,
    )
    session.add(contract)
    session.flush()
    audit.record(session, acting, "record_contract", ("contract", contract.id))
    return contract


def _fen(typed: str) -> int:
    try:
        yuan = Decimal(typed.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        yuan = Decimal("NaN")
    if not yuan.is_finite() or not 0 <= yuan < MOST_YUAN or yuan != round(yuan, 2):
        raise InvalidInputError(
            "the amount is a number of yuan with at most two decimals, not {typed}",
            typed=typed[:40],
        )
    return int(yuan * 100)


def _check_words_and_days(entered: NewContract) -> None:
    if not entered.title.strip() or len(entered.title) > TITLE_LIMIT:
        raise InvalidInputError(
            "a contract needs a title of at most {limit} signs", limit=TITLE_LIMIT
        )
    if entered.starts_on > entered.ends_on:
        raise InvalidInputError(
            "the period ends ({end}) before it begins ({begin})",
            end=entered.ends_on,
            begin=entered.starts_on,
        )


def _party(session: Session, entered: Party) -> Organisation:
    """The organisation behind a code that is checked in full; its name is kept as first entered."""
    if not entered.name.strip():
        raise InvalidInputError("purchaser and contractor need a name")
    code = parse_uscc(entered.uscc)
    return keep_organisation(session, code.code, entered.name.strip(), code.region)


def _project(session: Session, entered: NewContract, purchaser: Organisation) -> Project:
    """The project of the named notice, or a new one."""
    project = _project_of_notice(session, entered.notice_id.strip())
    if project is None:
        project = Project(id=new_id(), title=entered.title.strip(), is_demo=False)
        session.add(project)
    if project.purchaser_id not in (None, purchaser.id):
        raise ConflictError("that notice belongs to a project of another purchaser")
    project.purchaser_id = purchaser.id
    project.place = project.place or entered.place
    project.region_code = project.region_code or entered.region_code
    session.flush()
    return project


def _project_of_notice(session: Session, notice_id: str) -> Project | None:
    if not notice_id:
        return None
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.state == NoticeState.ISSUED)
    )
    if notice is None:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    if notice.project_id is None:
        project = Project(id=new_id(), title=notice.title, number=notice.project_no)
        session.add(project)
        session.flush()
        notice.project_id = project.id
        return project
    return session.get(Project, notice.project_id)

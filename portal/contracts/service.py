"""Recording a signed contract with its purchaser, contractor and project."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from portal.compliance.clocks import rewind_clocks
from portal.compliance.evidence import column_facts
from portal.compliance.judging import check_recorded, keep_reasons
from portal.compliance.keeping import keep_contract_findings
from portal.compliance.register import with_register
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.identifiers import parse_uscc
from portal.policy.installed import installed
from portal.records.account import Account, Role
from portal.records.base import is_id, new_id
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.parties import keep_organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.today import today
from portal.typed import tidied

TITLE_LIMIT, NUMBER_LIMIT, NAME_LIMIT = 500, 200, 300
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
    reason: str = ""
    """Why a rule it does not meet was departed from; published with the finding"""


def record_contract(session: Session, acting: Acting, entered: NewContract) -> Contract:
    """Keep a contract; InvalidInputError names the field that cannot be right.

    A contract that does not meet a rule is recorded with a reason only, and both are published.
    """
    fen = _fen(entered.amount_yuan)
    entered = _checked(entered)
    if entered.place not in installed().places:
        raise InvalidInputError("no governing document is known as {place}", place=entered.place)
    if not entered.region_code.isalnum() or session.get(Region, entered.region_code) is None:
        raise InvalidInputError("no region has the code {code}", code=entered.region_code[:12])
    invented = _is_invented(session, acting)
    purchaser = _party(session, entered.purchaser, invented=invented)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=purchaser.id)
    contractor = _party(session, entered.contractor, invented=invented)
    contract = Contract(
        id=new_id(),
        project_id=_project(session, entered, purchaser).id,
        number=entered.number or None,
        title=entered.title,
        purchaser_id=purchaser.id,
        contractor_id=contractor.id,
        region_code=entered.region_code,
        currency="CNY",
        amount_fen=fen,
        signed_on=entered.signed_on,
        starts_on=entered.starts_on,
        ends_on=entered.ends_on,
        is_demo=invented or purchaser.is_demo or contractor.is_demo,
    )
    session.add(contract)
    session.flush()
    facts = with_register(session, contract, column_facts(contract))
    accepted = check_recorded(entered.place, facts, entered.signed_on, entered.reason)
    keep_reasons(session, acting, contract.id, accepted, entered.reason)
    rewind_clocks(session, contract.project_id)
    audit.record(session, acting, "record_contract", ("contract", contract.id))
    keep_contract_findings(session, contract.id, today())
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


def _checked(entered: NewContract) -> NewContract:
    """The same with its words tidied; what is wrong with them or the days is said."""
    title, number = tidied(entered.title)[0], tidied(entered.number)[0]
    if not title or len(title) > TITLE_LIMIT:
        raise InvalidInputError(
            "a contract needs a title of at most {limit} signs", limit=TITLE_LIMIT
        )
    if len(number) > NUMBER_LIMIT:
        raise InvalidInputError(
            "the number of a contract has at most {limit} signs", limit=NUMBER_LIMIT
        )
    if entered.starts_on > entered.ends_on:
        raise InvalidInputError(
            "the period ends ({end}) before it begins ({begin})",
            end=entered.ends_on,
            begin=entered.starts_on,
        )
    return replace(entered, title=title, number=number)


def _is_invented(session: Session, acting: Acting) -> bool:
    """Whether a demonstration account enters it, so that it shows as invented wherever it shows."""
    account = session.get(Account, acting.account_id) if acting.account_id else None
    return account is not None and account.is_demo


def _party(session: Session, entered: Party, *, invented: bool) -> Organisation:
    """The organisation behind a code that is checked in full; its name is kept as first entered."""
    name = tidied(entered.name)[0]
    if not name or len(name) > NAME_LIMIT:
        raise InvalidInputError(
            "purchaser and contractor need a name of at most {limit} signs", limit=NAME_LIMIT
        )
    code = parse_uscc(entered.uscc)
    return keep_organisation(session, code.code, name, code.region, is_demo=invented)


def _project(session: Session, entered: NewContract, purchaser: Organisation) -> Project:
    """The project of the named notice, or a new one."""
    project = _project_of_notice(session, entered.notice_id.strip())
    if project is None:
        project = Project(id=new_id(), title=entered.title, is_demo=purchaser.is_demo)
        session.add(project)
    if project.purchaser_id not in (None, purchaser.id):
        raise ConflictError("that notice belongs to a project of another purchaser")
    project.purchaser_id = purchaser.id
    if project.place not in (None, entered.place):
        raise ConflictError("the project of that notice is governed by another document")
    project.place = entered.place
    project.region_code = project.region_code or entered.region_code
    session.flush()
    return project


def _project_of_notice(session: Session, notice_id: str) -> Project | None:
    if not notice_id:
        return None
    notice = session.get(Notice, notice_id) if is_id(notice_id) else None
    if notice is None or notice.state != NoticeState.ISSUED:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    if notice.project_id is None:
        project = Project(id=new_id(), title=notice.title, number=notice.project_no)
        session.add(project)
        session.flush()
        notice.project_id = project.id
        return project
    return session.get(Project, notice.project_id)

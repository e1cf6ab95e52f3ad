"""The project a new notice belongs to: an existing one of the purchaser, or one that begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.identifiers import parse_uscc
from portal.policy.installed import installed
from portal.records.account import Account, Role
from portal.records.base import derived_id, is_id, new_id
from portal.records.contract import Contract
from portal.records.organisation import Organisation
from portal.records.parties import keep_organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.typed import tidied

MOST_TITLE, MOST_NUMBER, MOST_NAME = 300, 200, 300
OFFICERS = (Role.PURCHASER, Role.OPERATOR)


@dataclass(frozen=True)
class NewProject:
    """What an officer enters of a project that begins; its number may come later."""

    title: str
    region_code: str
    place: str
    purchaser_id: str = ""
    """An organisation that is known here, or else its name and code"""
    purchaser_name: str = ""
    purchaser_uscc: str = ""
    number: str = ""


def list_purchasers(session: Session, acting: Acting) -> Sequence[Organisation]:
    """The organisations that the acting person may write notices for."""
    acting.require_any(*OFFICERS)
    buys = or_(
        Organisation.id.in_(select(Project.purchaser_id)),
        Organisation.id.in_(select(Contract.purchaser_id)),
    )
    scope = own_organisations(acting)
    return session.scalars(
        select(Organisation)
        .where(buys if scope is None else Organisation.id.in_(scope))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def list_projects(session: Session, acting: Acting) -> Sequence[Project]:
    """The projects of these organisations that a document governs, by their titles."""
    acting.require_any(*OFFICERS)
    scope = own_organisations(acting)
    mine: ColumnElement[bool] = (
        Project.purchaser_id.is_not(None) if scope is None else Project.purchaser_id.in_(scope)
    )
    return session.scalars(select(Project).where(mine).order_by(Project.title, Project.id)).all()


def start_project(session: Session, acting: Acting, entered: NewProject) -> Project:
    """A project of this purchaser; the one with the same number, if there is one."""
    title, number = tidied(entered.title)[0], tidied(entered.number)[0]
    if not title or len(title) > MOST_TITLE:
        raise InvalidInputError(
            "a project needs a title of at most {limit} signs", limit=MOST_TITLE
        )
    if len(number) > MOST_NUMBER:
        raise InvalidInputError(
            "the number of a project has at most {limit} signs", limit=MOST_NUMBER
        )
    if entered.place not in installed().places:
        raise InvalidInputError("no governing document is known as {place}", place=entered.place)
    region = entered.region_code.strip()
    if not region.isalnum() or session.get(Region, region) is None:
        raise InvalidInputError("no region has the code {code}", code=region[:12])
    purchaser = _purchaser(session, acting, entered)
    project_id = derived_id("project", purchaser.name, number) if number else new_id()
    project = session.get(Project, project_id)
    if project is None:
        project = Project(
            id=project_id,
            number=number or None,
            title=title,
            region_code=region,
            purchaser_id=purchaser.id,
            place=entered.place,
            is_demo=purchaser.is_demo or is_invented(session, acting),
        )
        session.add(project)
        session.flush()
        audit.record(session, acting, "start_project", ("project", project.id))
    _same(project, purchaser, entered.place)
    project.purchaser_id, project.place = purchaser.id, entered.place
    project.region_code = project.region_code or region
    return project


def get_own_project(session: Session, acting: Acting, project_id: str) -> Project:
    """A project of an organisation the acting person works for."""
    project = session.get(Project, project_id) if is_id(project_id) else None
    if project is None:
        raise NotFoundError("no project has the id {id}", id=project_id[:40])
    if project.purchaser_id is None:
        raise ConflictError("the purchaser of this project is not known")
    acting.require(*OFFICERS, organisation_id=project.purchaser_id)
    return project


def is_invented(session: Session, acting: Acting) -> bool:
    """Whether a demonstration account acts, so that what it writes shows as invented."""
    account = session.get(Account, acting.account_id) if acting.account_id else None
    return account is not None and account.is_demo


def _same(project: Project, purchaser: Organisation, place: str) -> None:
    if project.purchaser_id not in (None, purchaser.id):
        raise ConflictError("a project of another purchaser has this number")
    if project.place not in (None, place):
        raise ConflictError("the project with this number is governed by another document")


def _purchaser(session: Session, acting: Acting, entered: NewProject) -> Organisation:
    if entered.purchaser_id:
        known = is_id(entered.purchaser_id)
        found = session.get(Organisation, entered.purchaser_id) if known else None
        if found is None:
            raise NotFoundError(
                "no organisation has the id or the code {id}", id=entered.purchaser_id[:40]
            )
        acting.require(*OFFICERS, organisation_id=found.id)
        return found
    name = tidied(entered.purchaser_name)[0]
    if not name or len(name) > MOST_NAME:
        raise InvalidInputError(
            "a purchaser needs a name of at most {limit} signs", limit=MOST_NAME
        )
    code = parse_uscc(entered.purchaser_uscc)
    invented = is_invented(session, acting)
    found = keep_organisation(session, code.code, name, code.region, is_demo=invented)
    acting.require(*OFFICERS, organisation_id=found.id)
    return found


def own_organisations(acting: Acting) -> list[str] | None:
    """The organisations somebody works for; None for all of them."""
    if acting.may(Role.OPERATOR) or (Role.PURCHASER, None) in acting.grants:
        return None
    return [scope for role, scope in acting.grants if role == Role.PURCHASER and scope]

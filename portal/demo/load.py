"""Loading the demonstration: real notices, five invented projects, their rounds and accounts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from portal.compliance.keeping import keep_project_findings
from portal.demo.codes import demo_codes
from portal.demo.compliance import record_compliance
from portal.demo.credit import load_credit
from portal.demo.history import assign_scorer, live_through
from portal.demo.media import register_media
from portal.demo.notices import issue, leave_waiting, notices_of, notices_of_other
from portal.demo.people import grant_demo_roles
from portal.demo.projects import (
    DemoOther,
    DemoProject,
    DemoRound,
    demo_others,
    demo_projects,
)
from portal.demo.provider.accounts import DemoRole, accounts
from portal.evaluation.invitations import KEY_PURPOSE, by_code, invite_subject
from portal.evaluation.rounds import open_round, plan_round
from portal.evaluation.schemes import adopt_scheme
from portal.identity.acting import Acting
from portal.notices.parse.files import FIRST_DATA, FIRST_DATA_SET, parse_file
from portal.notices.parse.model import ParsedNotice
from portal.notices.projects import NewProject, start_project
from portal.notices.service import Outcome, import_notice, region_finder
from portal.policy.identifiers import make_uscc
from portal.records.base import derived_id, new_ballot_id
from portal.records.contract import Contract
from portal.records.evaluation import Invitation, Round, RoundState, Scheme
from portal.records.organisation import Organisation
from portal.records.parties import SCHEME, keep_organisation
from portal.records.project import Project
from portal.records.session import get_engine, writing
from portal.settings import Settings
from portal.today import today

CODES_VALID = timedelta(days=365)


def load_demo(acting: Acting, settings: Settings, engine: Engine | None = None) -> Iterator[str]:
    """Load everything that is not there yet; yields a line for each step."""
    engine = engine or get_engine()
    issuer = settings.account_issuer
    with writing(engine) as session:
        counts = _first_notices(session, acting)
        grant_demo_roles(session, acting, issuer)
    yield f"real notices: {', '.join(f'{name} {counts[name]}' for name in Outcome)}"
    for project in demo_projects():
        with writing(engine) as session:
            contract = _project(session, acting, issuer, project)
            record_compliance(session, acting, contract, project.place)
            scheme = adopt_scheme(session, project.place, project.notice_on)
            finished = _round(session, acting, contract, scheme, project.finished)
            running = _round(session, acting, contract, scheme, project.open)
        live_through(engine, acting, issuer, finished, project)
        with writing(engine) as session:
            _open(session, acting, settings, running, project)
            keep_project_findings(session, contract.project_id, today())
        yield f"{project.place}: project, one published round, one open round"
    with writing(engine) as session:
        for other in demo_others():
            _other(session, acting, issuer, other)
    yield "other projects: one that failed, one single source, one draft that waits"
    yield from load_credit(engine, issuer)


def _first_notices(session: Session, acting: Acting) -> Counter[str]:
    parsed = parse_file(FIRST_DATA, dataset=FIRST_DATA_SET, find_region=region_finder(session))
    return Counter(
        import_notice(session, acting, each) for each in parsed if isinstance(each, ParsedNotice)
    )


def _project(session: Session, acting: Acting, issuer: str, project: DemoProject) -> Contract:
    """The project with its organisations, its contract and its notices."""
    purchaser = _organisation(session, project.purchaser, "11", project)
    contractor = _organisation(session, project.contractor, "52", project)
    record = _begin(session, acting, project, purchaser)
    contract_id = derived_id("demo-contract", project.number)
    contract = session.get(Contract, contract_id)
    if contract is None:
        contract = Contract(
            id=contract_id,
            project_id=record.id,
            number=f"{project.number}-HT",
            title=project.title,
            purchaser_id=purchaser.id,
            contractor_id=contractor.id,
            region_code=project.region,
            currency="CNY",
            amount_fen=project.amount_yuan * 100,
            signed_on=project.signed_on,
            starts_on=project.contract[0],
            ends_on=project.contract[1],
            is_demo=True,
        )
        session.add(contract)
        session.flush()
    for notice in notices_of(project, contract.id):
        issue(session, issuer, record, notice)
    register_media(session, issuer, record)
    return contract


def _other(session: Session, acting: Acting, issuer: str, other: DemoOther) -> None:
    """A project without a contract, and perhaps a draft that waits."""
    purchaser = session.get_one(
        Organisation, derived_id(SCHEME, make_uscc("11", other.region, other.serial))
    )
    record = _begin(session, acting, other, purchaser)
    for notice in notices_of_other(other):
        issue(session, issuer, record, notice)
    register_media(session, issuer, record)
    leave_waiting(session, issuer, record, other)


def _begin(
    session: Session, acting: Acting, project: DemoProject | DemoOther, purchaser: Organisation
) -> Project:
    entered = NewProject(
        project.title, project.region, project.place, purchaser.id, number=project.number
    )
    return start_project(session, acting, entered)


def _organisation(session: Session, name: str, kind: str, project: DemoProject) -> Organisation:
    code = make_uscc(kind, project.region, project.serial)
    return keep_organisation(session, code, name, project.region, is_demo=True)


def _round(
    session: Session, acting: Acting, contract: Contract, scheme: Scheme, past: DemoRound
) -> str:
    round_id = derived_id("demo-round", contract.id, str(past.period[0]))
    if session.get(Round, round_id) is None:
        plan_round(
            session,
            acting,
            contract=contract,
            scheme=scheme,
            period=past.period,
            frame=past.frame,
            served=past.served,
            codes_expire_on=_last_day(past),
            round_id=round_id,
            remark=past.remark,
        )
    return round_id


def _last_day(past: DemoRound) -> date:
    return past.published_on or today() + CODES_VALID


def _open(
    session: Session, acting: Acting, settings: Settings, round_id: str, project: DemoProject
) -> None:
    """Invite the demonstration's beneficiaries and open the running round."""
    if session.get_one(Round, round_id).state != RoundState.PLANNED:
        return
    secret = settings.key_for(KEY_PURPOSE)
    for account in accounts():
        if account.role == DemoRole.BENEFICIARY:
            who = (settings.account_issuer, account.subject)
            invite_subject(session, acting, secret, round_id, who)
    session.execute(
        insert(Invitation),
        [
            {
                "id": new_ballot_id(),
                "round_id": round_id,
                "code_hash": by_code(secret, code).code_hash,
                "is_used": False,
            }
            for code in demo_codes(secret, round_id)
        ],
    )
    for party in project.scores:
        assign_scorer(session, acting, settings.account_issuer, round_id, party)
    open_round(session, acting, round_id, today())

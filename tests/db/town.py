"""An invented town that buys one service: its people, contract, yardstick and rounds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import rfc8785
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from portal.evaluation.assessments import Sheet, assign_assessor, submit_sheet
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.invitations import Credential, by_code, by_subject, issue_codes
from portal.evaluation.results import publish_round
from portal.evaluation.rounds import close_round, confirm_sweep, open_round, plan_round
from portal.evaluation.scheme import parse_scheme, scheme_digest
from portal.evaluation.sweep import sweep_ballots
from portal.identity.acting import Acting, acting_for, console
from portal.identity.grants import find_account, grant_role, revoke_role
from portal.records.account import Role
from portal.records.contract import Contract
from portal.records.evaluation import Ballot, Invitation, Round, Scheme
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.records.session import writing
from tests.unit.evaluation.yardstick import scheme_document

Done = TypeVar("Done")
ISSUER = "https://login.example/"
SECRET = b"a key that lies outside the database"
TODAY = date(2026, 3, 1)
LAST_DAY = date(2026, 3, 31)
PERIOD = (date(2025, 7, 1), date(2025, 12, 31))
OPERATOR = console("tester")

PURCHASER = "townpurchaser"
ELSEWHERE = "otherpurchaser"
CONTRACTOR = "towncontractor"
CONTRACT = "towncontract"
PROJECT = "townproject"
SCHEME = "test-1"

REGIONS = (
    ("100000", "全国", "nation", None, "全国"),
    ("510000", "四川省", "province", "100000", "四川省"),
    ("510600", "德阳市", "prefecture", "510000", "四川省德阳市"),
    ("510603", "旌阳区", "county", "510600", "四川省德阳市旌阳区"),
    ("510603001", "旌阳街道", "township", "510603", "四川省德阳市旌阳区旌阳街道"),
    ("510604", "罗江区", "county", "510600", "四川省德阳市罗江区"),
    ("440000", "广东省", "province", "100000", "广东省"),
)

ROLES: dict[str, tuple[Role, str | None]] = {
    "officer-1": (Role.PURCHASER, PURCHASER),
    "officer-2": (Role.PURCHASER, PURCHASER),
    "officer-elsewhere": (Role.PURCHASER, ELSEWHERE),
    "evaluator-1": (Role.THIRD_PARTY, None),
    "evaluator-2": (Role.THIRD_PARTY, None),
    "finance-1": (Role.FINANCE, None),
    "contractor-1": (Role.CONTRACTOR, CONTRACTOR),
    "operator-1": (Role.OPERATOR, None),
}
"""Who holds which role, for which organisation; ``nobody`` holds none"""


@dataclass
class Town:
    """The way to its database, and what a test does there, each act in its own transaction."""

    engine: Engine
    codes: dict[str, list[str]] = field(default_factory=dict)
    """The codes handed out, by round, in the order in which they were issued"""

    def person(self, session: Session, name: str) -> Acting:
        """Somebody with the roles that the database gives them now."""
        return acting_for(session, ISSUER, name)

    def act(self, name: str, deed: Callable[[Session, Acting], Done]) -> Done:
        """One action of one person, committed."""
        with writing(self.engine) as session:
            return deed(session, self.person(session, name))

    def plan(self, **changes: Any) -> str:
        """A planned round."""
        with writing(self.engine) as session:
            wanted: dict[str, Any] = {
                "contract": session.get_one(Contract, CONTRACT),
                "scheme": session.get_one(Scheme, SCHEME),
                "period": PERIOD,
                "frame": "all",
                "served": 500,
                "codes_expire_on": LAST_DAY,
            }
            return plan_round(session, OPERATOR, **(wanted | changes)).id

    def invite(self, round_id: str, count: int) -> list[str]:
        """Codes for so many people."""
        with writing(self.engine) as session:
            codes = list(issue_codes(session, OPERATOR, SECRET, round_id, count))
        self.codes.setdefault(round_id, []).extend(codes)
        return codes

    def open(self, count: int = 12, **changes: Any) -> str:
        """A round that takes ballots, with so many codes handed out."""
        round_id = self.plan(**changes)
        self.invite(round_id, count)
        self.act("officer-2", lambda s, who: open_round(s, who, round_id, TODAY))
        return round_id

    def cast(self, round_id: str, code: str | Credential, answers: str = "54") -> None:
        """One ballot, in a transaction of its own."""
        credential = code if isinstance(code, Credential) else by_code(SECRET, code)
        with writing(self.engine) as session:
            cast_ballot(session, round_id, credential, answers, TODAY)

    def vote(self, round_id: str, answers: Iterable[str]) -> None:
        """A ballot for each of these answers, with the codes in their order."""
        codes = iter(self.codes[round_id])
        for each in answers:
            self.cast(round_id, next(codes), each)

    def close(self, round_id: str) -> None:
        """Close a round and leave it unswept."""
        self.act("officer-2", lambda s, who: close_round(s, who, round_id, TODAY))

    def sweep(self, round_id: str) -> None:
        """Sweep a closed round."""
        sweep_ballots(self.engine)
        with writing(self.engine) as session:
            confirm_sweep(session, OPERATOR, round_id)

    def assign(self, round_id: str, name: str, party: str) -> str:
        """A sheet for somebody; its id."""
        with writing(self.engine) as session:
            account = find_account(session, ISSUER, name)
            assert account is not None
            return assign_assessor(session, OPERATOR, round_id, account, party).id

    def submit(self, sheet_id: str, name: str, points: str, party: str) -> None:
        """A complete sheet; every party of the yardstick has one indicator, named after it."""
        sheet = Sheet({party: points}, {})
        self.act(name, lambda s, who: submit_sheet(s, who, sheet_id, sheet))

    def score(self, round_id: str) -> None:
        """Both named parties score."""
        for name, party, points in (
            ("evaluator-1", "third_party", "86.5"),
            ("officer-1", "purchaser", "79.25"),
        ):
            self.submit(self.assign(round_id, name, party), name, points, party)

    def publish(self, round_id: str) -> None:
        """Publish a closed, swept and scored round."""
        self.act("officer-2", lambda s, who: publish_round(s, who, round_id, TODAY))

    def finish(self, answers: Sequence[str], invited: int | None = None, **changes: Any) -> str:
        """A published round with these ballots."""
        round_id = self.open(invited or len(answers), **changes)
        self.vote(round_id, answers)
        self.score(round_id)
        self.close(round_id)
        self.sweep(round_id)
        self.publish(round_id)
        return round_id

    def count(self, round_id: str) -> tuple[int, int]:
        """How many ballots the round has, and how many of its invitations are used."""
        with Session(self.engine) as session:
            ballots = session.scalar(select(func.count()).where(Ballot.round_id == round_id))
            used = session.scalar(
                select(func.count()).where(Invitation.round_id == round_id, Invitation.is_used)
            )
        return ballots or 0, used or 0

    def state(self, round_id: str) -> str:
        """The state of a round as stored."""
        with Session(self.engine) as session:
            return session.get_one(Round, round_id).state

    def revoke(self, name: str) -> None:
        """Take somebody's role back."""
        role, organisation = ROLES[name]
        with writing(self.engine) as session:
            revoke_role(
                session,
                OPERATOR,
                issuer=ISSUER,
                subject=name,
                role=role,
                organisation_id=organisation,
            )


def subject(round_id: str, name: str) -> Credential:
    """What a signed-in person opens their invitation with."""
    return by_subject(SECRET, round_id, ISSUER, name)


def settle(engine: Engine) -> None:
    """Found the town in an empty, migrated database."""
    with writing(engine) as session:
        add_regions(session)
        session.add_all(
            (
                Organisation(id=PURCHASER, name="示例区民政局", region_code="510603"),
                Organisation(id=ELSEWHERE, name="别处民政局"),
                Organisation(id=CONTRACTOR, name="示例社会工作服务中心"),
                Project(id=PROJECT, title="示例项目", place="deyang", purchaser_id=PURCHASER),
            )
        )
        session.flush()
        session.add(
            Contract(
                id=CONTRACT,
                project_id=PROJECT,
                title="社会救助服务合同",
                purchaser_id=PURCHASER,
                contractor_id=CONTRACTOR,
                region_code="510603",
            )
        )
        add_scheme(session, (0.6, 0.4))
        for name, (role, organisation) in ROLES.items():
            grant_role(
                session,
                OPERATOR,
                issuer=ISSUER,
                subject=name,
                role=role,
                organisation_id=organisation,
                name=name,
            )


def add_regions(session: Session) -> None:
    """A province with a prefecture, two counties and a township, and one province beside it."""
    names = ("code", "name", "level", "parent_code", "path")
    session.add_all(Region(**dict(zip(names, row, strict=True))) for row in REGIONS)
    session.flush()


def add_scheme(session: Session, questions: Sequence[float], **changes: Any) -> Scheme:
    """A scheme with one ballot question per weight, a third party and a purchaser."""
    scheme = parse_scheme(scheme_document(questions, **changes))
    record = Scheme(
        id=scheme.id,
        place="deyang",
        body=rfc8785.dumps(scheme.document()).decode(),
        digest=scheme_digest(scheme),
        published_on=date(2025, 1, 1),
    )
    session.add(record)
    session.flush()
    return record

"""A town with a register: its officers, an organisation, and records at every stage."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.credit.changes import ask_correction, ask_repair, ask_revocation, decide_change
from portal.credit.deciding import decide_record
from portal.credit.entry import Particulars
from portal.credit.kinds import DocumentKind, Tier
from portal.credit.proposing import Proposal, make_statement, propose_record
from portal.identity.grants import grant_role
from portal.policy.identifiers import final_check, organisation_check
from portal.records.account import Role
from portal.records.base import derived_id
from portal.records.credit import CreditChange, CreditRecord
from portal.records.organisation import Organisation
from portal.records.parties import SCHEME
from portal.records.session import reading, writing
from tests.db.town import ISSUER, OPERATOR, Town

FIRST, SECOND, THIRD = "finance-1", "finance-2", "finance-3"
SPEAKER, STRANGER, BOTH = "speaker", "contractor-1", "both"
DECIDED = date(2026, 5, 8)
TODAY = date(2026, 6, 1)
HEARD = date(2026, 6, 12)
"""The first day after ten days for a statement"""
DAYS = 10


def code_of(serial: str, kind: str = "52") -> str:
    """A valid code that is neither of the demonstration nor anybody's."""
    body = f"XXXX{serial}"
    code = f"{kind}510603{body}{organisation_check(body)}"
    return code + final_check(code)


CODE = code_of("0001")
WHO = derived_id(SCHEME, CODE)
GENERAL = Particulars(
    tier=Tier.GENERAL,
    document_kind=DocumentKind.PENALTY,
    document_no="示财罚〔2026〕1号",
    authority="示例区财政局",
    decided_on=DECIDED,
    effective_on=DECIDED,
    facts="未按期报送材料。\n经催告仍未报送。",
    result="警告，责令改正。",
    basis="某法第三条",
    source_url="https://example.org/decision/1",
    region_code="510603",
    shown_until_on=date(2027, 5, 8),
)
PROPOSED = Proposal("示例照护中心", CODE, GENERAL, TODAY, "直接送达")
BANNED = replace(
    GENERAL,
    tier=Tier.SERIOUS,
    address="示例路1号",
    ban_first_on=DECIDED,
    ban_last_on=date(2027, 5, 8),
    shown_until_on=date(2029, 5, 8),
)


@dataclass
class Office:
    """The town's finance department and what its people do, each in a transaction of their own."""

    town: Town
    numbers: int = 0
    """How many decisions were entered, each with a number of its own"""

    def propose(self, by: str = FIRST, today: date = TODAY, **changes: Any) -> str:
        """A proposal; ``changes`` are of the proposal or of what the decision says."""
        self.numbers += 1
        changes.setdefault("document_no", f"示财罚〔2026〕{self.numbers}号")
        of_decision = {key: changes.pop(key) for key in list(changes) if hasattr(GENERAL, key)}
        said = replace(changes.pop("particulars", GENERAL), **of_decision)
        entered = replace(PROPOSED, particulars=said, **changes)
        return self.town.act(
            by,
            lambda s, who: propose_record(s, who, entered, today, statement_days=DAYS).id,
        )

    def state(self, record_id: str, words: str = "情况属实，已经改正。", **more: Any) -> None:
        """A statement of the organisation."""
        by, today = more.pop("by", SPEAKER), more.pop("today", TODAY)
        self.town.act(by, lambda s, who: make_statement(s, who, record_id, words, today, **more))

    def decide(self, record_id: str, by: str = SECOND, today: date = HEARD, **more: Any) -> None:
        """A second officer's decision."""
        enter, why = more.get("enter", True), more.get("opinion", "决定已生效。")
        self.town.act(by, lambda s, who: decide_record(s, who, record_id, why, today, enter=enter))

    def enter(self, **changes: Any) -> str:
        """A record in effect."""
        record_id = self.propose(**changes)
        self.decide(record_id)
        return record_id

    def ask_repair(self, record_id: str, today: date, by: str = SPEAKER) -> str:
        """The organisation's application."""
        said = ("已经改正并公开承诺。", "示财收〔2026〕2号")
        return self.town.act(by, lambda s, who: ask_repair(s, who, record_id, *said, today).id)

    def ask_correction(self, record_id: str, by: str = FIRST, **changes: str) -> str:
        """An officer's request to correct texts."""
        return self.town.act(
            by,
            lambda s, who: ask_correction(s, who, record_id, changes, "录入有误", HEARD).id,
        )

    def ask_revocation(self, record_id: str, by: str = FIRST) -> str:
        """An officer's request to take a record back."""
        said = ("行政复议决定撤销了原处罚", "示复决〔2026〕3号")
        return self.town.act(by, lambda s, who: ask_revocation(s, who, record_id, *said, HEARD).id)

    def settle(self, change_id: str, today: date = HEARD, by: str = SECOND, **more: Any) -> None:
        """A second officer's decision on a change."""
        grant, lifted = more.get("grant", True), more.get("lifted_by", "")
        self.town.act(
            by,
            lambda s, who: decide_change(
                s, who, change_id, "理由成立。", today, grant=grant, lifted_by=lifted
            ),
        )

    def record(self, record_id: str) -> CreditRecord:
        """The record as stored."""
        with reading(self.town.engine) as session:
            return session.get_one(CreditRecord, record_id)

    def change(self, change_id: str) -> CreditChange:
        """What was asked, as stored."""
        with reading(self.town.engine) as session:
            return session.get_one(CreditChange, change_id)


def found(town: Town) -> Office:
    """Give the town its finance officers and its organisation a voice."""
    with writing(town.engine) as session:
        session.add(Organisation(id=WHO, uscc=CODE, name="示例照护中心", region_code="510603"))
        session.flush()
        for name in (SECOND, THIRD, BOTH):
            _grant(session, name, Role.FINANCE, None)
        for name in (SPEAKER, BOTH):
            _grant(session, name, Role.CONTRACTOR, WHO)
    return Office(town)


DAY = timedelta(days=1)


def _grant(session: Session, name: str, role: Role, organisation: str | None) -> None:
    grant_role(
        session,
        OPERATOR,
        issuer=ISSUER,
        subject=name,
        role=role,
        organisation_id=organisation,
        name=name,
    )

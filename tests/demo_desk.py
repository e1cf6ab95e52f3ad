"""Drafts and notices of the demonstration's officers, where the process runs on."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.identity.acting import Acting, acting_for
from portal.identity.tickets import make_ticket
from portal.notices.attachments import Sent, attach
from portal.notices.desk import get_draft
from portal.notices.drafting import Writing, save_draft
from portal.notices.issuing import issue_draft
from portal.notices.looking import storage
from portal.notices.reviewing import Review, review_draft, submit_for_review
from portal.notices.starting import NewNotice, start_draft
from portal.notices.steps import mark
from portal.records.project import Project
from portal.records.publishing import Attachment, NoticeDraft, ReviewOutcome
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import today
from tests.db.office import PDF, TERMINATION

WRITER, ISSUER = "demo-officer-1", "demo-officer-2"
NAME = "采购文件 1.pdf"


@dataclass(frozen=True)
class Desk:
    """Drafts of the demonstration's officers."""

    settings: Settings

    def who(self, subject: str) -> Acting:
        with reading() as session:
            return acting_for(session, self.settings.account_issuer, subject)

    def draft(self) -> str:
        with writing() as session:
            project = session.scalars(select(Project).where(Project.is_demo)).first()
            assert project
            wanted = NewNotice(project.id, "termination")
            draft_id = start_draft(session, self.who(WRITER), wanted).id
        with writing() as session:
            seen = mark(session.get_one(NoticeDraft, draft_id))
            save_draft(session, self.who(WRITER), draft_id, Writing("终止", TERMINATION), seen=seen)
        return draft_id

    def attach(self, draft_id: str, content: bytes = PDF, name: str = NAME) -> str:
        with storage().arriving(2**30) as arrival:
            arrival.write(content)
            sent = Sent.told(arrival, name)
            with writing() as session:
                return attach(session, self.who(WRITER), draft_id, storage(), sent).id

    def issue(self, draft_id: str) -> str:
        with writing() as session:
            seen = mark(session.get_one(NoticeDraft, draft_id))
            submit_for_review(session, self.who(WRITER), draft_id, seen=seen)
        with writing() as session:
            officer = self.who(ISSUER)
            digest = get_draft(session, officer, draft_id, today()).digest
            review_draft(session, officer, draft_id, Review(ReviewOutcome.PASSED), seen=digest)
            return issue_draft(session, officer, draft_id, seen=digest).id

    def ticket(self, purpose: str, subject: str = WRITER) -> str:
        return make_ticket(self.settings.account_issuer, subject, purpose)

    def files(self, draft_id: str) -> list[str]:
        with reading() as session:
            of_draft = select(Attachment.name).where(Attachment.draft_id == draft_id)
            return list(session.scalars(of_draft))

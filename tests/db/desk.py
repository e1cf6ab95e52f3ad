"""What officers do with drafts at the desk, each act in a transaction of its own."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.identity.acting import Acting
from portal.notices.about import form_of
from portal.notices.content import entered_from
from portal.notices.drafting import Writing, save_draft
from portal.notices.formats import Format
from portal.notices.issuing import issue_draft
from portal.notices.judging import reviewed_hash
from portal.notices.reviewing import Review, review_draft, submit_for_review
from portal.notices.starting import NewNotice, start_correction, start_draft
from portal.notices.steps import mark
from portal.records.notice import Notice
from portal.records.publishing import NoticeDraft, ReviewOutcome
from tests.db.town import CONTRACT, PROJECT, Town
from tests.unit.notices.written import all_typed

PASSED = Review(ReviewOutcome.PASSED)
WRITER, REVIEWER = "officer-1", "officer-2"


@dataclass(frozen=True)
class Desk:
    """The desk of the town's purchaser."""

    town: Town

    def begin(self, kind: str = "tender", who: str = WRITER, project: str = PROJECT) -> str:
        """A draft as it begins; its id."""
        contract = CONTRACT if kind in ("contract", "acceptance") and project == PROJECT else ""
        return self.town.act(
            who, lambda s, me: start_draft(s, me, NewNotice(project, kind, contract)).id
        )

    def correct(self, notice_id: str, who: str = WRITER) -> str:
        """A correction as it begins; its id."""
        return self.town.act(who, lambda s, me: start_correction(s, me, notice_id).id)

    def write(self, draft_id: str, who: str = WRITER, **changes: Any) -> str:
        """Fill every field in, but for the changes; the mark of what is stored then."""

        def deed(session: Session, me: Acting) -> str:
            draft = session.get_one(NoticeDraft, draft_id)
            entered = entered_from(draft.content)
            form = form_of(session, draft)
            fields = all_typed(form)
            fields |= {key: typed(form, key, value) for key, value in entered.fields.items()}
            fields |= changes.pop("fields", {})
            said: dict[str, Any] = {"title": entered.title, "fields": fields, "own": entered.own}
            writing = Writing(**(said | changes))
            return mark(save_draft(session, me, draft_id, writing, seen=mark(draft)))

        return self.town.act(who, deed)

    def submit(self, draft_id: str, who: str = WRITER) -> None:
        """Hand in what is stored."""

        def deed(session: Session, me: Acting) -> None:
            seen = mark(session.get_one(NoticeDraft, draft_id))
            submit_for_review(session, me, draft_id, seen=seen)

        self.town.act(who, deed)

    def review(self, draft_id: str, who: str = REVIEWER, **changes: Any) -> None:
        """Review what is stored."""

        def deed(session: Session, me: Acting) -> None:
            seen = reviewed_hash(session, session.get_one(NoticeDraft, draft_id))
            review_draft(session, me, draft_id, replace(PASSED, **changes), seen=seen)

        self.town.act(who, deed)

    def issue(self, draft_id: str, who: str = REVIEWER) -> str:
        """Issue what is stored; the id of the notice."""

        def deed(session: Session, me: Acting) -> str:
            seen = reviewed_hash(session, session.get_one(NoticeDraft, draft_id))
            return issue_draft(session, me, draft_id, seen=seen).id

        return self.town.act(who, deed)

    def handed_in(self, kind: str = "tender", **changes: Any) -> str:
        """A whole draft that waits for its review."""
        draft_id = self.begin(kind)
        self.write(draft_id, **changes)
        self.submit(draft_id)
        return draft_id

    def reviewed(self, kind: str = "tender", **changes: Any) -> str:
        """A whole draft that may be issued."""
        draft_id = self.handed_in(kind, **changes)
        self.review(draft_id)
        return draft_id

    def issued(self, kind: str = "tender", **changes: Any) -> str:
        """A public notice; its id."""
        return self.issue(self.reviewed(kind, **changes))

    def draft(self, draft_id: str) -> NoticeDraft:
        """A draft as it is stored."""
        with Session(self.town.engine) as session:
            return session.get_one(NoticeDraft, draft_id)

    def notice(self, notice_id: str) -> Notice:
        """A notice as it is stored."""
        with Session(self.town.engine) as session:
            return session.get_one(Notice, notice_id)

    def fields(self, notice_id: str) -> dict[str, str]:
        """What stands under its headings."""
        said: dict[str, str] = json.loads(self.notice(notice_id).fields or "{}")
        return said


def typed(form: Format, key: str, kept: str) -> object:
    """What is kept, as it would be typed: amounts are kept in fen."""
    return int(kept) if form.by_key[key].part.kind == "fen" else kept

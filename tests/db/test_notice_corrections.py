"""Corrections of public notices, notices that failed, and notices that an import kept back."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.identity.acting import Acting
from portal.notices.desk import get_draft, get_own_notice, list_drafts, list_imported, list_issued
from portal.notices.drafting import discard_draft
from portal.notices.issuing import issue_draft
from portal.notices.judging import reviewed_hash
from portal.notices.parse.model import ParsedNotice
from portal.notices.service import import_notice
from portal.notices.starting import start_correction, take_on_import
from portal.notices.steps import Step
from portal.notices.withdrawal import BASES, Why, withdraw_notice
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.publishing import NoticeDraft, ReviewOutcome
from portal.records.session import writing
from portal.today import today
from tests.db.desk import REVIEWER, WRITER, Desk
from tests.db.printed import a_row
from tests.db.test_at_once import overlapping
from tests.db.town import ELSEWHERE, OPERATOR, PURCHASER, Town

REASON = "开标场地冲突"
MOBILE = "13800138000"


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def corrected(desk: Desk, **changes: Any) -> tuple[str, str]:
    """A tender notice, and the draft of its correction, written and handed in."""
    notice_id = desk.issued("tender")
    draft_id = desk.correct(notice_id)
    fields = {"deadline.due": "2026-03-09", "deadline.opening": "2026-03-09"}
    said: dict[str, Any] = {"change": REASON, "fields": fields}
    desk.write(draft_id, **(said | changes))
    return notice_id, draft_id


def own_notice(desk: Desk, notice_id: str) -> Notice:
    """The notice of the correction itself."""
    with Session(desk.town.engine) as session:
        return session.scalars(select(Notice).where(Notice.corrects_id == notice_id)).one()


def test_a_correction_is_a_new_version_with_its_reason_and_a_notice_of_its_own(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    desk.submit(draft_id)
    assert desk.notice(notice_id).version == 1
    desk.review(draft_id)
    assert desk.issue(draft_id) == notice_id
    notice = desk.notice(notice_id)
    assert notice.version == 2
    assert notice.event_text == "投标截止日期：2026-03-09 09:30"
    with Session(desk.town.engine) as session:
        versions = session.scalars(
            select(NoticeVersion)
            .where(NoticeVersion.notice_id == notice_id)
            .order_by(NoticeVersion.version)
        ).all()
    assert [each.reason for each in versions] == ["first issue", REASON]
    days = [json.loads(each.content)["fields"]["deadline.due"] for each in versions]
    assert days == ["2026-03-02", "2026-03-09"]
    own = own_notice(desk, notice_id)
    assert (own.type, own.state, own.version) == ("correction", NoticeState.ISSUED, 1)
    assert own.index_no != notice.index_no
    said = desk.fields(own.id)
    assert said["corrections.why"] == REASON
    assert "原为“2026-03-02”，更正为“2026-03-09”" in said["corrections.content"]
    assert said["basics.first"] == str(notice.notice_on)


def test_the_correction_takes_its_contacts_from_the_notice_and_may_name_another(
    desk: Desk,
) -> None:
    notice_id, draft_id = corrected(desk, own={
        "contacts.purchaser": "示例区民政局", "contacts.purchaser-address": "示例路1号",
        "contacts.purchaser-phone": "028-1", "contacts.person": "经办人",
        "contacts.phone": MOBILE, "corrections.bids-changed": "2026-03-03",
    })  # fmt: skip
    desk.submit(draft_id)
    desk.review(draft_id)
    desk.issue(draft_id)
    said = desk.fields(own_notice(desk, notice_id).id)
    assert said["contacts.phone"] == MOBILE
    assert said["corrections.bids-changed"] == "2026-03-03"


def test_a_correction_without_a_reason_a_change_or_a_contact_is_not_handed_in(desk: Desk) -> None:
    _, draft_id = corrected(desk, change=" ")
    with pytest.raises(InvalidInputError, match="Reason of the correction is missing"):
        desk.submit(draft_id)
    first = {"deadline.due": "2026-03-02", "deadline.opening": "2026-03-02"}
    desk.write(draft_id, change=REASON, fields=first)
    with pytest.raises(InvalidInputError, match="nothing differs"):
        desk.submit(draft_id)
    desk.write(draft_id, change=REASON, fields={"overview": "新内容"}, own={})
    with pytest.raises(InvalidInputError, match="is missing"):
        desk.submit(draft_id)


def test_a_correction_can_restore_what_an_earlier_one_changed(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    first = desk.fields(notice_id)
    for changes in ({}, {"deadline.due": "2026-03-02", "deadline.opening": "2026-03-02"}):
        if changes:
            draft_id = desk.correct(notice_id)
            desk.write(draft_id, change="恢复原时间", fields=changes)
        desk.submit(draft_id)
        desk.review(draft_id)
        desk.issue(draft_id)
    assert desk.notice(notice_id).version == 3
    assert desk.fields(notice_id) == first


def test_one_notice_has_one_correction_under_way(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    with pytest.raises(ConflictError, match="under way already"):
        desk.correct(notice_id, REVIEWER)
    desk.town.act(WRITER, lambda s, me: discard_draft(s, me, draft_id))
    assert desk.correct(notice_id, REVIEWER)


def test_a_correction_of_what_changed_meanwhile_begins_again(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    desk.submit(draft_id)
    desk.review(draft_id)
    with writing(desk.town.engine) as session:
        session.get_one(Notice, notice_id).version = 2
    with pytest.raises(ConflictError):
        desk.issue(draft_id)


def test_only_a_notice_issued_here_is_corrected_here(desk: Desk) -> None:
    with writing(desk.town.engine) as session:
        import_notice(session, OPERATOR, a_row())
        reprint = session.scalars(select(Notice.id)).one()
    with pytest.raises(ConflictError, match="not issued here"):
        desk.correct(reprint, "operator-1")
    with pytest.raises(NotFoundError):
        desk.correct("unknown")
    notice_id, draft_id = corrected(desk)
    desk.submit(draft_id)
    desk.review(draft_id)
    desk.issue(draft_id)
    with pytest.raises(ConflictError, match="not corrected"):
        desk.correct(own_notice(desk, notice_id).id)
    with pytest.raises(ForbiddenError):
        desk.correct(notice_id, "officer-elsewhere")


def test_the_writer_of_a_correction_does_not_issue_it(desk: Desk) -> None:
    _, draft_id = corrected(desk)
    desk.submit(draft_id)
    with pytest.raises(ForbiddenError):
        desk.review(draft_id, WRITER)
    desk.review(draft_id)
    with pytest.raises(ForbiddenError):
        desk.issue(draft_id, WRITER)


def test_a_failed_tender_is_a_notice_of_its_own_kind(desk: Desk) -> None:
    desk.issued("tender")
    notice_id = desk.issued("termination")
    said = desk.fields(notice_id)
    assert said["reason.kind"] == "failed"
    assert desk.notice(notice_id).method == "open"


def imported(desk: Desk, parsed: ParsedNotice | None = None) -> str:
    with writing(desk.town.engine) as session:
        import_notice(session, OPERATOR, parsed or a_row(), as_draft=True)
        return session.scalars(select(Notice.id).where(Notice.state == NoticeState.DRAFT)).one()


def imported_for(desk: Desk, purchaser: str) -> str:
    """An import that names its purchaser."""
    notice_id = imported(desk)
    with writing(desk.town.engine) as session:
        session.get_one(Notice, notice_id).purchaser_id = purchaser
    return notice_id


def take_on(desk: Desk, notice_id: str, who: str = WRITER, purchaser: str = PURCHASER) -> str:
    def deed(session: Session, me: Acting) -> str:
        return take_on_import(session, me, notice_id, purchaser).id

    return desk.town.act(who, deed)


def test_an_imported_notice_is_reviewed_and_issued_by_two_people_as_well(desk: Desk) -> None:
    notice_id = imported_for(desk, PURCHASER)
    before = desk.notice(notice_id)
    draft_id = take_on(desk, notice_id)
    desk.submit(draft_id)
    with pytest.raises(ForbiddenError):
        desk.review(draft_id, WRITER)
    desk.review(draft_id)
    with pytest.raises(ForbiddenError):
        desk.issue(draft_id, WRITER)
    assert desk.issue(draft_id) == notice_id
    after = desk.notice(notice_id)
    assert after.state == NoticeState.ISSUED
    assert after.is_reprint
    assert (after.content_hash, after.title, after.version) == (
        before.content_hash,
        before.title,
        before.version,
    )


def test_newer_content_of_an_imported_notice_needs_another_review(desk: Desk) -> None:
    notice_id = imported_for(desk, PURCHASER)
    draft_id = take_on(desk, notice_id)
    desk.submit(draft_id)
    desk.review(draft_id)
    with writing(desk.town.engine) as session:
        import_notice(session, OPERATOR, a_row(title="改过的标题"), as_draft=True)
    with pytest.raises(ConflictError):
        desk.issue(draft_id)


def test_a_private_number_in_an_imported_notice_stops_it(desk: Desk) -> None:
    notice_id = imported(desk, a_row(description=f"联系人电话{MOBILE}"))
    draft_id = take_on(desk, notice_id, "operator-1")
    with pytest.raises(InvalidInputError, match="give a reason"):
        desk.submit(draft_id, "operator-1")


def test_an_import_that_waits_is_taken_on_once_and_only_by_its_purchaser(desk: Desk) -> None:
    notice_id = imported_for(desk, PURCHASER)
    for purchaser in (PURCHASER, ELSEWHERE, ""):
        with pytest.raises(NotFoundError):
            take_on(desk, notice_id, "officer-elsewhere", purchaser)
    for who in (WRITER, "operator-1"):
        with pytest.raises(ForbiddenError, match="own purchaser"):
            take_on(desk, notice_id, who, ELSEWHERE)
    take_on(desk, notice_id, purchaser="")
    with pytest.raises(ConflictError, match="under way already"):
        take_on(desk, notice_id, REVIEWER)
    with pytest.raises(NotFoundError):
        take_on(desk, "unknown")


def test_an_import_that_names_no_purchaser_waits_for_whoever_sees_every_purchaser(
    desk: Desk,
) -> None:
    notice_id = imported(desk)
    for who, purchaser in ((WRITER, PURCHASER), ("officer-elsewhere", ELSEWHERE)):
        with pytest.raises(NotFoundError):
            take_on(desk, notice_id, who, purchaser)
    with pytest.raises(InvalidInputError, match="choose the purchaser"):
        take_on(desk, notice_id, "operator-1", "")
    assert take_on(desk, notice_id, "operator-1")


def withdraw(notice_id: str, session: Session, me: Acting) -> object:
    why = Why("正文含有服务对象的个人信息。", BASES[0])
    return withdraw_notice(session, me, notice_id, why)


def test_what_is_being_withdrawn_is_not_corrected_any_more(desk: Desk) -> None:
    notice_id = desk.issued("tender")

    late = overlapping(
        desk.town,
        lambda s: withdraw(notice_id, s, desk.town.person(s, REVIEWER)),
        lambda s: start_correction(s, desk.town.person(s, WRITER), notice_id),
    )

    assert late == "NotFoundError"


def test_a_correction_issued_while_its_notice_is_withdrawn_brings_nothing_back(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    desk.submit(draft_id)
    desk.review(draft_id)
    with Session(desk.town.engine) as session:
        seen = reviewed_hash(session, session.get_one(NoticeDraft, draft_id))

    late = overlapping(
        desk.town,
        lambda s: withdraw(notice_id, s, desk.town.person(s, REVIEWER)),
        lambda s: issue_draft(s, desk.town.person(s, REVIEWER), draft_id, seen=seen),
    )

    assert late == "ConflictError"
    with Session(desk.town.engine) as session:
        assert session.scalars(select(Notice.id).where(Notice.corrects_id == notice_id)).all() == []
        assert set(session.scalars(select(Notice.state))) == {NoticeState.WITHDRAWN}


def test_a_reviewed_correction_of_a_withdrawn_notice_is_not_issued(desk: Desk) -> None:
    notice_id, draft_id = corrected(desk)
    desk.submit(draft_id)
    desk.review(draft_id)
    with writing(desk.town.engine) as session:
        session.get_one(Notice, notice_id).state = NoticeState.WITHDRAWN

    with pytest.raises(ConflictError, match="withdrawn already"):
        desk.issue(draft_id)


def test_the_desk_shows_an_officer_what_belongs_to_the_own_organisation(desk: Desk) -> None:
    waiting, issued = desk.handed_in("intention"), desk.issued("tender")
    kept_back = imported(desk)

    def seen(who: str) -> tuple[list[str], list[str], list[str]]:
        with Session(desk.town.engine) as session:
            me = desk.town.person(session, who)
            return (
                [each.id for each in list_drafts(session, me)],
                [each.id for each in list_issued(session, me)],
                [each.id for each in list_imported(session, me)],
            )

    assert seen(REVIEWER) == ([waiting], [issued], [])
    assert seen("officer-elsewhere") == ([], [], [])
    assert seen("operator-1") == ([waiting], [issued], [kept_back])
    with Session(desk.town.engine) as session, pytest.raises(ForbiddenError):
        list_drafts(session, desk.town.person(session, "finance-1"))


def test_the_desk_says_who_may_take_which_step_and_why_not(desk: Desk) -> None:
    draft_id = desk.handed_in("intention")
    with Session(desk.town.engine) as session:
        mine = get_draft(session, desk.town.person(session, WRITER), draft_id, today())
        theirs = get_draft(session, desk.town.person(session, REVIEWER), draft_id, today())
        with pytest.raises(NotFoundError):
            get_draft(session, desk.town.person(session, "officer-elsewhere"), draft_id, today())
        with pytest.raises(NotFoundError):
            get_own_notice(session, desk.town.person(session, WRITER), "' OR 1=1")
    assert {step for step in Step if mine.may(step)} == {Step.TAKE_BACK}
    assert {step for step in Step if theirs.may(step)} == {Step.REVIEW, Step.SEND_BACK}
    assert "another officer" in str(mine.refusals[Step.REVIEW])


def test_every_review_of_a_draft_stays_with_its_name(desk: Desk) -> None:
    draft_id = desk.handed_in("intention")
    desk.review(draft_id, outcome=ReviewOutcome.RETURNED, opinion="请补充")
    desk.submit(draft_id)
    desk.review(draft_id, "operator-1")
    with Session(desk.town.engine) as session:
        item = get_draft(session, desk.town.person(session, WRITER), draft_id, today())
    assert [(each.reviewer, each.record.outcome) for each in item.reviews] == [
        ("operator-1", ReviewOutcome.PASSED),
        ("officer-2", ReviewOutcome.RETURNED),
    ]

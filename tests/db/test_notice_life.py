"""A notice from its draft to the public: every step, and everybody who may not take it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.compliance.project_facts import project_facts
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.identity.acting import Acting
from portal.notices.content import digest_of, entered_from
from portal.notices.drafting import Writing, discard_draft, save_draft
from portal.notices.formats import WRITTEN
from portal.notices.issuing import issue_draft
from portal.notices.projects import NewProject, start_project
from portal.notices.reviewing import review_draft, submit_for_review, take_back
from portal.notices.starting import NewNotice, start_draft
from portal.notices.steps import mark
from portal.notices.types import NoticeType
from portal.policy.identifiers import make_uscc
from portal.records.audit import AuditEntry
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft, NoticeReview, ReviewOutcome
from tests.db.desk import PASSED, REVIEWER, WRITER, Desk
from tests.db.test_at_once import at_once, overlapping
from tests.db.town import ELSEWHERE, OPERATOR, PROJECT, PURCHASER, Town

MOBILE = "13800138000"
BEGUN = [each.value for each in WRITTEN if each != NoticeType.CORRECTION]


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def actions(desk: Desk, record_id: str) -> list[str]:
    with Session(desk.town.engine) as session:
        return list(
            session.scalars(
                select(AuditEntry.action)
                .where(AuditEntry.object_id == record_id)
                .order_by(AuditEntry.id)
            )
        )


def public_notices(desk: Desk) -> int:
    with Session(desk.town.engine) as session:
        issued = select(func.count()).where(Notice.state == NoticeState.ISSUED)
        return session.scalar(issued) or 0


@pytest.mark.parametrize("kind", BEGUN)
def test_two_people_bring_a_notice_of_every_type_to_the_public(desk: Desk, kind: str) -> None:
    draft_id = desk.begin(kind)
    desk.write(draft_id)
    desk.submit(draft_id)
    assert desk.draft(draft_id).state == DraftState.IN_REVIEW
    desk.review(draft_id)
    assert desk.draft(draft_id).state == DraftState.REVIEWED
    assert public_notices(desk) == 0
    notice = desk.notice(desk.issue(draft_id))
    assert (notice.state, notice.type, notice.version) == (NoticeState.ISSUED, kind, 1)
    assert notice.is_reprint is False
    assert notice.fields
    assert desk.draft(draft_id).state == DraftState.ISSUED
    assert actions(desk, draft_id) == [
        "start_draft", "save_draft", "submit_draft", "review_draft",
    ]  # fmt: skip
    assert actions(desk, notice.id) == ["issue_notice"]


def test_an_issued_notice_fills_the_columns_that_the_public_table_shows(desk: Desk) -> None:
    notice = desk.notice(desk.issued("tender"))
    assert notice.title == "示例项目公开招标公告" or notice.title == "示例项目招标公告"  # noqa: PLR1714 - both read better
    assert notice.method == "open"
    assert notice.budget_fen == 48_000_000
    assert notice.currency == "CNY"
    assert notice.purchaser_name == notice.issuer_name == notice.publisher == "示例区民政局"
    assert notice.event_text == "投标截止日期：2026-03-02 09:30"
    assert notice.openness == "proactive"
    assert notice.made_on
    assert notice.notice_on == notice.sort_on
    assert "第一行" in notice.search_text


def test_a_result_links_its_winner_and_keeps_lots_apart(desk: Desk) -> None:
    notice_id = desk.issued("result")
    with Session(desk.town.engine) as session:
        notice = session.get_one(Notice, notice_id)
        assert notice.award_fen is None
        assert [(lot.supplier_names, lot.award_fen) for lot in notice.lots] == [
            ("示例内容", 48_000_000),
            ("示例乙中心", 120_050),
        ]
        first, second = notice.suppliers
        assert first.organisation_id
        assert first.identifier == make_uscc("52", "510603", "0201")
        assert second.organisation_id is None


def test_one_winner_gives_the_award_itself(desk: Desk) -> None:
    notice = desk.notice(desk.issued("result", fields={"winner.others": ""}))
    assert notice.award_fen == 48_000_000


def test_a_contract_notice_names_its_contract_and_takes_over_what_it_says(desk: Desk) -> None:
    draft_id = desk.begin("contract")
    fields = entered_from(desk.draft(draft_id).content).fields
    assert fields["contract-name"] == "社会救助服务合同"
    assert fields["parties.supplier"] == "示例社会工作服务中心"
    desk.write(draft_id)
    desk.submit(draft_id)
    desk.review(draft_id)
    assert desk.notice(desk.issue(draft_id)).contract_id == "towncontract"


def test_the_next_notice_begins_with_what_the_one_before_said(desk: Desk) -> None:
    desk.issued("tender", fields={"contacts.phone": MOBILE, "basics.number": "ZC-1"})
    fields = entered_from(desk.draft(desk.begin("result")).content).fields
    assert fields["number"] == "ZC-1"
    assert fields["contacts.phone"] == MOBILE
    assert "winner.amount" not in fields


def test_what_a_notice_states_reaches_the_rules_as_it_was_typed(desk: Desk) -> None:
    desk.issued("tender")
    with Session(desk.town.engine) as session:
        said = project_facts(session, PROJECT).facts.values
    assert said["contract.purchase.budget"] == 48_000_000
    assert said["contract.purchase.bids_due_on"] == date(2026, 3, 2)


def test_index_numbers_count_up_for_each_body_and_year(desk: Desk) -> None:
    first, second = (desk.notice(desk.issued("intention")).index_no for _ in range(2))
    assert first
    assert second
    assert first.endswith("-00001")
    assert second == first.replace("-00001", "-00002")


def test_the_version_keeps_the_reviewed_content_to_the_letter(desk: Desk) -> None:
    draft_id = desk.reviewed("tender")
    notice_id = desk.issue(draft_id)
    with Session(desk.town.engine) as session:
        version = session.scalars(
            select(NoticeVersion).where(NoticeVersion.notice_id == notice_id)
        ).one()
        review = session.scalars(select(NoticeReview)).one()
    assert digest_of(version.content) == version.content_hash == review.content_hash
    assert json.loads(version.content)["fields"] == desk.fields(notice_id)


def test_the_writer_neither_reviews_nor_issues(desk: Desk) -> None:
    draft_id = desk.handed_in()
    with pytest.raises(ForbiddenError, match="another officer"):
        desk.review(draft_id, WRITER)
    desk.review(draft_id)
    with pytest.raises(ForbiddenError, match="another officer"):
        desk.issue(draft_id, WRITER)
    assert public_notices(desk) == 0


def test_whoever_wrote_a_word_in_it_counts_as_a_writer(desk: Desk) -> None:
    draft_id = desk.begin()
    desk.write(draft_id)
    desk.write(draft_id, REVIEWER, explanation="改了一处")
    desk.submit(draft_id)
    with pytest.raises(ForbiddenError):
        desk.review(draft_id, REVIEWER)
    desk.review(draft_id, "operator-1")
    with pytest.raises(ForbiddenError):
        desk.issue(draft_id, REVIEWER)
    assert desk.issue(draft_id, "operator-1")


def test_the_console_has_no_account_and_writes_nothing(desk: Desk) -> None:
    with (
        Session(desk.town.engine) as session,
        pytest.raises(ForbiddenError, match="own account"),
    ):
        start_draft(session, OPERATOR, NewNotice(PROJECT, "tender"))


@pytest.mark.parametrize("who", ["officer-elsewhere", "evaluator-1", "finance-1", "nobody"])
def test_others_than_the_purchasers_officers_take_no_step(desk: Desk, who: str) -> None:
    with pytest.raises(ForbiddenError):
        desk.begin(who=who)
    draft_id = desk.begin()
    with pytest.raises(ForbiddenError):
        desk.write(draft_id, who)
    desk.write(draft_id)
    with pytest.raises(ForbiddenError):
        desk.submit(draft_id, who)
    desk.submit(draft_id)
    with pytest.raises(ForbiddenError):
        desk.review(draft_id, who)
    desk.review(draft_id)
    with pytest.raises(ForbiddenError):
        desk.issue(draft_id, who)
    assert public_notices(desk) == 0


def test_a_role_that_was_taken_back_ends_with_the_next_step(desk: Desk) -> None:
    draft_id = desk.reviewed()
    desk.town.revoke(REVIEWER)
    with pytest.raises(ForbiddenError):
        desk.issue(draft_id)


def test_a_step_out_of_its_turn_is_refused(desk: Desk) -> None:
    draft_id = desk.begin()
    for early in (desk.review, desk.issue):
        with pytest.raises(ConflictError, match="being written"):
            early(draft_id)
    desk.write(draft_id)
    desk.submit(draft_id)
    for late in (desk.write, desk.submit):
        with pytest.raises(ConflictError, match="waiting for its review"):
            late(draft_id)
    with pytest.raises(ConflictError):
        desk.issue(draft_id)
    desk.review(draft_id)
    desk.issue(draft_id)
    for again in (desk.write, desk.submit, desk.review, desk.issue):
        with pytest.raises(ConflictError, match="issued"):
            again(draft_id)
    assert public_notices(desk) == 1


def test_an_unfinished_draft_is_not_handed_in(desk: Desk) -> None:
    draft_id = desk.begin()
    with pytest.raises(InvalidInputError, match="is missing"):
        desk.submit(draft_id)
    assert desk.draft(draft_id).state == DraftState.DRAFT


def test_a_warning_needs_a_reason_before_it_is_handed_in(desk: Desk) -> None:
    draft_id = desk.begin("intention")
    desk.write(draft_id, fields={"remark": f"电话{MOBILE}"})
    with pytest.raises(InvalidInputError, match="give a reason") as refused:
        desk.submit(draft_id)
    assert MOBILE not in str(refused.value)
    desk.write(draft_id, explanation="为值班电话，已征得同意", fields={"remark": f"电话{MOBILE}"})
    desk.submit(draft_id)


def test_a_private_number_passes_only_with_an_override_that_is_audited(desk: Desk) -> None:
    draft_id = desk.handed_in(
        "intention", fields={"remark": f"电话{MOBILE}"}, explanation="为值班电话"
    )
    with pytest.raises(InvalidInputError, match="say why it may be published"):
        desk.review(draft_id)
    desk.review(draft_id, override="为单位值班手机，不指向个人")
    desk.issue(draft_id)
    with Session(desk.town.engine) as session:
        kept = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "review_draft")
        ).one()
        review = session.scalars(select(NoticeReview)).one()
    assert json.loads(kept)["override"] == review.override == "为单位值班手机，不指向个人"


@pytest.mark.parametrize(
    "changes",
    [{"opinion": MOBILE}, {"override": MOBILE}, {"basis": " "}, {"opinion": "长" * 1001}],
)
def test_the_words_of_a_review_are_checked_as_well(desk: Desk, changes: dict[str, str]) -> None:
    draft_id = desk.handed_in()
    with pytest.raises(InvalidInputError):
        desk.review(draft_id, **changes)


def test_what_is_sent_back_comes_with_an_opinion_and_is_written_again(desk: Desk) -> None:
    draft_id = desk.handed_in()
    with pytest.raises(InvalidInputError, match="what has to be changed"):
        desk.review(draft_id, outcome=ReviewOutcome.RETURNED)
    desk.review(draft_id, outcome=ReviewOutcome.RETURNED, opinion="请补充服务地点")
    assert desk.draft(draft_id).state == DraftState.DRAFT
    desk.write(draft_id, fields={"overview": "已补充"})
    desk.submit(draft_id)
    desk.review(draft_id)
    assert desk.fields(desk.issue(draft_id))["overview"] == "已补充"


def test_whoever_would_issue_it_may_send_it_back_too(desk: Desk) -> None:
    draft_id = desk.reviewed()
    desk.review(draft_id, "operator-1", outcome=ReviewOutcome.RETURNED, opinion="日期有误")
    assert desk.draft(draft_id).state == DraftState.DRAFT
    with pytest.raises(ConflictError):
        desk.issue(draft_id)


def test_a_writer_takes_a_draft_back_and_the_review_counts_no_longer(desk: Desk) -> None:
    draft_id = desk.reviewed()
    with pytest.raises(ForbiddenError):
        desk.town.act(REVIEWER, lambda s, me: take_back(s, me, draft_id))
    desk.town.act(WRITER, lambda s, me: take_back(s, me, draft_id))
    desk.write(draft_id, fields={"overview": "另一内容"})
    desk.submit(draft_id)
    with pytest.raises(ConflictError):
        desk.issue(draft_id)


def test_content_that_changed_after_its_review_is_not_issued(desk: Desk) -> None:
    draft_id = desk.reviewed()
    with Session(desk.town.engine) as session:
        draft = session.get_one(NoticeDraft, draft_id)
        draft.content = replace(entered_from(draft.content), title="另一标题").as_json()
        session.commit()
    with pytest.raises(ConflictError, match="not the one that was reviewed"):
        desk.issue(draft_id)


def test_nobody_reviews_or_issues_what_they_have_not_read(desk: Desk) -> None:
    draft_id = desk.handed_in()
    with pytest.raises(ConflictError, match="read it again"):
        desk.town.act(REVIEWER, lambda s, me: review_draft(s, me, draft_id, PASSED, seen="0" * 64))
    desk.review(draft_id)
    with pytest.raises(ConflictError, match="read it again"):
        desk.town.act(REVIEWER, lambda s, me: issue_draft(s, me, draft_id, seen="0" * 64))


def test_two_people_who_write_at_once_lose_nothing(desk: Desk) -> None:
    draft_id = desk.begin()
    seen = mark(desk.draft(draft_id))

    def save(session: Session, me: Acting) -> object:
        return save_draft(session, me, draft_id, Writing("甲的标题", {}), seen=seen)

    desk.town.act(WRITER, save)
    with pytest.raises(ConflictError, match="somebody changed this draft"):
        desk.town.act(REVIEWER, save)
    assert entered_from(desk.draft(draft_id).content).title == "甲的标题"
    with pytest.raises(ConflictError, match="somebody changed this draft"):
        desk.town.act(WRITER, lambda s, me: submit_for_review(s, me, draft_id, seen=seen))


def test_saving_the_same_again_changes_nothing(desk: Desk) -> None:
    draft_id = desk.begin()
    first = desk.write(draft_id)
    assert desk.write(draft_id) == first
    assert actions(desk, draft_id) == ["start_draft", "save_draft"]


def test_a_draft_issued_in_two_sessions_at_once_is_one_notice(desk: Desk) -> None:
    draft_id = desk.reviewed()
    with Session(desk.town.engine) as session:
        seen = session.scalars(select(NoticeReview.content_hash)).one()

    def issue(session: Session) -> object:
        me = desk.town.person(session, REVIEWER)
        return issue_draft(session, me, draft_id, seen=seen)

    assert sorted(at_once(desk.town, [issue, issue, issue])) == [
        "ConflictError",
        "ConflictError",
        "done",
    ]
    assert public_notices(desk) == 1


def test_two_notices_issued_at_once_get_two_index_numbers(desk: Desk) -> None:
    drafts = [desk.reviewed("intention"), desk.reviewed("tender")]

    def issue(draft_id: str, session: Session) -> object:
        me = desk.town.person(session, REVIEWER)
        digest = session.scalars(
            select(NoticeReview.content_hash).where(NoticeReview.draft_id == draft_id)
        ).one()
        return issue_draft(session, me, draft_id, seen=digest)

    second = overlapping(desk.town, lambda s: issue(drafts[0], s), lambda s: issue(drafts[1], s))
    assert second == "done"
    with Session(desk.town.engine) as session:
        numbers = set(session.scalars(select(Notice.index_no).where(Notice.index_no.is_not(None))))
    assert len(numbers) == 2


def test_a_discarded_draft_leaves_nothing_but_its_trace(desk: Desk) -> None:
    draft_id = desk.begin()
    with pytest.raises(ForbiddenError):
        desk.town.act(REVIEWER, lambda s, me: discard_draft(s, me, draft_id))
    desk.town.act(WRITER, lambda s, me: discard_draft(s, me, draft_id))
    assert desk.draft(draft_id).state == DraftState.DISCARDED
    with pytest.raises(ConflictError, match="discarded"):
        desk.write(draft_id)
    assert actions(desk, draft_id) == ["start_draft", "discard_draft"]


def test_a_notice_dated_by_its_officer_is_dated_in_shanghai(desk: Desk) -> None:
    draft_id = desk.reviewed()
    late_evening = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    with Session(desk.town.engine) as session:
        seen = session.scalars(select(NoticeReview.content_hash)).one()
    desk.town.act(REVIEWER, lambda s, me: issue_draft(s, me, draft_id, seen=seen, now=late_evening))
    notice_id = desk.draft(draft_id).notice_id or ""
    assert str(desk.notice(notice_id).notice_on) == "2026-03-02"


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewNotice("unknown", "tender"), NotFoundError),
        (NewNotice("'; --", "tender"), NotFoundError),
        (NewNotice(PROJECT, "other"), InvalidInputError),
        (NewNotice(PROJECT, "correction"), InvalidInputError),
        (NewNotice(PROJECT, "contract", "unknown"), NotFoundError),
    ],
)
def test_what_cannot_begin_is_refused(desk: Desk, new: NewNotice, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.town.act(WRITER, lambda s, me: start_draft(s, me, new))


def test_a_project_begins_with_its_first_notice(desk: Desk) -> None:
    entered = NewProject("新项目", "510603", "deyang", PURCHASER, number="ZC-9")

    def begin(session: Session, me: Acting) -> str:
        return start_project(session, me, entered).id

    first = desk.town.act(WRITER, begin)
    assert desk.town.act(REVIEWER, begin) == first
    with Session(desk.town.engine) as session:
        project = session.get_one(Project, first)
    assert (project.title, project.number, project.place) == ("新项目", "ZC-9", "deyang")
    assert project.purchaser_id == PURCHASER


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, InvalidInputError),
        ({"title": "长" * 301}, InvalidInputError),
        ({"number": "9" * 201}, InvalidInputError),
        ({"region_code": "999999"}, InvalidInputError),
        ({"region_code": "51\x00603"}, InvalidInputError),
        ({"place": "nowhere"}, InvalidInputError),
        ({"purchaser_id": "unknown"}, NotFoundError),
        ({"purchaser_id": ELSEWHERE}, ForbiddenError),
        ({"purchaser_id": "", "purchaser_name": "某局"}, InvalidInputError),
        ({"purchaser_id": "", "purchaser_uscc": make_uscc("11", "510603", "0301")},
         InvalidInputError),
        ({"purchaser_id": "", "purchaser_name": "某局",
          "purchaser_uscc": make_uscc("11", "510603", "0301")}, ForbiddenError),
    ],
)  # fmt: skip
def test_a_project_that_cannot_be_is_refused(
    desk: Desk, changes: dict[str, str], error: type[Exception]
) -> None:
    entered = replace(NewProject("新项目", "510603", "deyang", PURCHASER), **changes)
    with pytest.raises(error):
        desk.town.act(WRITER, lambda s, me: start_project(s, me, entered))


def test_a_service_is_one_of_the_places_own_list(desk: Desk) -> None:
    draft_id = desk.begin()
    desk.write(draft_id, service_item="deyang:T1")
    for wrong in ("deyang:nothing", "zunyi:C1", "T1"):
        with pytest.raises(InvalidInputError, match="not a service of this place"):
            desk.write(draft_id, service_item=wrong)
    desk.submit(draft_id)
    desk.review(draft_id)
    assert desk.notice(desk.issue(draft_id)).service_item == "deyang:T1"

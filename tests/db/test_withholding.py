"""What the public does not see: with a ground and a basis, counted as given, and never stored."""

import pytest
from sqlalchemy.orm import Session

from portal.disclosure.attachments import NoticePartFilter
from portal.disclosure.withholdings import WITHHOLDINGS, list_withholdings
from portal.errors import ConflictError, ForbiddenError, InvalidInputError
from portal.notices.withholding import end_withholding
from portal.records.notice import Notice
from portal.records.publishing import NoticeDraft, Withholding, WithholdingGround
from tests.db import forensics
from tests.db.office import BASIS, Office
from tests.db.reading import csv_rows

RECIPE = "该单位独有的护理排班算法"


def test_a_mandatory_field_that_is_withheld_counts_as_given(office: Office) -> None:
    draft_id = office.draft(reason__text="")
    with pytest.raises(InvalidInputError, match="is missing"):
        office.submit(draft_id)
    office.withhold(draft_id, field="reason.text")

    notice_id = office.issue(draft_id)

    with Session(office.town.engine) as session:
        assert session.get_one(Notice, notice_id).withheld == "reason.text"
        (told,) = list_withholdings(session, [notice_id])
    assert (told.field, told.ground, told.basis) == ("reason.text", "trade_secret", BASIS)
    assert told.label["zh"] == "项目终止的原因 · 终止的原因"
    assert told.ground_label["zh"] == "商业秘密"


def test_what_is_withheld_is_struck_from_the_draft_and_not_stored(office: Office) -> None:
    draft_id = office.draft(reason__text=RECIPE)
    with Session(office.town.engine) as session:
        assert RECIPE in session.get_one(NoticeDraft, draft_id).content

    office.withhold(draft_id, field="reason.text")
    office.issue(draft_id)

    found = forensics.everything(office.town.engine)
    assert not [name for name, rows in found.items() if any(RECIPE in row for row in rows)]


def test_the_files_tell_what_is_withheld_and_why_and_never_by_whom(office: Office) -> None:
    draft_id = office.draft()
    row_id = office.withhold(
        draft_id, attachment_name="承接主体的财务报表", ground="trade_secret", reason="含成本构成。"
    )
    notice_id = office.issue(draft_id)

    assert csv_rows(office.town.engine, WITHHOLDINGS, NoticePartFilter(notice=notice_id)) == [
        {
            "id": row_id,
            "notice": notice_id,
            "field": "",
            "attachment": "承接主体的财务报表",
            "ground": "trade_secret",
            "basis": BASIS,
            "reason": "含成本构成。",
            "demonstration": "false",
        }
    ]
    assert "account" not in {each.name for each in WITHHOLDINGS.columns}


def test_there_is_no_ground_for_state_secrets(office: Office) -> None:
    draft_id = office.draft()

    with pytest.raises(InvalidInputError, match="state secrets are never entered"):
        office.withhold(draft_id, field="reason.text", ground="state_secret")
    assert not [each for each in WithholdingGround if "state" in each]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"field": "no.such"}, "there is no field no.such"),
        ({}, "either a field or an attachment"),
        ({"field": "reason.text", "attachment_name": "报表"}, "either a field or an attachment"),
        ({"field": "reason.text", "basis": "  "}, "say it in words"),
        ({"field": "reason.text", "reason": ""}, "say it in words"),
        ({"field": "reason.text", "reason": "x" * 1001}, "at most 1000"),
        ({"field": "reason.text", "reason": "王某 13812345678"}, "a mobile number"),
    ],
)
def test_a_withholding_that_cannot_be_is_refused(
    office: Office, said: dict[str, str], sentence: str
) -> None:
    draft_id = office.draft()

    with pytest.raises(InvalidInputError, match=sentence):
        office.withhold(draft_id, **said)

    with Session(office.town.engine) as session:
        assert session.query(Withholding).count() == 0


def test_a_field_is_withheld_once_and_only_while_the_draft_is_written(office: Office) -> None:
    draft_id = office.draft()
    office.withhold(draft_id, field="reason.text")
    with pytest.raises(ConflictError, match="withheld already"):
        office.withhold(draft_id, field="reason.text")
    office.submit(draft_id)
    with pytest.raises(ConflictError, match="waiting for its review"):
        office.withhold(draft_id, field="other")


def test_a_withholding_is_taken_back_in_a_draft_and_leaves_the_field_to_be_filled(
    office: Office,
) -> None:
    draft_id = office.draft()
    row_id = office.withhold(draft_id, field="reason.text")

    with pytest.raises(ForbiddenError):
        office.town.act("officer-elsewhere", lambda s, who: end_withholding(s, who, row_id))
    office.town.act("officer-1", lambda s, who: end_withholding(s, who, row_id))

    with pytest.raises(InvalidInputError, match="is missing"):
        office.submit(draft_id)


def test_a_correction_that_fills_the_field_in_ends_its_withholding(office: Office) -> None:
    draft_id = office.draft()
    row_id = office.withhold(draft_id, field="reason.text")
    notice_id = office.issue(draft_id)
    with pytest.raises(ConflictError, match="publish it by a correction"):
        office.town.act("officer-1", lambda s, who: end_withholding(s, who, row_id))

    draft_id = office.begin_correction(
        notice_id, "示例项目终止公告", "承接主体同意公开", reason__text="承接主体退出。"
    )
    office.issue(draft_id)

    with Session(office.town.engine) as session:
        notice = session.get_one(Notice, notice_id)
        assert notice.withheld is None
        assert "承接主体退出。" in (notice.fields or "")
        assert session.get_one(Withholding, row_id).ended_at is not None
        assert list_withholdings(session, [notice_id]) == []


def test_a_correction_of_something_else_keeps_what_is_withheld(office: Office) -> None:
    draft_id = office.draft()
    office.withhold(draft_id, field="reason.text")
    notice_id = office.issue(draft_id)

    draft_id = office.begin_correction(
        notice_id, "示例项目终止公告（更正）", "标题有误", reason__text=""
    )
    office.issue(draft_id)

    with Session(office.town.engine) as session:
        assert session.get_one(Notice, notice_id).withheld == "reason.text"
        assert len(list_withholdings(session, [notice_id])) == 1

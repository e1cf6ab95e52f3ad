"""What becomes of a notice that is imported for the first time, again, changed or out of order."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from portal.disclosure.formats.csv import write_csv
from portal.disclosure.formats.jsonl import write_jsonl
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import find_row, read_page
from portal.disclosure.trail import list_related, list_versions
from portal.errors import ConflictError, ForbiddenError
from portal.identity.acting import Acting
from portal.notices.parse.files import FIRST_DATA, FIRST_DATA_SET
from portal.notices.parse.model import Amount, Lot, Organisation
from portal.notices.service import Outcome, import_notice
from portal.policy.identifiers import make_uscc
from portal.records.audit import AuditEntry
from portal.records.notice import Notice, NoticeLot, NoticeState, NoticeSupplier, NoticeVersion
from portal.records.organisation import Organisation as Record
from portal.records.project import Project
from portal.records.session import writing
from tests.db import forensics
from tests.db.printed import OCDS, PUBLISHER, a_release, a_row, at, keep, keep_file
from tests.db.town import Town, add_regions

IMPORTED, UPDATED, UNCHANGED = Outcome.IMPORTED, Outcome.UPDATED, Outcome.UNCHANGED


def only(engine: Engine) -> Notice:
    """The one notice there is, with what belongs to it."""
    with Session(engine, expire_on_commit=False) as session:
        notice = session.scalars(select(Notice)).one()
        del notice.lots[:0], notice.suppliers[:0]
        return notice


def contents(engine: Engine) -> list[Any]:
    """What each version said, oldest first."""
    with Session(engine) as session:
        return [
            json.loads(each.content)
            for each in session.scalars(select(NoticeVersion).order_by(NoticeVersion.version))
        ]


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_sixty_real_rows_are_kept_once(engine: Engine) -> None:
    with writing(engine) as session:
        add_regions(session)

    first = keep_file(engine, FIRST_DATA, dataset=FIRST_DATA_SET)
    before = forensics.everything(engine)
    second = keep_file(engine, FIRST_DATA, dataset=FIRST_DATA_SET)

    assert first == ([IMPORTED] * 60, [])
    assert second == ([UNCHANGED] * 60, [])
    assert forensics.everything(engine) == before
    assert count(engine, Notice) == count(engine, NoticeVersion) == 60
    with Session(engine) as session:
        assert NOTICES.count(session, NoticeFilter()) == 60
        assert set(session.scalars(select(Notice.state))) == {NoticeState.ISSUED}
        assert set(session.scalars(select(Notice.is_reprint))) == {True}
        assert set(session.scalars(select(Notice.is_demo))) == {False}


def test_every_real_ocds_file_is_kept_once_whatever_the_order(engine: Engine) -> None:
    """A release with and without its publisher, records, and two versions of one release."""
    paths = sorted(OCDS.glob("*.json"))
    first = [keep_file(engine, path) for path in paths]
    before = forensics.everything(engine)

    again = [keep_file(engine, path) for path in reversed(paths)]

    kept = Counter(outcome for outcomes, _ in first for outcome in outcomes)
    assert kept[IMPORTED] == count(engine, Notice) > 10
    assert kept[IMPORTED] + kept[UPDATED] == count(engine, NoticeVersion)
    assert {outcome for outcomes, _ in again for outcome in outcomes} == {UNCHANGED}
    assert forensics.everything(engine) == before
    assert [rejects for _, rejects in first] == [rejects for _, rejects in reversed(again)]


def test_new_content_is_a_new_version_and_the_old_one_is_kept(engine: Engine) -> None:
    assert keep(engine, a_row(title="第一版")) == [IMPORTED]
    first = only(engine)

    assert keep(engine, a_row(title="第二版", budget_fen=100)) == [UPDATED]

    second = only(engine)
    assert second.id == first.id
    assert (second.version, second.title, second.budget_fen) == (2, "第二版", 100)
    assert second.content_hash != first.content_hash
    assert [each["title"] for each in contents(engine)] == ["第一版", "第二版"]
    with Session(engine) as session:
        versions = list_versions(session, first.id)
        audit = session.scalars(select(AuditEntry)).all()
    assert [each.version for each in versions] == [2, 1]
    assert [(each.action, each.object_id) for each in audit] == [("update_notice", first.id)]


def test_what_a_new_version_no_longer_says_is_gone_from_the_row(engine: Engine) -> None:
    full = a_row(
        title="旧",
        project_no="A-1",
        purchaser=Organisation(name="民政局"),
        region_code="510603",
        budget_fen=5,
        award_text="约五元",
        notice_on=date(2026, 1, 1),
        suppliers=(Organisation(name="甲"),),
        lots=(a_lot("1", 100),),
    )
    keep(engine, full, a_row(title="新"))

    notice = only(engine)
    assert notice.title == "新"
    for name in (
        "project_no",
        "purchaser_name",
        "region_code",
        "budget_fen",
        "award_text",
        "notice_on",
        "supplier_names",
    ):
        assert getattr(notice, name) is None, name
    assert (notice.lots, notice.suppliers) == ([], [])
    assert "旧" not in notice.search_text
    assert "民政局" not in notice.search_text


def test_content_seen_before_in_any_version_changes_nothing(engine: Engine) -> None:
    first, second, third = (a_row(title=each) for each in ("甲", "乙", "丙"))
    keep(engine, first, second, third)
    before = forensics.everything(engine)

    assert keep(engine, first, second, third, second, first) == [UNCHANGED] * 5

    assert forensics.everything(engine) == before
    assert only(engine).title == "丙"


def test_the_same_content_from_another_file_or_line_is_the_same_content(engine: Engine) -> None:
    notice = a_row()
    keep(engine, notice)

    assert keep(engine, replace(notice, file="copy.csv", line=7)) == [UNCHANGED]


def test_older_content_never_replaces_newer(engine: Engine) -> None:
    keep(engine, a_release(title="新", published_at=at(10)))
    before = forensics.everything(engine)

    assert keep(engine, a_release(title="旧", published_at=at(9, 23))) == [UNCHANGED]

    assert forensics.everything(engine) == before
    assert only(engine).title == "新"


@pytest.mark.parametrize("moment", [at(10), at(10, 1)])
def test_content_of_the_same_moment_or_later_replaces(engine: Engine, moment: Any) -> None:
    keep(engine, a_release(title="旧", published_at=at(10)))

    assert keep(engine, a_release(title="新", published_at=moment)) == [UPDATED]
    assert only(engine).title == "新"


def test_content_without_a_time_does_not_let_older_content_in_behind_it(engine: Engine) -> None:
    keep(engine, a_release(title="第一", published_at=at(10)))
    assert keep(engine, a_release(title="第二", published_at=None)) == [UPDATED]

    assert keep(engine, a_release(title="更早", published_at=at(3))) == [UNCHANGED]
    assert only(engine).title == "第二"
    assert keep(engine, a_release(title="第三", published_at=at(11))) == [UPDATED]


def test_a_release_is_known_by_its_publisher_its_process_and_its_id(engine: Engine) -> None:
    notices = (
        a_release("1"),
        a_release("2"),
        a_release("1", ocid="ocds-abc123-2"),
        a_release("1", publisher="另一交易中心"),
        a_row("1"),
        a_row("2"),
        a_row("1", publisher="另一交易中心"),
    )

    assert keep(engine, *notices) == [IMPORTED] * len(notices)
    assert keep(engine, *notices) == [UNCHANGED] * len(notices)


def test_two_keys_never_melt_into_one(engine: Engine) -> None:
    """``a b`` + ``c`` and ``a`` + ``b c`` read the same when they are joined with a space."""
    notices = (
        a_release("c", ocid="a b"),
        a_release("b c", ocid="a"),
        a_release("1", ocid="printed"),
        a_row("1"),
    )

    assert keep(engine, *notices) == [IMPORTED] * 4
    assert keep(engine, *notices) == [UNCHANGED] * 4


@pytest.mark.parametrize("bare_first", [True, False])
def test_a_release_whose_publisher_is_not_stated_is_the_stated_one(
    engine: Engine, bare_first: bool
) -> None:
    bare, stated = a_release(publisher="ocds-abc123", stated=False), a_release()
    first, second = (bare, stated) if bare_first else (stated, bare)

    assert keep(engine, first, second) == [IMPORTED, UNCHANGED]
    assert keep(engine, replace(second, title="改"), replace(first, title="又改")) == [UPDATED] * 2
    assert keep(engine, first, second) == [UNCHANGED] * 2

    assert count(engine, Notice) == 1
    assert only(engine).publisher == PUBLISHER


def test_a_publisher_that_becomes_known_is_not_taken_for_yet_another(engine: Engine) -> None:
    bare, stated = a_release(publisher="ocds-abc123", stated=False), a_release()
    other = a_release(publisher="另一交易中心", title="别的公告")

    assert keep(engine, bare, stated, other) == [IMPORTED, UNCHANGED, IMPORTED]
    assert keep(engine, stated, other) == [UNCHANGED] * 2
    assert count(engine, Notice) == 2


def nowhere_public(engine: Engine, notice_id: str) -> bool:
    """Whether page, search, record, files and trail are silent about a notice."""
    with Session(engine) as session:
        seen = [
            *read_page(session, NOTICES, NoticeFilter()).rows,
            *read_page(session, NOTICES, NoticeFilter(q="秘密")).rows,
        ]
        found = find_row(session, NOTICES, notice_id)
        counted = NOTICES.count(session, NoticeFilter(q="秘密"))
        trails = [
            each.id
            for shown in session.scalars(select(Notice.id))
            for each in list_related(session, shown).notices
        ]
    written = [
        b"".join(write(engine, NOTICES, NoticeFilter())) for write in (write_csv, write_jsonl)
    ]
    return (
        not [row for row in seen if row["id"] == notice_id]
        and found is None
        and counted == 0
        and notice_id not in trails
        and not [file for file in written if notice_id.encode() in file or "秘密".encode() in file]
    )


def test_a_draft_is_nowhere_public(engine: Engine) -> None:
    with Session(engine) as session:
        assert session.scalars(select(Notice)).all() == []
    keep(engine, a_release("1", title="公开", notice_on=date(2026, 1, 1)))
    keep(engine, a_release("2", title="秘密", notice_on=date(2026, 1, 2)), as_draft=True)
    with Session(engine) as session:
        draft_id = session.scalars(select(Notice.id).where(Notice.title == "秘密")).one()
        public_id = session.scalars(select(Notice.id).where(Notice.title == "公开")).one()

    assert nowhere_public(engine, draft_id)
    assert not nowhere_public(engine, public_id)


def test_a_draft_stays_one_however_often_it_is_imported(engine: Engine) -> None:
    """It becomes public by review, never by an import."""
    keep(engine, a_row(title="秘密"), as_draft=True)

    assert keep(engine, a_row(title="秘密"), a_row(title="秘密二")) == [UNCHANGED, UPDATED]

    assert only(engine).state == NoticeState.DRAFT
    assert nowhere_public(engine, only(engine).id)


def test_new_content_of_a_public_notice_cannot_be_kept_back_and_is_not_shown_either(
    engine: Engine,
) -> None:
    keep(engine, a_row(title="公开"))
    before = forensics.everything(engine)

    with pytest.raises(ConflictError, match="is public already"):
        keep(engine, a_row(title="秘密"), as_draft=True)

    assert forensics.everything(engine) == before
    assert keep(engine, a_row(title="公开"), as_draft=True) == [UNCHANGED]


def test_the_releases_of_one_process_are_one_project(engine: Engine) -> None:
    keep(engine, a_release("1"), a_release("2"), a_release("1", ocid="ocds-abc123-2"))

    with Session(engine) as session:
        projects = session.scalars(select(Project.ocid)).all()
        of_notices = session.execute(
            select(Notice.ocid, Project.ocid).join(Project, Project.id == Notice.project_id)
        ).all()
    assert sorted(map(str, projects)) == ["ocds-abc123-1", "ocds-abc123-2"]
    assert len(of_notices) == 3
    assert all(own == shared for own, shared in of_notices)


def test_rows_with_one_number_at_one_purchaser_are_one_project_and_masked_ones_none(
    engine: Engine,
) -> None:
    here, there = Organisation(name="甲区民政局"), Organisation(name="乙区民政局")
    keep(
        engine,
        a_row("1", project_no="A-1", purchaser=here),
        a_row("2", project_no="A-1", purchaser=here),
        a_row("3", project_no="A-1", purchaser=there),
        a_row("4", project_no="A-**1", purchaser=here),
        a_row("5", project_no="A-**1", purchaser=here),
        a_row("6", purchaser=here),
    )

    with Session(engine) as session:
        projects = session.scalars(select(Notice.project_id).order_by(Notice.source_key)).all()
    assert projects[0] == projects[1] != projects[2] is not None
    assert projects[3:] == [None] * 3
    assert count(engine, Project) == 2


def test_only_a_code_that_is_right_in_full_links_an_organisation(engine: Engine) -> None:
    right = make_uscc("52", "510603", "0001")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    suppliers = (
        Organisation(name="甲", identifier=right, scheme="CN-USCI"),
        Organisation(name="乙", identifier=wrong, scheme="CN-USCI"),
        Organisation(name="丙", identifier=right, scheme="XX-REG"),
        Organisation(name="丁"),
        Organisation(identifier=right, scheme="CN-USCI"),
    )

    keep(engine, a_row(suppliers=suppliers))

    notice = only(engine)
    linked = [each.organisation_id is not None for each in notice.suppliers]
    assert linked == [True, False, False, False, False]
    assert [each.identifier for each in notice.suppliers] == [right, wrong, right, None, right]
    with Session(engine) as session:
        assert session.execute(select(Record.name, Record.uscc)).all() == [("甲", right)]


def test_one_code_is_one_organisation_whatever_it_is_called(engine: Engine) -> None:
    code, other = make_uscc("11", "510603", "0001"), make_uscc("11", "510603", "0002")
    keep(
        engine,
        a_row("1", purchaser=Organisation(name="民政局", identifier=code, scheme="CN-USCI")),
        a_row("2", purchaser=Organisation(name="区民政局", identifier=code, scheme="CN-USCI")),
        a_row("3", purchaser=Organisation(name="民政局", identifier=other, scheme="CN-USCI")),
    )

    with Session(engine) as session:
        purchasers = session.scalars(select(Notice.purchaser_id).order_by(Notice.source_key)).all()
        names = session.scalars(select(Notice.purchaser_name).order_by(Notice.source_key)).all()
    assert purchasers[0] == purchasers[1] != purchasers[2]
    assert names == ["民政局", "区民政局", "民政局"]


@pytest.mark.parametrize(("region", "known"), [("510603", "510603"), ("999999", None)])
def test_the_region_of_a_code_is_kept_where_it_is_known(
    engine: Engine, region: str, known: str | None
) -> None:
    with writing(engine) as session:
        add_regions(session)
    code = make_uscc("52", region, "0001")

    keep(engine, a_row(purchaser=Organisation(name="甲", identifier=code, scheme="CN-USCI")))

    with Session(engine) as session:
        assert session.scalars(select(Record.region_code)).all() == [known]


def a_lot(name: str, fen: int | None) -> Lot:
    return Lot(id=name, title=f"第{name}包", description=None, amount=Amount(fen=fen), status=None)


def test_lots_are_rows_of_their_own_and_never_added_up(engine: Engine) -> None:
    keep(engine, a_row(lots=(a_lot("1", 100), a_lot("2", 250))))
    assert only(engine).budget_fen is None
    assert [each.budget_fen for each in only(engine).lots] == [100, 250]

    keep(engine, a_row(lots=(a_lot("2", 250),)))

    assert [each.title for each in only(engine).lots] == ["第2包"]
    assert count(engine, NoticeLot) == 1


def test_suppliers_are_replaced_with_the_version_and_not_collected(engine: Engine) -> None:
    keep(engine, a_row(suppliers=(Organisation(name="甲"), Organisation(name="乙"))))
    keep(engine, a_row(suppliers=(Organisation(name="丙"),)))

    assert only(engine).supplier_names == "丙"
    assert count(engine, NoticeSupplier) == 1


def test_only_an_operator_imports(town: Town) -> None:
    for name in ("officer-1", "evaluator-1", "finance-1", "contractor-1", "nobody"):
        with pytest.raises(ForbiddenError), writing(town.engine) as session:
            import_notice(session, town.person(session, name), a_row())
    with pytest.raises(ForbiddenError), writing(town.engine) as session:
        import_notice(session, Acting("x", "y"), a_row())

    assert count(town.engine, Notice) == 0


HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE notice; --",
    '=HYPERLINK("https://evil.example")',
    "{{7*7}} ${7*7} %s %(x)s :name ?",
    "\\'\\\" \\n",
    "𠮷野家 👩‍👩‍👧‍👦 ﷽",
    "％＿％ _ % ' \"",
)


def test_hostile_words_come_back_as_they_were(engine: Engine) -> None:
    keep(engine, *(a_row(str(place), title=each) for place, each in enumerate(HOSTILE)))

    with Session(engine) as session:
        titles = session.scalars(select(Notice.title).order_by(Notice.source_key)).all()
        rows = read_page(session, NOTICES, NoticeFilter()).rows
    assert titles == list(HOSTILE)
    assert {row["title"] for row in rows} == set(HOSTILE)


def test_the_largest_amount_that_is_read_fits_both_databases(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    path.write_text("id,title,budget_yuan\n1,大,1000000000000000\n2,更大,1000000000000001\n")

    kept, rejects = keep_file(engine, path)

    assert (kept, rejects) == ([IMPORTED] * 2, [])
    with Session(engine) as session:
        found = session.execute(
            select(Notice.budget_fen, Notice.budget_text).order_by(Notice.source_key)
        ).all()
    assert [tuple(each) for each in found] == [(10**17, None), (None, "1000000000000001")]

"""One notice: its facts, its source, its versions, and what became of the project."""

import re

import pytest
from sqlalchemy import select

from portal.locale import gettext
from portal.policy.installed import installed
from portal.records.evaluation import Result
from portal.records.notice import Notice, NoticeState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.ui.finding_view import ANCHOR
from tests.pages.visiting import content, ids, links, open_screen, words

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1)) **bold** `code` $x$ :red[x] :material/home:",
    "&lt;b&gt; &amp; </dd></dl><iframe src=/>",
    "=HYPERLINK(1)",
)


def find(**conditions: object) -> Notice:
    with reading() as session:
        statement = select(Notice).filter_by(**conditions).order_by(Notice.id)
        return session.scalars(statement).first() or pytest.fail("no such notice")


def test_a_reprint_says_so_and_links_its_source(demo: Settings) -> None:
    del demo
    notice = find(is_demo=False, type="single_source")
    visit = open_screen("notice", id=notice.id)
    shown = words(visit)
    assert str(notice.title) in shown
    assert "159,600.00" in shown
    assert (
        gettext(
            "Reprinted from the source named below, as far as it could be read. The statutory "
            "publication counts; this portal does not judge the notice."
        )
        in shown
    )
    assert notice.source_url in links(visit)
    assert 'rel="noopener noreferrer nofollow"' in content(visit)
    assert notice.id in shown


def test_a_notice_leads_to_its_project_and_its_result(demo: Settings) -> None:
    del demo
    notice = find(is_demo=True, type="contract", project_no="DEMO-DY-2022-001")
    visit = open_screen("notice", id=notice.id)
    with reading() as session:
        published = set(session.scalars(select(Result.round_id)))
    with reading() as session:
        others = set(
            session.scalars(
                select(Notice.id).where(
                    Notice.project_id == notice.project_id, Notice.id != notice.id
                )
            )
        )
    assert len(others) > 1
    assert others <= set(ids(visit, "/notice"))
    assert len(set(ids(visit, "/evaluation")) & published) == 1
    assert "/rate" in links(visit)


def test_every_version_is_listed_with_its_hash(demo: Settings) -> None:
    del demo
    shown = content(open_screen("notice", id=find(is_demo=False).id))
    assert gettext("first import") in shown
    assert 'title="' in shown.partition(gettext("Versions"))[2]


def test_a_notice_without_a_title_has_a_neutral_name(demo: Settings) -> None:
    del demo
    untitled = find(title=None)
    shown = words(open_screen("notice", id=untitled.id))
    assert gettext("Notice without a title in the source") in shown


@pytest.mark.parametrize("notice_id", ["", "unknown", "'; DROP TABLE notice; --", "x" * 5000])
def test_an_unknown_id_is_a_calm_page(demo: Settings, notice_id: str) -> None:
    del demo
    visit = open_screen("notice", id=notice_id)
    assert gettext("This record does not exist") in words(visit)
    assert len(words(visit)) < 400


def test_a_draft_is_as_good_as_absent(own_demo: Settings) -> None:
    del own_demo
    notice = find(is_demo=False)
    with writing() as session:
        session.get_one(Notice, notice.id).state = NoticeState.DRAFT
    visit = open_screen("notice", id=notice.id)
    assert gettext("This record does not exist") in words(visit)
    assert str(notice.title) not in words(visit)


@pytest.mark.parametrize("field", ["title", "purchaser_name", "facts", "source_text", "type_text"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_a_record_is_shown_as_text(
    own_demo: Settings, field: str, hostile: str
) -> None:
    del own_demo
    notice = find(is_demo=False, type="other")
    with writing() as session:
        setattr(session.get_one(Notice, notice.id), field, hostile)
    for visit in (open_screen("notice", id=notice.id), open_screen("notices", type="other")):
        shown = content(visit)
        for bad in ("<script", "<img", "<iframe", "<strong", 'href="javascript'):
            assert bad not in shown
    assert hostile in words(open_screen("notice", id=notice.id))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil", "file:///"]
)
def test_a_source_that_is_no_web_address_is_no_link(own_demo: Settings, address: str) -> None:
    del own_demo
    notice = find(is_demo=False)
    with writing() as session:
        session.get_one(Notice, notice.id).source_url = address
    assert address not in links(open_screen("notice", id=notice.id))


def test_a_notice_of_a_governed_project_shows_its_findings_with_links_to_the_clauses(
    demo: Settings,
) -> None:
    del demo
    notice = find(is_demo=True, type="contract", project_no="DEMO-DY-2022-001")
    visit = open_screen("notice", id=notice.id)
    section = content(visit).partition(f'id="{ANCHOR}"')[2]
    assert gettext("Compliance check") in words(visit)
    cited = re.findall(r'href="/policies\?clause=([^"]+)"', section)
    assert cited
    assert {*cited} <= installed().citations.keys()
    assert f"/policies?clause={cited[0]}" in links(visit)


def test_neither_a_reprint_nor_a_notice_without_a_project_is_judged(demo: Settings) -> None:
    del demo
    for notice in (find(is_reprint=True), find(is_demo=False, project_id=None)):
        assert gettext("Compliance check") not in words(open_screen("notice", id=notice.id))

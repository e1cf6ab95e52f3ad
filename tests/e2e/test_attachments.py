"""An officer sends a file, the public downloads it, and a withdrawal takes everything away."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.demo.projects import demo_projects
from portal.identity.acting import acting_for
from portal.locale import gettext
from portal.notices.desk import get_draft
from portal.notices.drafting import Writing, save_draft
from portal.notices.issuing import issue_draft
from portal.notices.reviewing import Review, review_draft, submit_for_review
from portal.notices.starting import NewNotice, start_draft
from portal.notices.steps import mark
from portal.records.project import Project
from portal.records.publishing import NoticeDraft, ReviewOutcome
from portal.records.session import writing
from portal.settings import get_settings
from portal.today import today
from tests.db.office import PDF, TERMINATION
from tests.e2e.server import Server
from tests.e2e.visitor import PHONE, Visitor, Visitors

WRITER, ISSUER = "demo-officer-1", "demo-officer-2"
LEAKED = "孟庆霜"
TITLE = f"{LEAKED}所在项目终止公告"
NAME = "采购文件（定稿）.pdf"
REASON = "标题含有服务对象姓名。"


@pytest.fixture
def _settings_of_the_server(portal: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The services find the files where the server keeps them."""
    monkeypatch.setenv("PORTAL_VAR_DIR", str(portal.folder))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def begin(portal: Server) -> str:
    """A draft as its writer left it; its id."""
    with writing(portal.engine()) as session:
        who = acting_for(session, portal.settings.account_issuer, WRITER)
        title = demo_projects()[0].title
        project = session.query(Project).where(Project.title == title).one()
        draft_id = start_draft(session, who, NewNotice(project.id, "termination")).id
    with writing(portal.engine()) as session:
        who = acting_for(session, portal.settings.account_issuer, WRITER)
        seen = mark(session.get_one(NoticeDraft, draft_id))
        save_draft(session, who, draft_id, Writing(TITLE, TERMINATION), seen=seen)
    return draft_id


def issue(portal: Server, draft_id: str) -> str:
    """Handed in by its writer, reviewed and issued by another; the notice's id."""
    issuer = portal.settings.account_issuer
    with writing(portal.engine()) as session:
        seen = mark(session.get_one(NoticeDraft, draft_id))
        submit_for_review(session, acting_for(session, issuer, WRITER), draft_id, seen=seen)
    with writing(portal.engine()) as session:
        who = acting_for(session, issuer, ISSUER)
        digest = get_draft(session, who, draft_id, today()).digest
        review_draft(session, who, draft_id, Review(ReviewOutcome.PASSED), seen=digest)
        return issue_draft(session, who, draft_id, seen=digest).id


def withdraw(officer: Visitor, notice_id: str) -> None:
    """Take the whole notice back at the desk."""
    officer.open(f"/desk?notice={notice_id}")
    form = officer.page.locator('[data-testid="stMain"]')
    form.locator("summary", has_text=gettext("Withdraw")).click()
    form.get_by_text(gettext("The whole notice"), exact=True).click()
    form.get_by_label(gettext("Why, for the public to read")).fill(REASON)
    form.get_by_text(gettext("I know that this cannot be undone.")).click()
    officer.button("Withdraw it now").click()
    expect(officer.says("Withdrawn. It is gone from every page, file and feed.")).to_be_visible()


@pytest.mark.usefixtures("_settings_of_the_server")
def test_a_file_goes_from_the_officer_to_the_public_and_is_withdrawn_everywhere(
    portal: Server, visitors: Visitors, tmp_path: Path
) -> None:
    draft_id = begin(portal)
    own = tmp_path / NAME
    own.write_bytes(PDF)
    officer = visitors.come(subject=WRITER)
    officer.open(f"/desk?draft={draft_id}")
    officer.page.set_input_files("#attach-file", own)
    officer.button("Send the file").click()
    officer.page.wait_for_url(f"{portal.url}/desk?draft={draft_id}")
    officer.settled()
    expect(officer.page.get_by_role("link", name=NAME)).to_be_visible()

    wrong = tmp_path / "程序.pdf"
    wrong.write_bytes(b"MZ" + bytes(100))
    officer.page.set_input_files("#attach-file", wrong)
    officer.button("Send the file").click()
    expect(officer.says("programs cannot be attached")).to_be_visible()
    officer.page.get_by_role("link", name=gettext("Back to the draft")).click()
    officer.settled()

    notice_id = issue(portal, draft_id)
    citizen = visitors.come(size=PHONE)
    citizen.open(f"/notice?id={notice_id}")
    citizen.expect_no_sideways_scrolling()
    with citizen.page.expect_download() as download:
        citizen.page.get_by_role("link", name=NAME).click()
    assert download.value.suggested_filename == NAME
    content = Path(download.value.path()).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert content == PDF
    citizen.page.get_by_text(gettext("SHA-256, to check a download")).click()
    expect(citizen.page.get_by_text(digest, exact=True)).to_be_visible()
    (address,) = citizen.links("/files/")
    assert LEAKED in portal.get("/data/notices.csv")[1]
    assert digest in portal.get("/data/attachments.csv")[1]

    withdraw(officer, notice_id)

    for path in (f"/notice?id={notice_id}", address, f"/files/{address.split('/')[2]}"):
        status, page = portal.get(path)
        assert (status, REASON in page, LEAKED in page) == (410, True, False), path
    for path in (
        "/data/notices.csv",
        "/data/notices.jsonl",
        "/data/attachments.csv",
        "/feeds/notices.atom",
        f"/notices?q={LEAKED}",
    ):
        status, page = portal.get(path)
        assert (status, TITLE in page, NAME in page) == (200, False, False), path
    assert REASON in portal.get("/feeds/notices.atom")[1]
    assert REASON in portal.get("/data/withdrawals.csv")[1]
    citizen.open("/withdrawals")
    expect(citizen.page.get_by_text(REASON)).to_be_visible()
    citizen.open(f"/notices?q={LEAKED}")
    expect(citizen.page.get_by_text(TITLE)).to_have_count(0)
    held = {path for path in portal.folder.rglob("*") if path.is_file() and digest in path.name}
    assert held == set()

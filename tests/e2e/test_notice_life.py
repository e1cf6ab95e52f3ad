"""A purchase from its intention to its acceptance, written by one officer and issued by another."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from portal.locale import gettext
from portal.notices.content import entered_from
from portal.notices.formats import Field, Format, format_of
from portal.policy.identifiers import make_uscc
from portal.records.contract import Contract
from portal.records.notice import Notice
from portal.records.publishing import DraftState, NoticeDraft
from portal.records.session import reading
from portal.today import today
from tests.e2e.scene import RUNNER, SCORER
from tests.e2e.server import Server
from tests.e2e.test_access import faults
from tests.e2e.test_compliance import choose
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors
from tests.unit.notices.written import TYPED

PLACE, REGION = "deyang", "510603"
TITLE, NUMBER = "（演示）旌阳区居家照护服务项目", "DEMO-E2E-001"
PURCHASER = "（演示）德阳示例购买主体"
CONTRACTOR = "（演示）春晖社会工作服务中心"
REASON = "（演示）开标场地冲突，顺延开标"


def draft_of(portal: Server, kind: str) -> NoticeDraft:
    """The newest draft of a type."""
    with reading(portal.engine()) as session:
        return session.scalars(
            select(NoticeDraft)
            .where(NoticeDraft.type == kind, NoticeDraft.state != DraftState.DISCARDED)
            .order_by(NoticeDraft.drafted_at.desc())
            .limit(1)
        ).one()


def notice_of(portal: Server, notice_id: str) -> Notice:
    with reading(portal.engine()) as session:
        return session.get_one(Notice, notice_id)


def box(visitor: Visitor, key: str) -> Locator:
    """The widget with this key."""
    return visitor.page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")


def pick_day(visitor: Visitor, key: str, day: date) -> None:
    """Type a day, as a keyboard does it: year, month, day."""
    parts = box(visitor, key).get_by_role("spinbutton")
    parts.first.click()
    visitor.page.keyboard.type(f"{day:%Y%m%d}")


def enter(visitor: Visitor, form: Format, field: Field, key: str) -> None:
    """Fill a field in as it wants it."""
    widget = box(visitor, key)
    match field.part.kind:
        case "date":
            pick_day(visitor, key, today() + timedelta(days=7))
        case "yes_no":
            choose(visitor, widget, gettext("Yes"))
        case "code":
            choose(visitor, widget, next(iter(form.options(field).values())).zh)
        case "lines" | "lots":
            widget.locator("textarea").fill(str(TYPED["lines"]))
        case _:
            widget.locator("input").fill(str(TYPED[field.part.kind]))


def write(visitor: Visitor, draft: NoticeDraft, **said: str) -> None:
    """Fill in what the format asks for and the draft does not hold yet; hand it in."""
    form = format_of(draft.type, PLACE)
    known = entered_from(draft.content).fields
    for field in form:
        key = f"draft-{draft.id}-0-{field.key}"
        if field.key in said:
            box(visitor, key).locator("input, textarea").fill(said[field.key])
        elif field.part.required and not known.get(field.key):
            enter(visitor, form, field, key)
    hand_in(visitor, draft.id)


def hand_in(visitor: Visitor, draft_id: str) -> None:
    box(visitor, f"submit-{draft_id}").locator("button").click()
    expect(visitor.says("Handed in. Another officer reviews it now.")).to_be_visible()
    refused = "whoever wrote in a notice neither reviews nor issues it; another officer does"
    expect(visitor.says(refused)).to_be_visible()


def review_and_issue(visitor: Visitor, portal: Server, draft_id: str) -> str:
    """Pass the review, then issue; the id of the notice."""
    visitor.turn_to()
    visitor.open("/desk")
    visitor.follow(visitor.page.locator(f'a[href="/desk?draft={draft_id}"]'), "**/desk?draft=*")
    visitor.page.get_by_text(gettext("It may be published"), exact=True).click()
    visitor.button("Record the review").click()
    issue = visitor.button("Issue the notice")
    expect(issue).to_be_disabled()
    visitor.page.locator("[data-testid=stCheckbox] label").click()
    expect(issue).to_be_enabled()
    issue.click()
    expect(visitor.says("Issued. It is public now.")).to_be_visible()
    with reading(portal.engine()) as session:
        notice_id = session.get_one(NoticeDraft, draft_id).notice_id
    assert notice_id
    return notice_id


def go_on(writer: Visitor, portal: Server, notice_id: str, kind: str) -> NoticeDraft:
    """From an issued notice to the draft of the one that comes next."""
    writer.turn_to()
    writer.open(f"/desk?notice={notice_id}")
    way = writer.page.locator(f'a[href*="type={kind}"]')
    writer.follow(way, re.compile(f"type={kind}"))
    writer.button("Begin the notice").click()
    expect(
        writer.says("The draft is begun, and what is known already stands in it.")
    ).to_be_visible()
    writer.settled()
    return draft_of(portal, kind)


def begin_project(writer: Visitor, portal: Server) -> NoticeDraft:
    """The intention of a project that nobody knows yet."""
    writer.open("/desk?new=notice&type=intention")
    choose(writer, box(writer, "notice-project"), gettext("A project that begins with this notice"))
    box(writer, "project-title").locator("input").fill(TITLE)
    box(writer, "project-number").locator("input").fill(NUMBER)
    choose(writer, box(writer, "project-purchaser"), PURCHASER)
    box(writer, "project-region").locator("input").fill(REGION)
    place = box(writer, "project-place")
    place.locator("input").click()
    place.locator("input").press("ArrowDown")
    writer.page.get_by_role("option").filter(has_text="德阳").first.click()
    writer.button("Begin the notice").click()
    expect(
        writer.says("The draft is begun, and what is known already stands in it.")
    ).to_be_visible()
    writer.settled()
    return draft_of(portal, "intention")


def record_contract(writer: Visitor, portal: Server, result: str) -> None:
    """The signed contract, recorded after the result it follows."""
    writer.turn_to()
    writer.open(f"/desk?notice={result}")
    writer.follow(
        writer.page.get_by_role("link", name=gettext("Record the signed contract")),
        "**/desk?record=contract*",
    )
    expect(box(writer, "contract-notice").locator("input")).to_have_value(result)
    for key, value in {
        "title": TITLE,
        "number": f"{NUMBER}-HT",
        "purchaser-name": PURCHASER,
        "purchaser-uscc": make_uscc("11", REGION, "0101"),
        "contractor-name": CONTRACTOR,
        "contractor-uscc": make_uscc("52", REGION, "0101"),
        "region": REGION,
        "amount": "480000",
    }.items():
        box(writer, f"contract-{key}").locator("input").fill(value)
    for key, day in (("signed", 0), ("starts", 1), ("ends", 300)):
        pick_day(writer, f"contract-{key}", today() + timedelta(days=day))
    place = box(writer, "contract-place")
    place.locator("input").click()
    place.locator("input").press("ArrowDown")
    writer.page.get_by_role("option").filter(has_text="德阳").first.click()
    box(writer, "contract-reason").locator("textarea").fill("（演示）端到端测试")
    writer.button("Record the contract").click()
    expect(writer.says("The contract is recorded. You can plan a round of it now.")).to_be_visible()
    with reading(portal.engine()) as session:
        assert session.scalars(select(Contract).where(Contract.number == f"{NUMBER}-HT")).one()


def test_two_officers_bring_a_purchase_from_its_intention_to_its_acceptance(
    portal: Server, visitors: Visitors
) -> None:
    writer, reviewer = visitors.come(subject=SCORER), visitors.come(subject=RUNNER)

    draft = begin_project(writer, portal)
    write(writer, draft)
    intention = review_and_issue(reviewer, portal, draft.id)

    draft = go_on(writer, portal, intention, "tender")
    write(writer, draft)
    tender = review_and_issue(reviewer, portal, draft.id)
    assert notice_of(portal, tender).budget_fen == 48_000_000

    writer.turn_to()
    writer.open(f"/desk?notice={tender}")
    writer.button("Begin a correction").click()
    expect(writer.says("The correction is begun with the notice as it stands.")).to_be_visible()
    writer.settled()
    draft = draft_of(portal, "correction")
    key = f"draft-{draft.id}-0"
    box(writer, f"{key}-deadline.place").locator("input").fill("示例路9号")
    box(writer, f"{key}-change").locator("textarea").fill(REASON)
    hand_in(writer, draft.id)
    assert review_and_issue(reviewer, portal, draft.id) == tender
    assert notice_of(portal, tender).version == 2

    draft = go_on(writer, portal, tender, "result")
    write(writer, draft, **{"winner.supplier": CONTRACTOR})
    result = review_and_issue(reviewer, portal, draft.id)

    record_contract(writer, portal, result)
    draft = go_on(writer, portal, result, "contract")
    write(writer, draft)
    contract = review_and_issue(reviewer, portal, draft.id)
    assert notice_of(portal, contract).contract_id

    draft = go_on(writer, portal, contract, "acceptance")
    write(writer, draft)
    acceptance = review_and_issue(reviewer, portal, draft.id)

    citizen = visitors.come(PHONE)
    citizen.open(f"/notice?id={acceptance}")
    for each in (intention, tender, result, contract):
        assert citizen.page.locator(f'a[href^="/notice?id={each}"]').count()
    citizen.open(f"/notice?id={tender}")
    expect(citizen.page.get_by_text(REASON).first).to_be_visible()
    expect(citizen.page.get_by_text("示例路9号").first).to_be_visible()
    citizen.expect_no_sideways_scrolling()
    rows = portal.get(f"/data/notices.csv?q={NUMBER}")[1]
    assert all(each in rows for each in (intention, tender, result, contract, acceptance))


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_screens_of_a_notice_fit_their_window_and_everybody(
    portal: Server, visitors: Visitors, size: tuple[int, int]
) -> None:
    reviewer = visitors.come(size, subject=RUNNER)
    with reading(portal.engine()) as session:
        waiting = session.scalars(
            select(NoticeDraft.id).where(NoticeDraft.state == DraftState.IN_REVIEW)
        ).first()
        issued = session.scalars(select(Notice.id).where(Notice.issued_at.is_not(None))).first()
    writer = visitors.come(size, subject=SCORER)
    for visitor, path in (
        (reviewer, "/desk"),
        (reviewer, f"/desk?draft={waiting}"),
        (reviewer, f"/desk?notice={issued}"),
        (writer, "/desk?new=notice&type=tender"),
    ):
        visitor.turn_to()
        visitor.open(path)
        visitor.expect_no_sideways_scrolling()
        assert faults(visitor) == []

"""First publication and the clocks it moves, in both kinds of database."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.compliance.clocks import rewind_clocks
from portal.compliance.project_facts import project_facts
from portal.compliance.recording import record_facts
from portal.disclosure.timeline import Stage, Standing, read_timeline
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.notices.media import NewMedium, register_medium
from portal.notices.withdrawal import Why, withdraw_notice
from portal.records.audit import AuditEntry
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import Clock, MediumRecord
from portal.records.session import reading, writing
from tests.db.town import CONTRACT, PROJECT, PURCHASER, Town

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
CCGP = "http://www.ccgp.gov.cn/cggg/t1.htm"


@pytest.fixture(autouse=True)
def _signed(town: Town) -> None:
    with writing(town.engine) as session:
        session.get_one(Contract, CONTRACT).signed_on = date(2026, 4, 20)


def issue(town: Town, kind: str, **changes: Any) -> str:
    """A notice of the town's project as if it had been issued here."""
    fields = changes.pop("fields", {})
    notice_id: str = changes.pop("id", f"notice-{kind}".replace("_", "-"))
    notice = Notice(
        id=notice_id,
        publisher="示例区民政局",
        source_key=notice_id,
        content_hash="h",
        type=kind,
        search_text="",
        purchaser_id=PURCHASER,
        region_code="510603",
        fields=json.dumps(fields, ensure_ascii=False),
        **({"project_id": PROJECT, "sort_on": date(2026, 4, 1)} | changes),
    )
    with writing(town.engine) as session:
        session.add(notice)
        rewind_clocks(session, notice.project_id)
    return notice_id


def at(day: int, month: int = 4, hour: int = 10) -> datetime:
    """A moment of 2026 in Beijing time."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


def medium(moment: datetime, url: str = CCGP, reason: str = "") -> NewMedium:
    return NewMedium("中国政府采购网", url, moment, reason)


def register(town: Town, notice_id: str, entered: NewMedium, by: str = "officer-1") -> None:
    town.act(by, lambda s, who: register_medium(s, who, notice_id, entered, NOW))


def clocks(town: Town) -> dict[str, Clock]:
    with reading(town.engine) as session:
        found: Sequence[Clock] = session.scalars(select(Clock)).all()
        return {each.rule_id: each for each in found}


def test_no_clock_passes_before_the_first_publication_is_registered(town: Town) -> None:
    notice = issue(town, "contract")
    found = clocks(town)["cn-contract-announced"]
    assert (found.due_on, found.is_met, found.met_on) == (date(2026, 4, 22), None, None)

    register(town, notice, medium(at(23)))
    found = clocks(town)["cn-contract-announced"]
    assert (found.is_met, found.met_on, found.missed_by) == (False, date(2026, 4, 23), 1)
    assert found.notice_id == notice
    assert (found.contract_id, found.clause_id) == (CONTRACT, "CN-REG-50")
    assert (found.purchaser_id, found.region_code) == (PURCHASER, "510603")


def test_the_day_of_publication_is_that_of_beijing(town: Town) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(datetime(2026, 4, 22, 15, 59, tzinfo=UTC)))
    assert clocks(town)["cn-contract-announced"].is_met is True
    register(town, notice, medium(datetime(2026, 4, 22, 16, 0, tzinfo=UTC), reason="时间有误"))
    assert clocks(town)["cn-contract-announced"].is_met is False


@pytest.mark.parametrize(
    "url",
    [
        "https://zfcg.example.cn/1.htm",
        "https://www.ccgp.gov.cn.example.cn/1.htm",
        "https://notccgp.gov.cn/1",
        "https://example.cn/?www.ccgp.gov.cn",
    ],
)
def test_another_medium_is_kept_and_moves_no_clock(town: Town, url: str) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(at(21), url))
    assert clocks(town)["cn-contract-announced"].is_met is None
    with reading(town.engine) as session:
        kept = session.get_one(Notice, notice)
        assert (kept.media_url, kept.media_is_statutory) == (url, False)


@pytest.mark.parametrize(
    "url", ["https://www.ccgp-sichuan.gov.cn/a?b=1", "HTTP://CCGP.GOV.CN./a", CCGP]
)
def test_the_national_and_the_provincial_sites_are_statutory(town: Town, url: str) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(at(21), url.replace("HTTP", "http")))
    assert clocks(town)["cn-contract-announced"].is_met is True


def test_a_change_needs_a_reason_and_leaves_the_old_entry_in_public(town: Town) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(at(23)))
    with pytest.raises(InvalidInputError, match="reason"):
        register(town, notice, medium(at(22)))
    register(town, notice, medium(at(22), reason="原登记为转载时间"), by="officer-2")
    with reading(town.engine) as session:
        rows = session.scalars(select(MediumRecord).order_by(MediumRecord.recorded_at)).all()
        assert [(each.published_at, each.reason) for each in rows] == [
            (at(23), None),
            (at(22), "原登记为转载时间"),
        ]
        assert rows[0].account_id != rows[1].account_id
        trail = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "register_medium")
        ).all()
        assert {each.object_id for each in trail} == {notice}
        assert len(trail) == 2


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        (NewMedium("", CCGP, at(21)), "name"),
        (NewMedium("中" * 201, CCGP, at(21)), "name"),
        (medium(at(21), "javascript:alert(1)"), "https://"),
        (medium(at(21), "https://user:pass@ccgp.gov.cn/"), "https://"),
        (medium(at(21), "https://ccgp.gov.cn/\u202e"), "https://"),
        (medium(at(21), "https://ccgp.gov.cn/" + "a" * 1000), "https://"),
        (medium(at(21), "https://ccgp.gov.cn:99999999/"), "https://"),
        (medium(at(2, month=6)), "future"),
        (medium(datetime(1999, 1, 1, tzinfo=UTC)), "old"),
        (medium(at(21), reason="理" * 501), "reason"),
        (NewMedium("经办人13800138000", CCGP, at(21)), "number"),
    ],
)
def test_what_cannot_be_a_first_publication_is_refused(
    town: Town, entered: NewMedium, words: str
) -> None:
    notice = issue(town, "contract")
    with pytest.raises(InvalidInputError, match=words):
        register(town, notice, entered)


def test_only_the_purchaser_and_the_operator_register_it(town: Town) -> None:
    notice = issue(town, "contract")
    for name in ("officer-elsewhere", "finance-1", "nobody"):
        with pytest.raises(ForbiddenError):
            register(town, notice, medium(at(21)), by=name)
    register(town, notice, medium(at(21)), by="operator-1")


def test_neither_a_reprint_nor_a_draft_takes_one(town: Town) -> None:
    reprint = issue(town, "contract", is_reprint=True)
    assert clocks(town) == {}
    with pytest.raises(ConflictError):
        register(town, reprint, medium(at(21)))
    draft = issue(town, "tender", state=NoticeState.DRAFT)
    for unknown in (draft, "unknown", "'; --", ""):
        with pytest.raises(NotFoundError):
            register(town, unknown, medium(at(21)))


def test_a_typed_day_of_publication_moves_no_clock_and_a_registered_one_outranks_it(
    town: Town,
) -> None:
    typed = {"contract.announced_on": date(2026, 4, 21)}
    town.act("officer-1", lambda s, who: record_facts(s, who, CONTRACT, typed))
    notice = issue(town, "contract")
    assert clocks(town)["cn-contract-announced"].is_met is None
    register(town, notice, medium(at(24)))
    with reading(town.engine) as session:
        said = project_facts(session, PROJECT, CONTRACT).facts
    assert said.get("contract.announced_on") == date(2026, 4, 24)
    assert clocks(town)["cn-contract-announced"].is_met is False


def test_a_withdrawn_notice_still_appeared_on_its_day(town: Town) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(at(21)))
    with writing(town.engine) as session:
        session.get_one(Notice, notice).state = NoticeState.WITHDRAWN
        session.flush()
        rewind_clocks(session, PROJECT)
    assert clocks(town)["cn-contract-announced"].is_met is True


def test_a_clock_keeps_its_id_when_it_is_counted_anew(town: Town) -> None:
    notice = issue(town, "contract")
    before = clocks(town)["cn-contract-announced"].id
    register(town, notice, medium(at(21)))
    assert clocks(town)["cn-contract-announced"].id == before


def test_a_failed_purchase_and_the_next_one_have_clocks_of_their_own(town: Town) -> None:
    days = ((1, "tender", "a"), (3, "termination", "b"), (10, "tender", "c"), (20, "result", "d"))
    for day, kind, name in days:
        notice = issue(town, kind, id=f"notice-{name}", sort_on=date(2026, 4, day))
        register(town, notice, medium(at(day)))
    with reading(town.engine) as session:
        said = project_facts(session, PROJECT).facts
    assert said.get("contract.purchase.notice_on") == date(2026, 4, 10)
    assert said.get("contract.purchase.result_on") == date(2026, 4, 20)


def tried_again(town: Town) -> None:
    """One lot of the project ends on 9 April and is called for again on 10 May."""
    days = ((1, 4, "tender", "a"), (9, 4, "termination", "b"), (10, 5, "tender", "c"))
    for day, month, kind, name in days:
        notice = issue(town, kind, id=f"notice-{name}", sort_on=date(2026, month, day))
        register(town, notice, medium(at(day, month)))


def test_a_contract_announced_in_time_stays_so_when_another_lot_is_tried_again(town: Town) -> None:
    notice = issue(town, "contract", contract_id=CONTRACT, sort_on=date(2026, 4, 21))
    register(town, notice, medium(at(21)))
    before = clocks(town)["cn-contract-announced"].id
    tried_again(town)
    found = clocks(town)["cn-contract-announced"]
    assert (found.id, found.is_met, found.met_on) == (before, True, date(2026, 4, 21))
    with reading(town.engine) as session:
        said = project_facts(session, PROJECT, CONTRACT).facts
        latest = project_facts(session, PROJECT).facts
    assert said.get("contract.announced_on") == date(2026, 4, 21)
    assert said.get("contract.purchase.notice_on") == date(2026, 4, 1)
    assert latest.get("contract.purchase.notice_on") == date(2026, 5, 10)


def test_a_contract_without_a_notice_belongs_to_the_purchase_it_was_signed_in(town: Town) -> None:
    tried_again(town)
    with reading(town.engine) as session:
        said = project_facts(session, PROJECT, CONTRACT).facts
    assert said.get("contract.purchase.notice_on") == date(2026, 4, 1)
    assert clocks(town)["cn-contract-announced"].is_met is None
    with writing(town.engine) as session:
        session.get_one(Contract, CONTRACT).signed_on = date(2026, 5, 20)
        rewind_clocks(session, PROJECT)
    with reading(town.engine) as session:
        said = project_facts(session, PROJECT, CONTRACT).facts
    assert said.get("contract.purchase.notice_on") == date(2026, 5, 10)


@pytest.mark.parametrize("ended", [date(2026, 4, 9), date(2026, 4, 21)])
def test_the_end_of_one_lot_stops_no_clock_of_a_signed_contract(town: Town, ended: date) -> None:
    tender = issue(town, "tender")
    register(town, tender, medium(at(1)))
    termination = issue(town, "termination", sort_on=ended)
    register(town, termination, medium(at(ended.day)))
    found = clocks(town)["cn-contract-announced"]
    assert (found.contract_id, found.due_on) == (CONTRACT, date(2026, 4, 22))
    assert (found.is_met, found.met_on) == (None, None)


@pytest.mark.parametrize(("ended", "runs"), [(9, True), (14, False), (13, False)])
def test_an_end_stops_what_was_running_and_not_what_began_later(
    town: Town, ended: int, *, runs: bool
) -> None:
    issue(town, "result", fields={"experts.decided": "2026-04-13"}, sort_on=date(2026, 4, 20))
    termination = issue(town, "termination", sort_on=date(2026, 4, ended))
    register(town, termination, medium(at(ended)))
    assert ("cn-result-2" in clocks(town)) is runs


def line(town: Town) -> dict[Stage, Standing]:
    with reading(town.engine) as session:
        found = read_timeline(session, PROJECT, NOW.date())
    assert found is not None
    return {each.stage: each.standing for each in found.steps}


def without_contract(town: Town) -> None:
    with writing(town.engine) as session:
        session.add(Project(id="elsewhere"))
        session.get_one(Contract, CONTRACT).project_id = "elsewhere"


def test_a_purchase_from_a_single_source_is_not_called_for(town: Town) -> None:
    without_contract(town)
    issue(town, "single_source")
    assert Stage.CALL not in line(town)
    assert line(town)[Stage.RESULT] == Standing.NEXT
    issue(town, "result", method="single_source", sort_on=date(2026, 4, 20))
    assert Stage.CALL not in line(town)
    assert line(town)[Stage.CONTRACT] == Standing.NEXT


def test_a_call_on_record_stays_on_the_line_of_a_single_source(town: Town) -> None:
    without_contract(town)
    issue(town, "tender", method="open")
    issue(town, "single_source", sort_on=date(2026, 4, 10))
    assert line(town)[Stage.CALL] == Standing.DONE


def test_a_call_that_the_method_asks_for_is_still_missed(town: Town) -> None:
    without_contract(town)
    issue(town, "single_source")
    issue(town, "result", method="open", sort_on=date(2026, 4, 20))
    assert line(town)[Stage.CALL] == Standing.MISSING


def test_a_project_without_a_notice_of_its_own_has_no_clocks(town: Town) -> None:
    with writing(town.engine) as session:
        assert rewind_clocks(session, PROJECT) == 0
        assert rewind_clocks(session, None) == 0


def test_what_a_notice_says_cannot_be_typed_otherwise(town: Town) -> None:
    notice = issue(town, "contract")
    register(town, notice, medium(at(21)))
    name = "contract.announced_on"
    same, other = {name: date(2026, 4, 21)}, {name: date(2026, 4, 23)}
    town.act("officer-1", lambda s, who: record_facts(s, who, CONTRACT, same))
    with pytest.raises(ConflictError, match="issued notices"):
        town.act("officer-1", lambda s, who: record_facts(s, who, CONTRACT, other))
    assert clocks(town)["cn-contract-announced"].met_on == date(2026, 4, 21)


def test_a_withdrawal_stops_no_clock_and_leaves_no_address(town: Town) -> None:
    fields = {"experts.decided": "2026-04-13", "experts.names": "专家甲"}
    notice = issue(town, "result", fields=fields)
    register(town, notice, medium(at(14)))
    before = clocks(town)["cn-result-2"]
    assert (before.is_met, before.met_on) == (True, date(2026, 4, 14))
    why = Why("含有个人信息", "《中华人民共和国个人信息保护法》第四十七条")
    town.act("officer-1", lambda s, who: withdraw_notice(s, who, notice, why))
    after = clocks(town)["cn-result-2"]
    assert (after.id, after.is_met, after.met_on) == (before.id, True, date(2026, 4, 14))
    with reading(town.engine) as session:
        kept = session.get_one(Notice, notice)
        assert json.loads(kept.fields or "{}") == {"experts.decided": "2026-04-13"}
        assert kept.media_url is None
        history = session.scalars(select(MediumRecord)).one()
        assert (history.url, history.reason) == ("", None)

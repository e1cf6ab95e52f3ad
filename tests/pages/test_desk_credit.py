"""The register at the desk: proposed by one officer, answered, decided by another."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from portal.demo.credit import DECIDER, PROPOSER, SPEAKER, demo_records
from portal.policy.calendar import corresponding_day
from portal.policy.identifiers import make_uscc
from portal.records.credit import CreditChange, CreditRecord, CreditState
from portal.records.session import reading
from portal.settings import Settings
from portal.today import today
from tests.pages.visiting import errors, links, open_screen, signed_in, submit, words

IDS = {each.key: each.id for each in demo_records()}
NAME = "（演示）新录单位"
TEXTS = {
    "name": NAME,
    "uscc": make_uscc("91", "510603", "0999"),
    "document_no": "（演示）示罚〔2026〕9号",
    "authority": "（演示）示例机关",
    "facts": "（演示）事实。",
    "result": "（演示）警告。",
    "basis": "（演示）某法第一条",
    "source_url": "https://example.invalid/9",
    "region": "510603",
    "how": "（演示）邮寄送达",
}
DECIDED = today() - timedelta(days=30)
DAYS: dict[str, date] = {
    "decided": DECIDED,
    "effective": DECIDED,
    "until": corresponding_day(DECIDED, 12),
    "notified": today(),
}


def desk(subject: str, chosen: str = "all") -> AppTest:
    return open_screen("desk", credit=chosen, user=signed_in(subject))


def fill(visit: AppTest, **changes: str) -> None:
    for name, text in {**TEXTS, **changes}.items():
        kind = visit.text_area if name in {"facts", "result"} else visit.text_input
        kind(key=f"credit-{name}").set_value(text)
    for name, on in DAYS.items():
        visit.date_input(key=f"credit-{name}").set_value(on)
    visit.selectbox(key="credit-kind").set_value("penalty")
    visit.selectbox(key="credit-tier").set_value("general")


def kept() -> CreditRecord | None:
    with reading() as session:
        return session.scalars(
            select(CreditRecord).where(CreditRecord.document_no == TEXTS["document_no"])
        ).one_or_none()


def state(key: str) -> CreditState:
    with reading() as session:
        return session.get_one(CreditRecord, IDS[key]).state


def test_a_finance_officer_proposes_and_another_click_stores_nothing(own_demo: Settings) -> None:
    del own_demo
    visit = desk(PROPOSER, "new")
    assert "法律没有为本登记簿规定天数" in words(visit)
    fill(visit)
    submit(visit, "credit-form", "Propose the record")
    assert errors(visit) == []
    record = kept()
    assert record
    assert (record.state, record.is_demo) == (CreditState.PROPOSED, True)
    assert record.repair_from_on == corresponding_day(DECIDED, 3)
    submit(visit, "credit-form", "Propose the record")
    assert kept()


def test_what_is_missing_or_leads_to_a_person_is_said_and_nothing_is_kept(
    own_demo: Settings,
) -> None:
    del own_demo
    visit = desk(PROPOSER, "new")
    submit(visit, "credit-form", "Propose the record")
    assert "请填写：录入依据" in errors(visit)[0]
    fill(visit, facts="经办人电话13800138000")
    submit(visit, "credit-form", "Propose the record")
    assert "手机号码" in errors(visit)[0]
    assert kept() is None


def test_the_organisation_answers_and_a_second_officer_decides(own_demo: Settings) -> None:
    del own_demo
    answering = desk(SPEAKER, IDS["new"])
    answering.text_area(key="credit-statement").set_value("（演示）我单位已上诉。")
    submit(answering, "credit-statement-form", "Hand in the statement")
    assert "接下来由主管部门决定" in words(answering)
    own = desk(PROPOSER, IDS["new"])
    assert "须由另一名财政经办人决定" in words(own)
    assert not [each for each in own.button if "credit-decision-form" in str(each.key)]
    deciding = desk(DECIDER, IDS["new"])
    assert "我单位已上诉" in words(deciding)
    submit(deciding, "credit-decision-form", "Put it into effect")
    assert "决定理由" in errors(deciding)[0]
    deciding.text_area(key="credit-opinion").set_value("（演示）判决已生效。")
    submit(deciding, "credit-decision-form", "Put it into effect")
    assert state("new") == CreditState.IN_EFFECT
    assert f"/credit?id={IDS['new']}" in links(deciding)


def test_an_account_says_what_waits_for_its_owner(demo: Settings) -> None:
    del demo
    for subject, count in ((SPEAKER, 1), (PROPOSER, 0), (DECIDER, 1), ("demo-officer-1", 0)):
        said = words(open_screen("account", user=signed_in(subject)))
        assert (f"有{count}条信用记录等待您" in said) is bool(count), subject


def test_before_the_statement_the_page_says_from_when_one_may_decide(demo: Settings) -> None:
    del demo
    assert "方可决定" in words(desk(DECIDER, IDS["new"]))


def test_a_record_may_be_declined(own_demo: Settings) -> None:
    del own_demo
    visit = desk(DECIDER, IDS["answered"])
    visit.text_area(key="credit-opinion").set_value("（演示）情节轻微，不录入。")
    submit(visit, "credit-decision-form", "Do not enter it")
    assert state("answered") == CreditState.DECLINED


def test_repair_is_granted_by_an_officer_who_did_not_propose_the_record(
    own_demo: Settings,
) -> None:
    del own_demo
    with reading() as session:
        change = session.scalars(
            select(CreditChange.id).where(CreditChange.record_id == IDS["repair"])
        ).one()
    assert "其修复须由另一名财政经办人决定" in words(desk(PROPOSER, IDS["repair"]))
    visit = desk(DECIDER, IDS["repair"])
    visit.text_area(key=f"credit-change-opinion-{change}").set_value("（演示）属实。")
    submit(visit, f"credit-change-{change}", "Grant it")
    assert state("repair") == CreditState.REPAIRED


def test_an_organisation_reads_from_when_it_may_apply_for_repair(demo: Settings) -> None:
    del demo
    assert "最短公示期届满，自该日起可以申请修复" in words(desk(SPEAKER, IDS["ban"]))


def test_a_correction_and_a_revocation_are_asked_for_at_the_desk(own_demo: Settings) -> None:
    del own_demo
    record_id = IDS["award"]
    visit = desk(PROPOSER, record_id)
    visit.text_input(key="credit-correct-basis").set_value("（演示）某法第二条")
    visit.text_area(key="credit-correction-reason").set_value("（演示）条款录错")
    submit(visit, f"credit-correction-{record_id}", "Ask for this correction")
    assert "（演示）条款录错" in words(visit)
    visit.text_area(key="credit-revocation-reason").set_value("（演示）裁决被撤销")
    visit.text_area(key="credit-revocation-evidence").set_value("（演示）裁定1号")
    submit(visit, f"credit-revocation-{record_id}", "Ask for the revocation")
    assert words(visit).count("由您提请，须由另一名财政经办人决定") == 2


@pytest.mark.parametrize("subject", ["demo-officer-1", "demo-evaluator-1", "demo-beneficiary-1"])
def test_nobody_else_sees_the_register_at_the_desk(demo: Settings, subject: str) -> None:
    del demo
    shown = words(desk(subject, IDS["answered"]))
    assert "中民罚" not in shown

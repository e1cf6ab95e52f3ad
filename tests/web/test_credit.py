"""The register over HTTP: its page, its addresses, their end, its files and its feed."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.credit.changes import ask_revocation, decide_change
from portal.demo.credit import DECIDER, PROPOSER, demo_records
from portal.identity.acting import acting_for
from portal.records.credit import CreditRecord, CreditState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import today

IDS = {each.key: each.id for each in demo_records()}
SHOWN = {IDS[key] for key in ("ban", "repair", "minor", "award", "judgment")}
HIDDEN = ("answered", "new", "repaired")


def test_the_list_and_a_record_have_a_title_and_name_the_feed(site: TestClient) -> None:
    listed = site.get("/credit?tier=serious")
    assert listed.status_code == 200
    assert "<title>信用记录" in listed.text
    assert 'href="/feeds/credit_records.atom?tier=serious"' in listed.text
    one = site.get(f"/credit?id={IDS['ban']}")
    assert one.status_code == 200
    assert "（演示）星河综合服务有限公司" in one.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/credit?tier=grave", 400, "minor, general, serious"),
        ("/credit?state=expired", 400, "ban, repairable"),
        ("/credit?from=2026-13-01", 400, "2026-01-31"),
        ("/credit?region=51", 400, "6"),
        ("/credit?id=nobody", 404, ""),
        (f"/credit?id={IDS['new']}", 404, ""),
        (f"/credit?id={IDS['repaired']}", 410, "修复"),
        ("/data/credit_records.csv?state=x", 400, "ban, repairable"),
        ("/data/credit_records.csv?organisation=1", 400, "18"),
        ("/feeds/credit_records.atom?tier=x", 400, "minor, general, serious"),
    ],
)
def test_wrong_filters_unknown_and_ended_records_have_their_own_answers(
    site: TestClient, address: str, status: int, said: str
) -> None:
    found = site.get(address)
    assert found.status_code == status
    assert said in found.text
    assert "星河" not in found.text
    assert "晨露" not in found.text


def test_the_file_holds_what_is_shown_and_nothing_else(site: TestClient) -> None:
    rows = [
        each.split('"')[1] for each in site.get("/data/credit_records.csv").text.split("\r\n")[1:-1]
    ]
    assert set(rows) == SHOWN
    serious = site.get("/data/credit_records.jsonl?tier=serious").text.splitlines()
    assert len(serious) == 2
    everything = site.get("/data/credit_records.jsonl").text
    for key in HIDDEN:
        assert IDS[key] not in everything


def test_the_feed_tells_the_end_of_the_repaired_one_without_its_name(site: TestClient) -> None:
    feed = site.get("/feeds/credit_records.atom").text
    assert feed.count("<entry>") == len(SHOWN) + 1
    assert "一条记录已不再公示" in feed
    assert "晨露" not in feed
    narrow = site.get("/feeds/credit_records.atom?q=演示").text
    assert narrow.count("<entry>") == len(SHOWN)


def test_a_revoked_record_answers_410_with_its_public_note(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    issuer, record_id = own_demo.account_issuer, IDS["ban"]
    with writing() as session:
        first, second = (acting_for(session, issuer, each) for each in (PROPOSER, DECIDER))
        why = "（演示）复议决定撤销了原处罚"
        change = ask_revocation(session, first, record_id, why, "（演示）复决1号", today())
        decide_change(session, second, change.id, "（演示）属实", today(), grant=True)
    with build_site() as client:
        gone = client.get(f"/credit?id={record_id}&lang=en")
        assert gone.status_code == 410
        assert why in gone.text
        assert "overturned" in gone.text
        assert record_id not in client.get("/data/credit_records.csv").text


def test_the_demonstration_leaves_records_at_every_stage(site: TestClient) -> None:
    del site
    with reading() as session:
        states = set(session.scalars(select(CreditRecord.state)))
        assert all(session.scalars(select(CreditRecord.is_demo)))
    assert states == {CreditState.PROPOSED, CreditState.IN_EFFECT, CreditState.REPAIRED}

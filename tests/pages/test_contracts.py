"""Contracts, contractors and findings on the screen: each name leads on, each filter is kept."""

import html
import re

import pytest
from sqlalchemy import select

from portal.disclosure.contracts import CONTRACTS, ContractFilter
from portal.disclosure.findings import FINDINGS, FindingFilter
from portal.locale import gettext, use
from portal.records.contract import Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice, NoticeSupplier
from portal.records.session import reading, writing
from portal.settings import Settings, get_settings
from tests.pages.visiting import content, ids, links, markup, open_screen, status, words


def deyang() -> Contract:
    with reading() as session:
        contract = session.scalars(select(Contract).where(Contract.region_code == "510603")).one()
        session.expunge_all()
        return contract


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "旌阳"},
        {"region": "510000"},
        {"method": "consultation"},
        {"from": "2025-01-01"},
        {"amount_from": "500000", "amount_to": "900000"},
    ],
    ids=str,
)
def test_the_list_of_contracts_holds_what_the_file_holds(
    demo: Settings, query: dict[str, str]
) -> None:
    del demo
    with reading() as session:
        rows = session.execute(CONTRACTS.select(ContractFilter.read(query)))
        expected = [row.id for row in rows]
    visit = open_screen("contracts", query)
    assert ids(visit, "/contract") == expected != []
    assert re.findall(r"\d+", status(visit)) == [str(len(expected))]
    ways = [each for each in links(visit) if each.startswith("/data/contracts.csv")]
    assert len(ways) == 1
    for name in query:
        assert f"{name}=" in ways[0]


def test_a_search_that_finds_nothing_offers_the_way_out(demo: Settings) -> None:
    del demo
    visit = open_screen("contracts", q="没有这样的合同")
    assert gettext("Begin again without conditions") in words(visit)


def test_a_contract_shows_parties_money_term_findings_and_results(demo: Settings) -> None:
    del demo
    contract = deyang()
    visit = open_screen("contract", id=contract.id)
    shown, ways = words(visit), links(visit)
    for said in ("春晖社会工作服务中心", "462,000.00 元", "2022年7月1日至2023年6月30日"):
        assert said in shown
    assert f"/contractor?id={contract.contractor_id}" in ways
    assert any(each.startswith("/evaluation?id=") for each in ways)
    assert any(each.startswith("/notice?id=") for each in ways)
    assert f"/findings?contract={contract.id}" in ways
    assert gettext("Compliance check") in shown
    assert gettext("Cite this page") in shown
    assert f"http://127.0.0.1:8501/contract?id={contract.id}" in shown


def test_a_contractor_shows_its_contracts_and_what_a_score_is_not(demo: Settings) -> None:
    del demo
    contract = deyang()
    visit = open_screen("contractor", id=contract.contractor_id)
    shown = words(visit)
    assert "52510603DEM0010175" in shown
    assert gettext("both check digits fit (GB 32100); this does not prove who uses it") in shown
    assert "不是信用记录" in shown
    assert "https://www.creditchina.gov.cn" in content(visit)
    assert f"/contract?id={contract.id}" in links(visit)


def test_a_notice_leads_to_a_supplier_whose_code_it_gives(own_demo: Settings) -> None:
    del own_demo
    contract = deyang()
    with writing() as session:
        notice = session.scalars(select(Notice).where(Notice.type == "result").limit(1)).one()
        notice.suppliers = [
            NoticeSupplier(position=0, name="某中心", organisation_id=contract.contractor_id),
            NoticeSupplier(position=1, name="无码单位"),
        ]
    visit = open_screen("notice", id=notice.id)
    assert f"/contractor?id={contract.contractor_id}" in links(visit)
    assert "无码单位" in words(visit)
    back = open_screen("contractor", id=contract.contractor_id)
    assert f"/notice?id={notice.id}" in links(back)


def test_a_result_leads_to_its_contract_and_contractor(demo: Settings) -> None:
    del demo
    with reading() as session:
        round_id = session.scalars(select(Result.round_id).limit(1)).one()
    ways = links(open_screen("evaluation", id=round_id))
    assert any(each.startswith("/contract?id=") for each in ways)
    assert any(each.startswith("/contractor?id=") for each in ways)


@pytest.mark.parametrize("name", ["contract", "contractor"])
def test_an_unknown_record_is_said_to_be_none(demo: Settings, name: str) -> None:
    del demo
    assert gettext("This record does not exist") in words(open_screen(name, id="none"))


def test_a_clause_leads_to_the_records_that_were_held_against_it(demo: Settings) -> None:
    del demo
    with reading() as session:
        row = session.execute(FINDINGS.select(FindingFilter(outcome="not_met"))).first()
    assert row is not None
    clause = row.clauses.split()[0]
    ways = links(open_screen("policies", clause=clause))
    assert f"/findings?clause={clause}" in ways
    visit = open_screen("findings", clause=clause)
    shown = words(visit)
    assert row.sentence_zh in shown
    assert clause in shown
    assert any(each.startswith(("/contract?id=", "/evaluation?id=")) for each in links(visit))
    assert any(f"/data/findings.csv?clause={clause}" in each for each in links(visit))


def test_findings_are_said_in_the_language_of_the_reader(demo: Settings) -> None:
    del demo
    with reading() as session:
        row = session.execute(FINDINGS.select(FindingFilter(outcome="not_met"))).first()
    assert row is not None
    use("en")
    assert row.sentence_en in words(open_screen("findings", outcome="not_met", lang="en"))


def test_the_foot_names_the_institution_and_its_filings(
    demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    for name, value in {
        "PORTAL_INSTITUTION": "示例区民政局",
        "PORTAL_SITE_CODE": "5106030001",
        "PORTAL_ICP": "蜀ICP备00000000号-1",
        "PORTAL_PUBLIC_SECURITY": "川公网安备51060302000001号",
        "PORTAL_HOST_SITE": "示例区人民政府门户网站",
        "PORTAL_HOST_SITE_URL": "https://www.example.gov.cn/",
        "PORTAL_CONTACT": "help@example.gov.cn",
        "PORTAL_HEADER": "示例区人民政府",
        "PORTAL_FOOTER": "本栏目由示例区民政局维护 & 更新",
    }.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    shown = markup(open_screen("notices"))
    foot = shown.partition("<footer")[2]
    for said in ("示例区民政局", "5106030001", "蜀ICP备00000000号-1", "mailto:help@example.gov.cn"):
        assert said in foot
    assert "https://beian.mps.gov.cn/#/query/webSearch?code=51060302000001" in foot
    assert 'href="https://www.example.gov.cn/"' in foot
    assert html.escape("本栏目由示例区民政局维护 & 更新") in foot
    assert "示例区人民政府</div>" in shown.partition("<footer")[0]


def test_paper_names_the_page_its_address_and_the_day(demo: Settings) -> None:
    del demo
    contract = deyang()
    shown = markup(open_screen("contract", id=contract.id))
    (line,) = re.findall(r'<p class="printed">(.*?)</p>', shown)
    assert contract.title in line
    assert f"http://127.0.0.1:8501/contract?id={contract.id}" in line

"""A record is found by the words that stand on its page, whatever their width and their case."""

import pytest

from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import read_page
from portal.records.contract import Contract
from portal.records.session import reading, writing
from tests.db.printed import a_row, keep
from tests.db.town import CONTRACT, Town

TITLE = "社会救助服务（二期）：ＡＢＣ Ökoportal Ⅲ号"
ASKED = [TITLE, "社会救助服务(二期)", "（二期）：ABC", "abc", "ökoPORTAL", "III号", "救助 示例"]


@pytest.mark.parametrize("q", [*ASKED, "示例社会工作服务中心"])
def test_a_result_is_found_by_what_its_page_says(town: Town, q: str) -> None:
    with writing(town.engine) as session:
        session.get_one(Contract, CONTRACT).title = TITLE
    round_id = town.finish(["54"] * 12)

    with reading(town.engine) as session:
        found = read_page(session, EVALUATIONS, EvaluationFilter.read({"q": q}))
        other = read_page(session, EVALUATIONS, EvaluationFilter.read({"q": f"{q} 别处"}))
    assert [row["id"] for row in found.rows] == [round_id]
    assert not other.rows


@pytest.mark.parametrize("q", ASKED)
def test_a_notice_is_found_by_what_its_page_says(town: Town, q: str) -> None:
    keep(town.engine, a_row(title=TITLE, description="示例"))

    with reading(town.engine) as session:
        assert len(read_page(session, NOTICES, NoticeFilter.read({"q": q})).rows) == 1


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufe0f"])
def test_no_sign_that_nobody_sees_hides_a_notice_from_the_search(town: Town, sign: str) -> None:
    keep(town.engine, a_row(title=f"低{sign}保服务{sign}采购"))

    with reading(town.engine) as session:
        for q in ("低保", f"低{sign}保", "服务采购"):
            assert len(read_page(session, NOTICES, NoticeFilter.read({"q": q})).rows) == 1

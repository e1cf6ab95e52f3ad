"""The compliance check on a page: what it counts, and how it quotes the clauses."""

import re
from datetime import date

from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.pages import read_page
from portal.policy.installed import installed
from portal.records.session import reading
from portal.settings import Settings
from portal.ui import words as said
from portal.ui.finding_view import cited
from tests.pages.visiting import content, open_screen, words

LINK = re.compile(r'<a href="([^"]+)">([^<]+)</a>')


def test_what_nobody_recorded_is_not_called_not_applicable(demo: Settings) -> None:
    del demo
    with reading() as session:
        rows = read_page(session, EVALUATIONS, EvaluationFilter()).rows
    for row in rows:
        page = words(open_screen("evaluation", id=row["id"], lang="en"))
        _, _, rest = page.partition("Not applicable, with the reason")
        (counted,) = set(re.findall(r"(\d+) not checked, because nothing is recorded; ", page))
        assert f"Not checked, because nothing is recorded ({counted})" in page
        assert "Not recorded: " not in rest


def test_the_line_beside_the_result_leads_to_the_section(demo: Settings) -> None:
    del demo
    with reading() as session:
        row = read_page(session, EVALUATIONS, EvaluationFilter()).rows[0]
    page = content(open_screen("evaluation", id=row["id"]))
    assert page.index('href="#compliance"') < page.index('id="compliance"')


def test_a_document_is_named_once_and_every_clause_is_reached() -> None:
    clauses = ("DW-6.1", "DW-6.2", "DW-8.8", "CN-102-10")
    shown = LINK.findall(str(cited(installed().citations[each] for each in clauses)))
    assert [way for way, _ in shown] == [f"/policies?clause={each}" for each in clauses]
    first, same_place, other_place, other_document = (name for _, name in shown)
    assert first.endswith("方案六")
    assert (same_place, other_place) == ("DW-6.2", "八（三）")
    assert other_document == "政府购买服务管理办法第十条"


def test_a_period_of_the_register_is_said_in_days() -> None:
    half = said.period(date(2025, 7, 1), date(2025, 12, 31))
    assert said.duty_period("2025-H2") == half

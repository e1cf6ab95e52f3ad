"""Evaluation results: a list that says how sure each figure is."""

import re

import pytest

from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.locale import gettext
from portal.records.session import reading
from portal.settings import Settings
from tests.pages.visiting import ids, links, open_screen, status, words


@pytest.mark.parametrize(
    "query",
    [{}, {"q": "社会救助"}, {"region": "510000"}, {"grade": "良"}, {"from": "2025-11-01"}],
    ids=str,
)
def test_the_list_holds_the_published_results(demo: Settings, query: dict[str, str]) -> None:
    del demo
    wanted = EvaluationFilter.read(query)
    with reading() as session:
        expected = [row.id for row in session.execute(EVALUATIONS.select(wanted))]
    visit = open_screen("evaluations", query)
    assert ids(visit, "/evaluation") == expected != []
    assert re.findall(r"\d+", status(visit)) == [str(len(expected))]


def test_a_withheld_score_is_named_as_such_and_has_no_figure(demo: Settings) -> None:
    del demo
    shown = words(open_screen("evaluations", q="大武口"))
    assert gettext("Score withheld") in shown
    assert gettext("{ballots} of {invited} people rated").format(ballots=7, invited=9) in shown
    assert gettext("interval") not in shown


def test_a_small_result_has_an_interval_and_no_grade(demo: Settings) -> None:
    del demo
    shown = words(open_screen("evaluations", q="红花岗"))
    assert gettext("interval") in shown
    assert re.search(r" 81\.30\s", shown)
    assert not re.search(r"81\.30\s*[优良中差]", shown)


def test_the_filters_stay_in_the_downloads(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluations", grade="良", q="服务")
    files = [each for each in links(visit) if each.startswith("/data/evaluations.")]
    assert len(files) == 3
    assert all("grade=%E8%89%AF" in each and "q=%E6%9C%8D" in each for each in files)


def test_a_grade_that_does_not_exist_gets_a_calm_sentence(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluations", grade="甲")
    assert gettext("This request cannot be read") in words(visit)


def test_the_region_is_named_and_leads_to_what_is_bought_there(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluations", region="442000")
    assert "广东省中山市" in words(visit)
    assert {"/evaluations", "/notices?region=442000"} <= set(links(visit))
    assert "/evaluations?region=442000" in links(open_screen("notices", region="442000"))


def test_a_region_is_found_by_name_here_too(demo: Settings) -> None:
    del demo
    assert "/evaluations?region=510603" in links(open_screen("evaluations", place="旌阳"))


def test_one_can_subscribe_to_the_very_search(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluations", grade="良")
    assert "/feeds/evaluations.atom?grade=%E8%89%AF" in links(visit)

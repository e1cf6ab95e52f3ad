"""One result: the figure, who gave it, how it was computed, and what it is not."""

import json
import re

import pytest
from sqlalchemy import select

from portal.demo.projects import demo_projects
from portal.disclosure.bundles import get_bundle
from portal.evaluation.scoring import evaluate
from portal.locale import gettext
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice
from portal.records.session import reading
from portal.settings import Settings
from portal.ui.charts import INK
from tests.pages.visiting import content, links, open_screen, words

TITLES = {project.place: project.title for project in demo_projects()}
PLACES = sorted(TITLES)
WITHHELD, SMALL = "dawukou", "zunyi"


def round_of(place: str, state: RoundState = RoundState.PUBLISHED) -> str:
    with reading() as session:
        statement = (
            select(Round.id)
            .join(Contract, Contract.id == Round.contract_id)
            .where(Contract.title == TITLES[place], Round.state == state)
        )
        return session.scalars(statement).one()


@pytest.mark.parametrize("place", [place for place in PLACES if place != WITHHELD])
def test_the_page_shows_what_the_bundle_computes(demo: Settings, place: str) -> None:
    del demo
    evaluation = round_of(place)
    with reading() as session:
        bundle = get_bundle(session, evaluation)
    result = evaluate(bundle)
    shown = words(open_screen("evaluation", id=evaluation))
    assert str(result.composite) in shown
    assert f"{result.low} – {result.high}" in shown
    for party in result.parties:
        assert str(party.score) in shown
        assert str(party.contribution) in shown
    for indicator in result.indicators:
        assert str(indicator.mean) in shown
    for people in (bundle.served, bundle.invited, bundle.ballots):
        assert str(people) in shown
    assert (result.grade is None) == (place == SMALL)
    assert ('class="grade"' in content(open_screen("evaluation", id=evaluation))) == bool(
        result.grade
    )


def test_a_withheld_score_shows_neither_figure_nor_answers(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluation", id=round_of(WITHHELD))
    shown = words(visit)
    assert gettext("Score withheld") in shown
    assert gettext("How it was computed") not in shown
    assert gettext("How people answered") not in shown
    assert gettext("What each party gave") not in shown
    assert not re.search(r"\b\d{2}\.\d{2}\b", shown)
    assert visit.get("vega_lite_chart") == []


def test_few_ballots_show_means_and_no_distribution(demo: Settings) -> None:
    del demo
    visit = open_screen("evaluation", id=round_of(SMALL))
    assert visit.get("vega_lite_chart") == []
    assert gettext("With fewer than 30 ballots the score is shown without a grade.") in words(visit)
    assert gettext("Mean of the answers, 0 to 100") in words(visit)


@pytest.mark.parametrize("place", ["deyang", "guangdong", "inner-mongolia"])
def test_the_table_beside_the_chart_says_the_same_and_hides_single_people(
    demo: Settings, place: str
) -> None:
    del demo
    evaluation = round_of(place)
    visit = open_screen("evaluation", id=evaluation)
    with reading() as session:
        counts = get_bundle(session, evaluation).counts
    assert counts
    (chart,) = visit.get("vega_lite_chart")
    caption = gettext(
        "Ballots by answer; levels with one or two ballots are merged with a neighbour"
    )
    table = content(visit).partition(caption)[2].partition("</table>")[0]
    cells = [int(each) for each in re.findall(r'<td class="n">(\d+)</td>', table)]
    assert sorted(cells) == sorted(count for levels in counts.values() for count in levels.values())
    levels = [cell for levels in counts.values() for cell in levels.items()]
    assert all(count not in (1, 2) for cell, count in levels if cell != "-")
    colours = re.findall(r'style="background:(#[0-9a-f]{6})"', table)
    assert len(colours) == len(set(colours)) == table.count('class="swatch"')
    assert all(colour in chart.proto.spec for colour in colours)
    config = json.loads(chart.proto.spec)["config"]
    assert (config["aria"], config["axis"]["labelColor"]) == (False, INK["light"])


def test_the_whole_yardstick_is_on_the_page(demo: Settings) -> None:
    del demo
    evaluation = round_of("deyang")
    with reading() as session:
        bundle = get_bundle(session, evaluation)
    shown = words(open_screen("evaluation", id=evaluation, lang="zh"))
    assert bundle.scheme.indicators
    for indicator in bundle.scheme.indicators:
        assert indicator.title
        assert indicator.title.zh in shown
    assert "sha256:" in shown


def test_the_page_says_what_the_score_is_not(demo: Settings) -> None:
    del demo
    shown = words(open_screen("evaluation", id=round_of("deyang")))
    assert gettext("What it does not say") in shown
    not_credit = gettext("A low score is not a credit record; the two registers are separate.")
    assert not_credit in shown


def test_anyone_can_take_the_bundle_and_compute(demo: Settings) -> None:
    del demo
    evaluation = round_of("deyang")
    ways = links(open_screen("evaluation", id=evaluation))
    assert f"/data/evaluations/{evaluation}.json" in ways
    assert f"/data/evaluation_scores.csv?evaluation={evaluation}" in ways


def test_a_round_still_running_is_as_good_as_absent(demo: Settings) -> None:
    del demo
    for evaluation in (round_of("deyang", RoundState.OPEN), "unknown", ""):
        visit = open_screen("evaluation", id=evaluation)
        assert gettext("This record does not exist") in words(visit)
        assert TITLES["deyang"] not in words(visit)


def test_a_result_leads_back_to_the_notices_and_the_contract_of_its_project(
    demo: Settings,
) -> None:
    del demo
    visit = open_screen("evaluation", id=round_of("guangdong"))
    with reading() as session:
        notices = session.scalars(
            select(Notice.id)
            .join(Contract, Contract.project_id == Notice.project_id)
            .join(Round, Round.contract_id == Contract.id)
            .where(Round.id == round_of("guangdong"))
        ).all()
    assert len(notices) > 3  # from the intention to the acceptance
    assert {f"/notice?id={each}" for each in notices} <= set(links(visit))
    assert "/rate" in links(visit)
    assert "2,548,000.00" in words(visit)
    assert f"/evaluation?id={round_of('guangdong')}" not in links(visit)


@pytest.mark.parametrize(("place", "reach"), [("deyang", "90"), ("inner-mongolia", "80")])
def test_the_reach_of_the_grade_is_said_beside_it(demo: Settings, place: str, reach: str) -> None:
    del demo
    shown = words(open_screen("evaluation", id=round_of(place)))
    assert re.search(rf"[良中]：\d0 分及以上，不满 {reach} 分", shown)

"""Punctuality on the screen: figures, ways down the tree, who is silent, and the files."""

import re

import pytest
from sqlalchemy import select, update

from portal.locale import gettext, use
from portal.records.organisation import Organisation
from portal.records.publishing import Clock
from portal.records.session import reading, writing
from portal.settings import Settings
from tests.pages.visiting import content, links, open_screen, words


def test_the_late_and_the_overdue_of_the_demonstration_show_and_are_marked(demo: Settings) -> None:
    del demo
    visit = open_screen("punctuality")
    shown = words(visit)
    for said in ("By region", "By purchaser", "How it is counted", "Who published nothing"):
        assert gettext(said) in shown
    assert gettext("Demonstration") in shown
    assert "内蒙古自治区" in shown
    with reading() as session:
        late = session.scalars(select(Clock).where(Clock.is_met.is_(False), Clock.counts)).all()
    assert len(late) == 3
    assert f"<b>{len(late)}</b>" in content(visit)


def test_figures_that_count_invented_records_say_so(demo: Settings) -> None:
    del demo
    said = gettext(
        "The figures here count demonstration data too; a row that counts any is marked."
    )
    assert said in words(open_screen("punctuality"))
    assert said not in words(open_screen("punctuality", region="710000"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_percentage_of_a_handful(demo: Settings, language: str) -> None:
    del demo
    visit = open_screen("punctuality", lang=language)
    use(language)
    rows = re.findall(r"<tr><td>.*?</tr>", content(visit), flags=re.DOTALL)
    assert rows
    for row in rows:
        assert "%" not in row
    assert "86%" in words(visit)


def test_a_region_is_the_way_to_those_below_it(demo: Settings) -> None:
    del demo
    visit = open_screen("punctuality")
    assert "/punctuality?region=510000" in links(visit)
    below = open_screen("punctuality", region="510000")
    assert "/punctuality?region=510600" in links(below)
    assert "四川省德阳市" in words(below)
    assert "内蒙古自治区" not in words(below)


def test_the_files_are_asked_with_the_filters_of_the_page(demo: Settings) -> None:
    del demo
    visit = open_screen("punctuality", region="510000", rule="cn-result-2")
    found = [each for each in links(visit) if each.startswith("/data/clocks.")]
    assert len(found) == 3
    assert all("region=510000" in each and "rule=cn-result-2" in each for each in found)


def test_a_selection_without_a_clock_says_so(demo: Settings) -> None:
    del demo
    shown = words(open_screen("punctuality", region="710000"))
    assert gettext("No statutory clock runs or ran under these conditions.") in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"sort": "worst"},
        {"rule": "none"},
        {"from": "tomorrow"},
        {"from": "2026-02-01", "to": "2026-01-31"},
    ],
)
def test_a_wrong_address_is_a_calm_sentence(demo: Settings, asked: dict[str, str]) -> None:
    del demo
    shown = words(open_screen("punctuality", asked))
    assert gettext("This request cannot be read") in shown


def test_a_hostile_name_is_text(own_demo: Settings) -> None:
    del own_demo
    hostile = '"><script>alert(1)</script>'
    with writing() as session:
        session.execute(update(Organisation).values(name=hostile))
    visit = open_screen("punctuality")
    assert "<script" not in content(visit)
    assert hostile in words(visit)


def test_home_notices_and_rules_lead_there(demo: Settings) -> None:
    del demo
    for name in ("home", "notices", "policies"):
        assert "/punctuality" in links(open_screen(name)), name

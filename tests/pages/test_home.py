"""Home: what this is, the newest notices and results, and the way to one's own region."""

from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.locale import gettext
from portal.records.session import reading
from portal.settings import Settings
from tests.pages.visiting import content, ids, links, open_screen, words

NEWEST = 5


def test_home_shows_the_newest_notices_and_results(demo: Settings) -> None:
    del demo
    visit = open_screen("home")
    with reading() as session:
        notices = [row.id for row in session.execute(NOTICES.select(NoticeFilter()).limit(NEWEST))]
        results = [row.id for row in session.execute(EVALUATIONS.select(EvaluationFilter()))]
    assert ids(visit, "/notice") == notices
    assert ids(visit, "/evaluation") == results[:NEWEST]


def test_home_leads_to_rating_searching_and_everything_else(demo: Settings) -> None:
    del demo
    visit = open_screen("home")
    assert {"/rate", "/notices", "/evaluations"} <= set(links(visit))
    assert 'action="/notices"' in content(visit)
    assert 'name="q"' in content(visit)


def test_a_place_typed_by_name_becomes_a_list_of_regions(demo: Settings) -> None:
    del demo
    visit = open_screen("home", place="旌阳")
    assert "/notices?region=510603" in links(visit)
    assert "四川省德阳市旌阳区" in words(visit)


def test_a_place_nobody_knows_gets_advice(demo: Settings) -> None:
    del demo
    advice = gettext("No region has this name. Try the county or the city alone.")
    assert advice in words(open_screen("home", place="没有这个地方"))


def test_a_hostile_place_is_shown_as_text(demo: Settings) -> None:
    del demo
    shown = content(open_screen("home", place='"><script>alert(1)</script>'))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown

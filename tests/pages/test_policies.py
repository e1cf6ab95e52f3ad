"""The rules: places, clauses with their own words, wordings side by side, and the duty register."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.compliance.duties import duty_states
from portal.disclosure.policies import TOPICS as CODES
from portal.disclosure.policies import lies_in, read_question
from portal.errors import InvalidInputError, NotFoundError
from portal.locale import gettext, pick, use
from portal.policy.formulas import FORMULAS
from portal.policy.installed import installed
from portal.policy.library import Standing
from portal.policy.model import Status, Strength, Sure
from portal.records.evaluation import Result
from portal.records.session import reading
from portal.settings import Settings, get_settings
from portal.today import today
from portal.ui.frame import demo_note
from portal.ui.policy_view.clauses import parts_of
from portal.ui.policy_view.in_words import PLAIN, conditions, say_rule
from portal.ui.policy_view.terms import PERIODS, STATUSES, STRENGTHS, SUBJECTS, SURE, TOPICS, UNITS
from tests.packs import sixth
from tests.pages.visiting import content, links, open_screen, status, words

LANGUAGES = ["zh", "en"]
PLACES = list(installed().packs)
TODAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    use(None)


def clauses_linked(shown: list[str]) -> list[str]:
    return [each.partition("clause=")[2] for each in shown if "clause=" in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_in_leads_to_every_place_and_every_topic(demo: Settings, language: str) -> None:
    del demo
    visit = open_screen("policies", lang=language)
    use(language)
    shown, ways = words(visit), links(visit)
    for pack in installed().packs.values():
        assert f"/policies?place={pack.id}" in ways
        assert pick(pack.place.name.labels()) in shown
        assert pick(pack.governing.title.labels()) in shown
    spoken_of = {each.topic for pack in installed().packs.values() for each in pack.clauses}
    assert {f"/policies?topic={each}" for each in spoken_of} <= set(ways)
    assert "/policies?place=dawukou&view=duties" in ways


def test_nothing_is_called_in_force_unless_its_document_says_from_when(demo: Settings) -> None:
    del demo
    library = installed()
    in_force = gettext("In force")
    for pack in library.packs.values():
        shown = content(open_screen("policies", place=pack.id))
        known = [
            each
            for each in pack.place.instruments
            if each.begins
            and each.begins <= today()
            and each.sure != Sure.MEMORY
            and not each.ended_before(today())
        ]
        assert shown.count(f"<dd>{in_force}</dd>") == len(known), pack.id
    assert library.standing("dawukou", today()) == Standing.UNVERIFIED
    assert gettext("Whether it is in force is not stated") in words(
        open_screen("policies", place="dawukou")
    )


def test_a_document_that_ended_says_so_and_by_what_later_acts_are_judged(demo: Settings) -> None:
    del demo
    said = words(open_screen("policies", place="deyang", lang="en"))
    assert "This document ended on 26 October 2023" in said
    assert "judged by national law alone" in said


@pytest.mark.parametrize("place", PLACES)
def test_a_place_shows_each_of_its_clauses_once_in_its_own_order(
    demo: Settings, place: str
) -> None:
    del demo
    pack = installed().packs[place]
    visit = open_screen("policies", place=place)
    headings = re.findall(r'<h4><a href="/policies\?clause=([^"]+)">', content(visit))
    assert headings == [each.id for each in pack.clauses]
    shown = words(visit)
    for clause in pack.clauses:
        assert clause.demand.zh in shown
        assert clause.words in shown
    for each in (*pack.governing.notes, *pack.governing.missing):
        assert each.zh in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_clause_stands_under_one_heading_that_says_something(
    place: str, language: str
) -> None:
    use(language)
    pack = installed().packs[place]
    parts = list(parts_of(installed(), pack, list(pack.clauses)))
    assert [each for _, part in parts for each in part] == list(pack.clauses)
    assert all(heading.rstrip(" (（,，、第") == heading != "" for heading, _ in parts)


def test_topic_and_status_narrow_the_clauses_and_say_how_many_there_are(demo: Settings) -> None:
    del demo
    pack = installed().packs["dawukou"]
    wanted = [each.id for each in pack.clauses if each.topic == "payment"]
    visit = open_screen("policies", place="dawukou", topic="payment", lang="en")
    headings = re.findall(r'<h4><a href="/policies\?clause=([^"]+)">', content(visit))
    assert headings == wanted != []
    assert status(visit) == f"{len(wanted)} clauses"
    by_status = Counter(each.status for each in pack.clauses if each.topic == "payment")
    for each, many in by_status.items():
        assert f"{STATUSES[each][0]} ({many})" in words(visit)
        narrow = open_screen("policies", place="dawukou", topic="payment", status=each, lang="en")
        assert len(re.findall("<h4><a ", content(narrow))) == many


def test_nothing_fits_and_the_way_back_is_shown(demo: Settings) -> None:
    del demo
    visit = open_screen("policies", place="dawukou", topic="payment", status="outside")
    assert "/policies?place=dawukou" in links(visit)
    assert gettext("Begin again without conditions") in words(visit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_topic_is_shown_in_the_words_of_every_place(demo: Settings, language: str) -> None:
    del demo
    visit = open_screen("policies", topic="training", lang=language)
    library = installed()
    columns = re.findall(r"<section aria-label=.*?</section>", content(visit), re.DOTALL)
    places = [pack for pack in library.packs.values() if pack.place.extends]
    assert len(columns) == len(places)
    for pack, column in zip(places, columns, strict=True):
        told = re.findall(r'clause=([^"]+)"', column)
        assert told == [each.id for each in pack.clauses if each.topic == "training"]


def test_every_topic_and_every_clause_has_its_page_without_a_fault(demo: Settings) -> None:
    """Each through the page's own functions; a browser would take minutes."""
    del demo
    from portal.ui.policy_view.clause_view import clause_page
    from portal.ui.policy_view.wordings import wordings

    library = installed()
    for language in LANGUAGES:
        use(language)
        for topic in CODES:
            assert pick({"zh": "条", "en": "clause"}) in wordings(library, topic)
        for cited in library.citations.values():
            page = clause_page(library, cited, TODAY)
            assert ">None<" not in page
            assert gettext(STATUSES[cited.clause.status][0]) in page


def test_a_clause_shows_its_citation_and_everything_that_rests_on_it(demo: Settings) -> None:
    del demo
    library = installed()
    visit = open_screen("policies", clause="DW-7.7", lang="en")
    use("en")
    said = words(visit)
    cited = library.citations["DW-7.7"]
    for each in (cited.clause.words, cited.clause.demand.en, cited.instrument.number, "part 7"):
        assert each in said
    for rule in library.acts("DW-7.7")["rule"]:
        assert rule.title.en in said
        assert say_rule(rule, library.vocabulary("dawukou")) in said
    assert "at most 15 working days after “Day the contract took effect”" in said
    ways = links(visit)
    assert "/evaluations?region=640202" in ways
    assert "/policies?place=dawukou&view=duties" in ways
    assert "/method#working_days_after" in ways


def test_from_a_clause_to_its_lists_duties_and_risks(demo: Settings) -> None:
    del demo
    library = installed()
    for kind in ("list", "duty", "risk"):
        name, entry = next(
            (each, library.acts(each)[kind][0])
            for each, cited in library.citations.items()
            if kind in library.acts(each) and cited.place != "national"
        )
        said = words(open_screen("policies", clause=name))
        assert pick(entry.title.labels()) in said
        if kind == "list":
            assert all(pick(item.title.labels()) in said for item in entry.items)


def test_a_clause_that_is_not_done_says_what_is_missing(demo: Settings) -> None:
    del demo
    for pack in installed().packs.values():
        for clause in pack.clauses:
            if clause.status in {Status.NOT_YET, Status.OUTSIDE}:
                assert clause.note
                assert clause.note.zh in words(open_screen("policies", clause=clause.id))
                return


def test_every_rule_of_every_place_is_a_sentence_with_nothing_left_open() -> None:
    library = installed()
    for language in LANGUAGES:
        use(language)
        for pack in library.packs.values():
            vocabulary = library.vocabulary(pack.id)
            for rule in pack.rules:
                assert rule.subject in SUBJECTS
                sentence = say_rule(rule, vocabulary)
                assert not re.search(r"[{}]|None|\b[a-z]+\.[a-z_]+\.?[a-z_]*\b", sentence), rule.id
                assert all(conditions(rule, vocabulary))
            for risk in pack.risks:
                assert risk.subject in SUBJECTS
                assert all(conditions(risk, vocabulary))


def test_no_registered_formula_is_without_words() -> None:
    assert set(PLAIN) == set(FORMULAS)


def test_every_code_of_the_packs_has_its_word() -> None:
    assert set(TOPICS) == set(CODES)
    assert set(STATUSES) == set(Status)
    assert set(STRENGTHS) == set(Strength)
    assert set(SURE) == set(Sure)
    library = installed()
    for pack in library.packs.values():
        assert {each.unit for each in pack.duties} <= set(UNITS)
        assert {each.every for each in pack.duties} <= set(PERIODS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["deyang", "guangdong", "dawukou", "zunyi", "inner-mongolia"])
def test_the_register_opens_where_something_is_recorded_and_marks_what_is_invented(
    demo: Settings, place: str, language: str
) -> None:
    del demo
    visit = open_screen("policies", place=place, view="duties", lang=language)
    use(language)
    shown = content(visit)
    assert demo_note() in shown
    assert 'class="mark demo"' in shown
    assert "（演示）" in words(visit)
    assert status(visit)[0].isdigit() or status(visit).startswith("登记了")


def test_the_register_shows_what_is_due_done_and_missing(demo: Settings) -> None:
    del demo
    visit = open_screen(
        "policies", place="dawukou", view="duties", region="640202", year="2026", lang="en"
    )
    said = words(visit)
    with reading() as session:
        states = duty_states(session, "dawukou", "640202", since=date(2026, 1, 1), today=today())
    missing = [each for each in states if each.is_overdue and each.period.startswith("2026")]
    assert said.count("and not recorded") == len(missing) > 0
    training = installed().duties("dawukou")["dw-training"]
    assert training.title.en in said
    assert "16" in said.partition(training.title.en)[2]


def test_the_nation_owes_nothing_and_leads_to_the_registers_of_the_places(demo: Settings) -> None:
    del demo
    visit = open_screen("policies", place="national", view="duties", lang="en")
    assert "and not recorded" not in words(visit)
    for place in installed().places:
        assert f"/policies?place={place}&view=duties" in links(visit)
    for duty in installed().packs["national"].duties:
        assert duty.title.en in words(visit)


def test_a_result_leads_to_the_method(demo: Settings) -> None:
    del demo
    with reading() as session:
        result = session.scalars(select(Result.round_id).limit(1)).one()
    assert "/method" in links(open_screen("evaluation", id=result))


def test_the_figures_of_a_unit_are_judged_on_its_page(demo: Settings) -> None:
    del demo
    visit = open_screen(
        "policies", place="deyang", view="duties", region="510603", year="2022", lang="en"
    )
    said = words(visit)
    assert "Compliance check" in said
    assert "asks for at least 19" in said
    assert "not met" in said


def test_a_duty_of_a_document_that_ended_is_not_asked_for_later(demo: Settings) -> None:
    del demo
    own = [each for each in installed().packs["deyang"].duties if each.every != "event"]
    shown = words(open_screen("policies", place="deyang", view="duties", region="510603"))
    later = words(
        open_screen("policies", place="deyang", view="duties", region="510603", year="2026")
    )
    assert any(each.title.zh in shown for each in own)
    assert not any(each.title.zh in later for each in own)


@pytest.mark.parametrize(
    "query",
    [
        {"place": "nowhere"},
        {"clause": "DW-99"},
        {"clause": "x" * 4000},
        {"topic": "cooking"},
        {"place": "dawukou", "status": "done"},
        {"place": "dawukou", "view": "map"},
        {"view": "duties"},
        {"place": "dawukou", "view": "duties", "year": "1066"},
        {"place": "dawukou", "view": "duties", "year": "soon"},
        {"place": "dawukou", "view": "duties", "year": str(TODAY.year + 80)},
        {"place": "dawukou", "view": "duties", "region": "640299"},
        {"place": "dawukou", "view": "duties", "region": "440000"},
        {"place": "dawukou", "view": "duties", "region": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_asked_for_gets_a_calm_sentence(
    demo: Settings, query: dict[str, str]
) -> None:
    del demo
    visit = open_screen("policies", query)
    said = words(visit)
    titles = ("This record does not exist", "This request cannot be read")
    assert any(gettext(each) in said for each in titles)
    assert gettext("Something went wrong here") not in said


def test_an_address_is_read_as_it_is_written() -> None:
    library = installed()
    question = read_question(
        {"place": "dawukou", "topic": "payment", "status": "enforced"}, library, TODAY
    )
    assert question.pack is library.packs["dawukou"]
    assert question.query() == {"place": "dawukou", "topic": "payment", "status": "enforced"}
    assert read_question({}, library, TODAY).query() == {}
    with pytest.raises(NotFoundError):
        read_question({"clause": "DW-7.7 "}, library, TODAY)
    with pytest.raises(InvalidInputError):
        read_question({"year": "２０２６"}, library, TODAY)


@pytest.mark.parametrize(
    ("place", "region", "inside"),
    [
        ("dawukou", "640202", True),
        ("dawukou", "640202100", True),
        ("dawukou", "640200", False),
        ("deyang", "510603", True),
        ("deyang", "520000", False),
        ("guangdong", "442000", True),
        ("national", "110000", True),
    ],
)
def test_a_register_shows_regions_of_its_own_place(place: str, region: str, inside: bool) -> None:
    assert lies_in(installed().packs[place], region) == inside


def test_a_sixth_place_has_its_pages_without_a_change_here(
    own_demo: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_demo
    folder = tmp_path / "packs"
    sixth.write_sixth(folder)
    monkeypatch.setenv("PORTAL_PACKS", str(folder))
    get_settings.cache_clear()
    assert "/policies?place=sixth" in links(open_screen("policies"))
    assert "合同期限最长2年。" in words(open_screen("policies", place="sixth"))
    assert "每年至少培训3次。" in words(open_screen("policies", topic="training"))
    assert gettext("Rule") in words(open_screen("policies", clause="SX-1"))
    assert "sixth" in content(open_screen("method"))


def test_a_list_that_only_the_places_fill_shows_no_empty_table(demo: Settings) -> None:
    del demo
    empty = [each.title.zh for each in installed().packs["national"].lists if not each.items]
    assert empty

    shown = words(open_screen("policies", clause="CN-102-10"))

    assert not [each for each in empty if f"清单 · {each}" in shown]

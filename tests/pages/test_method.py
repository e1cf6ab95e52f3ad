"""The method: every formula in plain words, and figures that come from the code and the packs."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from portal.evaluation.distribution import COUNTS_FROM
from portal.locale import gettext, pick, use
from portal.policy.calendar import PUBLISHED_YEARS
from portal.policy.coverage import ACTED_ON, coverage
from portal.policy.formulas import FORMULAS
from portal.policy.installed import installed
from portal.policy.model import Status, Sure
from portal.policy.schemes import shipped_scheme
from portal.settings import ROOT, Settings
from portal.ui.method_view.scores import NOMINAL, WORST_COVERAGE, yardstick_of
from portal.ui.policy_view.in_words import PLAIN, say_rule
from tests.pages.visiting import content, links, open_screen, words

LANGUAGES = ["zh", "en"]


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    use(None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_registered_formula_is_forgotten(demo: Settings, language: str) -> None:
    del demo
    visit = open_screen("method", lang=language)
    use(language)
    said = words(visit)
    assert set(PLAIN) == set(FORMULAS)
    for name in FORMULAS:
        assert f'id="{name}"' in content(visit)
        assert gettext(PLAIN[name].title) in said
        assert gettext(PLAIN[name].about) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_stands_with_its_formula(demo: Settings, language: str) -> None:
    del demo
    library = installed()
    visit = open_screen("method", lang=language)
    use(language)
    said = words(visit)
    for pack in library.packs.values():
        vocabulary = library.vocabulary(pack.id)
        for rule in pack.rules:
            assert say_rule(rule, vocabulary) in said


def test_the_contents_lead_to_every_chapter(demo: Settings) -> None:
    del demo
    visit = open_screen("method")
    anchors = [each[1:] for each in links(visit) if each.startswith("#")]
    assert len(anchors) == len(set(anchors)) > 10
    for each in anchors:
        assert content(visit).count(f'id="{each}"') == 1


def test_the_figures_are_those_the_portal_computes_with(demo: Settings) -> None:
    del demo
    said = words(open_screen("method", lang="en"))
    shared = yardstick_of(installed())
    for each in (shared.withhold_below, shared.grade_from, COUNTS_FROM):
        assert f"Fewer than {each} ballots" in said
    assert f"{PUBLISHED_YEARS[0]} to {PUBLISHED_YEARS[-1]}" in said
    rows = list(coverage(installed()))
    acted = sum(each.clause.status in ACTED_ON for each in rows)
    assert f"Of {len(rows)} clauses, {acted} are" in said


def test_the_shared_yardstick_is_the_one_every_place_uses() -> None:
    library = installed()
    shared = yardstick_of(library)
    for place in library.places:
        document = shipped_scheme(place).document
        assert document["withhold_below"] == shared.withhold_below
        assert document["grade_from"] == shared.grade_from
        weights = {each["party"]: Decimal(each["weight"]) for each in document["parties"]}
        largest = weights.pop("beneficiary")
        assert all(each < largest for each in weights.values())


def test_the_worst_coverage_is_the_one_that_was_measured() -> None:
    text = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ of 500.*\|$", text, re.MULTILINE)
    cells = [Decimal(each) for row in rows for each in re.findall(r"\b\d+\.\d\b", row)]
    assert len(cells) > 10
    assert int(min(cells)) == WORST_COVERAGE
    assert Decimal(NOMINAL) == 100 * yardstick_of(installed()).confidence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_of_the_packs_and_what_they_lack_is_told(demo: Settings, language: str) -> None:
    del demo
    visit = open_screen("method", lang=language)
    use(language)
    said = words(visit)
    library = installed()
    for pack in library.packs.values():
        for each in pack.governing.notes:
            assert pick(each.labels()) in said
        for clause in pack.clauses:
            if clause.status in {Status.NOT_YET, Status.OUTSIDE}:
                assert f"/policies?clause={clause.id}" in links(visit)
    for instrument in library.instruments.values():
        assert all(pick(each.labels()) in said for each in instrument.missing)
        if instrument.sure == Sure.MEMORY:
            assert pick(instrument.title.labels()) in said


def test_the_page_says_what_the_composite_is_not(demo: Settings) -> None:
    del demo
    said = words(open_screen("method", lang="en"))
    for each in ("10/50/30/10", "rating of government services", "acceptance", "credit record"):
        assert each in said


def test_a_formula_is_reached_from_a_rule(demo: Settings) -> None:
    del demo
    visit = open_screen("policies", clause="DW-7.7")
    named = [each.partition("#")[2] for each in links(visit) if each.startswith("/method#")]
    assert named
    assert set(named) <= set(FORMULAS)

"""How a score, its interval and its grade come about, and what they are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.evaluation.distribution import COUNTS_FROM, SMALLEST_CELL
from portal.evaluation.scheme import PARTY_NAMES
from portal.locale import gettext, listed, marked, pick
from portal.policy.library import NATIONAL, Library
from portal.ui import words
from portal.ui.frame import note, table
from portal.ui.markup import Html, join, link
from portal.ui.method_view.parts import Chapter, formula, paragraphs, points

NOMINAL = 95
WORST_COVERAGE = 80
"""In percent: how often the interval held the truth in the worst population that was tried; a
test holds it against the table in ``docs/scoring.md``"""


@dataclass(frozen=True)
class Yardstick:
    """What all shipped schemes share, as the national pack states it."""

    withhold_below: int
    grade_from: int
    confidence: Decimal
    levels: Mapping[str, Decimal]
    level_titles: Mapping[str, Mapping[str, str]]
    bands: tuple[tuple[str, Decimal], ...]
    sources: Mapping[str, Mapping[str, str]]


def yardstick_of(library: Library) -> Yardstick:
    """The figures of the shared scheme, from the pack and from nowhere else."""
    shared: Mapping[str, Any] = library.packs[NATIONAL].shared
    scale, levels = next(iter(shared["scales"].items()))
    return Yardstick(
        shared["withhold_below"],
        shared["grade_from"],
        Decimal(shared["confidence"]),
        {level: Decimal(points) for level, points in levels.items()},
        shared["level_titles"][scale],
        tuple((each["grade"], Decimal(each["from"])) for each in shared["bands"]),
        shared["sources"],
    )


def score_chapters(library: Library) -> tuple[Chapter, ...]:
    """Everything about a published evaluation."""
    shared = yardstick_of(library)
    return (
        Chapter("composite", marked("How a score comes about"), _composite(library, shared)),
        Chapter("interval", marked("How sure a score is"), _interval(shared)),
        Chapter("grade", marked("When there is a score, and when a grade"), _grades(shared)),
        Chapter("silence", marked("Silence is no praise"), _silence()),
        Chapter("not-this", marked("What the score is not"), _not_this()),
        Chapter("anonymity", marked("Why nobody can see what you answered"), _anonymity(shared)),
    )


def _composite(library: Library, shared: Yardstick) -> Html:
    head = (gettext("Answer"), gettext("Points"))
    rows = [
        (pick(shared.level_titles[level]), words.plain(points_))
        for level, points_ in shared.levels.items()
    ]
    return join(
        (
            paragraphs(
                gettext(
                    "The people who were served answer a few questions. Each answer is worth "
                    "points. The mean of a question is taken over those who answered it."
                ),
            ),
            table(gettext("What an answer is worth"), head, rows, numbers=(1,)),
            paragraphs(pick(shared.sources["five-level"])),
            formula(gettext("people served = sum of (weight of a question × its mean)")),
            paragraphs(
                gettext(
                    "Named parties, such as the purchaser or a third party, fill in score sheets "
                    "from 0 to 100. Several sheets of one party are averaged."
                ),
            ),
            formula(gettext("composite = sum of (weight of a party × its score)")),
            paragraphs(
                gettext(
                    "The yardstick is fixed and published before the service begins; the result "
                    "names its fingerprint. Everything is computed exactly and rounded once, at "
                    "the end."
                ),
                gettext(
                    "None of the five documents gives weights. The weights are a default of this "
                    "portal, marked as such, and in all of them the people served weigh most."
                ),
            ),
            _weights(library),
        )
    )


def _weights(library: Library) -> Html:
    """Place by place, who judges and how much it counts, as the packs say."""
    rows = []
    for place in library.places:
        pack = library.packs[place]
        parties = (pack.scheme or {}).get("parties", ())
        said = listed(
            f"{pick(PARTY_NAMES[each['party']])} {words.percent(Decimal(each['weight']))}"
            for each in parties
        )
        rows.append((pick(pack.place.name.labels()), said))
    head = (gettext("Place"), gettext("Who judges, and how much it counts"))
    return table(gettext("Weights of the parties"), head, rows)


def _interval(shared: Yardstick) -> Html:
    return join(
        (
            paragraphs(
                gettext(
                    "Not everybody who was invited rates. Had others happened to rate, the score "
                    "would differ a little. The interval says by how much: it is built to hold "
                    "the score of all who were invited in {percent} of cases."
                ).format(percent=words.percent(shared.confidence)),
                gettext(
                    "It grows narrower with every ballot, and closes when everybody has rated. "
                    "One imagined ballot, spread evenly over all answers, is added, so that ten "
                    "people who agree cannot claim certainty."
                ),
            ),
            note(
                gettext(
                    "We tried it out. In most populations the interval keeps its word. Where all "
                    "are delighted but a handful, a small sample often meets none of the handful, "
                    "and then it holds the truth in only about {worst}% of cases instead of "
                    "{nominal}%. So read complaints beside scores."
                ).format(worst=WORST_COVERAGE, nominal=NOMINAL)
            ),
            points(
                gettext("It speaks of chance only, not of people who stayed silent for a reason."),
                gettext("It says nothing about the named parties: they are no sample."),
                gettext(
                    "Where the invited were picked by hand there is neither an interval nor a "
                    "grade."
                ),
            ),
        )
    )


def _grades(shared: Yardstick) -> Html:
    head = (gettext("Grade"), gettext("Points from"))
    rows = [(words.grade(grade), words.plain(start)) for grade, start in shared.bands]
    return join(
        (
            points(
                gettext(
                    "Fewer than {count} ballots: no score is published. It would say little about "
                    "the service and too much about the people."
                ).format(count=shared.withhold_below),
                gettext("Fewer than {count} ballots: a score, but no grade.").format(
                    count=shared.grade_from
                ),
                gettext(
                    "Fewer than {count} ballots: no distribution of the answers. From there on, "
                    "answers that fewer than {few} people chose are shown together with their "
                    "neighbours."
                ).format(count=COUNTS_FROM, few=SMALLEST_CELL),
            ),
            table(gettext("Grades"), head, rows, numbers=(1,)),
            paragraphs(
                pick(shared.sources["bands"]),
                gettext(
                    "The grade is that of the published number, so nobody reads 90.00 beside a "
                    "lower grade."
                ),
            ),
        )
    )


def _silence() -> Html:
    return paragraphs(
        gettext(
            "Who does not rate gives no score, neither a good one nor a bad one. Some systems "
            "count silence as praise; this one never does."
        ),
        gettext(
            "“Not applicable” leaves the mean of its question alone. A question that nobody "
            "answered is an error, and its weight is not handed on to the others."
        ),
    )


def _not_this() -> Html:
    return points(
        gettext(
            "Not the self-evaluation of spending under the finance rules (10/50/30/10), which "
            "looks at budget, output, effect and satisfaction of a project's money."
        ),
        gettext(
            "Not the rating of government services, which people give at a counter after each "
            "errand."
        ),
        gettext(
            "Not the acceptance of the service under the contract. That is the authority's own "
            "reasoned decision; a withheld score delays neither acceptance nor payment."
        ),
        gettext("Not a credit record. The two registers are separate."),
        gettext(
            "Not Dawukou's satisfaction assessment, in which two low results in a row mean "
            "removal: that one and the comprehensive assessment are kept apart."
        ),
    )


def _anonymity(shared: Yardstick) -> Html:
    return join(
        (
            points(
                gettext(
                    "The portal keeps two things that have nothing in common: that an invitation "
                    "was used, and a ballot. No name, no code, no time and no order joins them."
                ),
                gettext("Which code was tried from where is kept nowhere."),
                gettext(
                    "When a round is closed, its ballots are written anew in random order and the "
                    "old copies are wiped. Only then can it be published."
                ),
                gettext(
                    "Published are sums for each question, never a ballot, and nothing below "
                    "{count} ballots."
                ).format(count=shared.withhold_below),
            ),
            paragraphs(
                gettext(
                    "What no program can promise: as long as a round is open, the people who run "
                    "the database could still join the two. And if everybody in a village gave "
                    "the same answer, everybody knows it."
                ),
                link("/rate", gettext("Rate a service")),
            ),
        )
    )

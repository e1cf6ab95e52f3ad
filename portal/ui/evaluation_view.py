"""The parts of a published result's page."""

from collections.abc import Mapping

from portal.disclosure.pages import Row
from portal.evaluation.bundle import Bundle
from portal.evaluation.result import Result
from portal.evaluation.scheme import Indicator, Scheme
from portal.locale import gettext, pick
from portal.ui import words
from portal.ui.charts import Answer, answers_of, show_distribution
from portal.ui.frame import note, record, section, show, table
from portal.ui.markup import Html, join, link, tag


def outcome(row: Row, yardstick: Scheme) -> Html:
    """The figure that people look for, or why there is none."""
    if row["composite"] is None:
        return join(
            (
                tag("p", tag("b", gettext("Score withheld")), class_="figure"),
                note(
                    gettext(
                        "Too few people rated ({ballots}). A score would say little about the "
                        "service and too much about the people. Nobody is given an answer they "
                        "did not give. Whether the service is accepted and paid does not depend "
                        "on this."
                    ).format(ballots=row["ballots"]),
                    _why(),
                    plain=True,
                ),
            )
        )
    score, low, high = (words.points(row[name]) for name in ("composite", "low", "high"))
    interval = (
        tag("span", gettext("95% interval"), " ", tag("b", f"{low} – {high}")) if low else None
    )
    return join(
        (
            tag(
                "p",
                tag("span", score, class_="big"),
                tag("span", gettext("of 100 points")),
                tag("span", words.grade(row["grade"]), class_="grade") if row["grade"] else None,
                interval,
                class_="figure",
            ),
            _about_grade(row["grade"], yardstick) if row["grade"] else None,
            _about_certainty(row),
        )
    )


def people(row: Row) -> Html:
    """Who was served, who was asked and who answered."""
    figures = (
        (row["served"], gettext("people served")),
        (row["invited"], gettext("people invited")),
        (row["ballots"], gettext("people rated")),
    )
    return join(
        (
            tag(
                "ul",
                *(tag("li", tag("b", count), label) for count, label in figures),
                class_="people",
            ),
            tag("p", _frame(row), class_="soft"),
        )
    )


def _frame(row: Row) -> str:
    """How the invited were picked, and plainly so where not all were invited after all."""
    missing = row["served"] - row["invited"]
    if row["frame"] == "all" and missing > 0:
        return gettext("Everyone was to be invited; {count} of those served were not.").format(
            count=missing
        )
    return words.say(words.FRAMES, row["frame"])


def parties(result: Result) -> Html | None:
    """What each party gave and how much it counts."""
    if not result.parties:
        return None
    head = (gettext("Party"), gettext("Score"), gettext("Weight"), gettext("Contribution"))
    rows = [
        (
            words.party(each.party),
            str(each.score),
            words.percent(each.weight),
            str(each.contribution),
        )
        for each in result.parties
    ]
    rows.append((gettext("Composite"), str(result.composite), "", str(result.composite)))
    caption = gettext("Score of each party × its weight = its contribution")
    return join(
        (section(gettext("What each party gave")), table(caption, head, rows, numbers=(1, 2, 3)))
    )


def show_answers(bundle: Bundle) -> None:
    """The distribution as chart and table, or why it is not shown."""
    if bundle.is_withheld or not bundle.scheme.beneficiary_indicators:
        return
    show(section(gettext("How people answered")))
    titles = {each.id: title(each) for each in bundle.scheme.beneficiary_indicators}
    if bundle.counts is None:
        show(
            note(
                gettext(
                    "With fewer than 30 ballots the distribution is not shown: its smallest cells "
                    "would be single people. The mean of each question is below."
                ),
                plain=True,
            ),
            _means(bundle, titles),
        )
        return
    answers, colours = answers_of(bundle.counts, titles, level_names(bundle.scheme))
    show_distribution(answers, colours)
    show(_key(colours), _answer_table(answers, colours, titles))


def scheme(bundle: Bundle, digest: str, sources: Mapping[str, Mapping[str, str]]) -> Html:
    """The yardstick that was fixed before the round."""
    yardstick = bundle.scheme
    head = (gettext("Party"), gettext("Dimension"), gettext("Indicator"), gettext("Weight"))
    rows = [
        (
            words.party(each.party),
            dimension(yardstick, each.dimension),
            title(each),
            words.percent(each.weight),
        )
        for each in yardstick.indicators
    ]
    caption = gettext("Weight of an indicator within its party")
    about = [(gettext("Sources"), tag("ul", *(tag("li", pick(each)) for each in sources.values())))]
    return join(
        (
            section(gettext("The scheme")),
            table(caption, head, rows, numbers=(3,)),
            record((*about, (gettext("Digest of the scheme"), tag("code", digest)))),
        )
    )


def limits() -> Html:
    """What the result does not say."""
    remarks = (
        gettext(
            "The interval covers only the chance of who happened to rate. It says nothing about "
            "people who were not invited or chose not to answer."
        ),
        gettext(
            "Acceptance of the service is the authority's own reasoned decision under the "
            "contract; this score stands beside it and delays neither acceptance nor payment."
        ),
        gettext(
            "This is the comprehensive evaluation of the local document. It replaces neither the "
            "self-evaluation of the finance rules (10/50/30/10) nor the rating of "
            "government services by their users."
        ),
        gettext("A low score is not a credit record; the two registers are separate."),
    )
    return join(
        (
            section(gettext("What it does not say")),
            tag("ul", *(tag("li", each) for each in remarks)),
            tag("p", link("/method", gettext("How we compute")), class_="ways"),
        )
    )


def files(evaluation_id: str) -> Html:
    """The files from which anyone can recompute the figure."""
    ways = (
        link(
            f"/data/evaluations/{evaluation_id}.json",
            gettext("Bundle (JSON)"),
            class_="press quiet",
            download=f"{evaluation_id}.json",
        ),
        link(
            f"/data/evaluation_scores.csv?evaluation={evaluation_id}",
            gettext("Scores (CSV)"),
            class_="press quiet",
        ),
    )
    return join(
        (
            section(gettext("Recompute it")),
            tag(
                "p",
                gettext("The bundle holds everything the figure follows from. Recompute it with:"),
            ),
            tag("p", tag("code", f"portal score {evaluation_id}.json")),
            tag("div", *ways, class_="row"),
        )
    )


def title(indicator: Indicator) -> str:
    """The name of an indicator."""
    return pick(indicator.name)


def dimension(yardstick: Scheme, code: str) -> str:
    """The name of a dimension."""
    titles = yardstick.dimension_titles or {}
    return pick(titles[code].model_dump()) if code in titles else code


def level_names(yardstick: Scheme) -> dict[str, str]:
    """The names of the levels a ballot may give, best first, and of 不适用."""
    scale = yardstick.beneficiary_indicators[0].scale
    titles = (yardstick.level_titles or {}).get(scale, {})
    named = {
        level: pick(titles[level].model_dump()) if level in titles else level
        for level in yardstick.beneficiary_scale
    }
    return named | {"-": gettext("Not applicable")}


def _about_grade(grade: str, yardstick: Scheme) -> Html | None:
    """From where to where this grade reaches."""
    bands = yardstick.bands
    at = next((at for at, band in enumerate(bands) if band.grade == grade), None)
    if at is None:
        return None
    if at == 0:
        sentence = gettext("{grade}: {low} points and above")
    elif at == len(bands) - 1:
        sentence = gettext("{grade}: below {high} points")
    else:
        sentence = gettext("{grade}: {low} points and above, below {high}")
    said = sentence.format(
        grade=words.grade(grade),
        low=words.plain(bands[at].from_),
        high=words.plain(bands[at - 1].from_),
    )
    return tag("p", said, " ", _why(), class_="soft")


def _why() -> Html:
    """From a threshold or a band on the page to where it comes from."""
    return link("/method#grade", gettext("Where these limits come from"))


def _about_certainty(row: Row) -> Html | None:
    if row["frame"] == "chosen":
        sentence = gettext(
            "The invited were picked by hand, so there is neither interval nor grade."
        )
    elif row["grade"] is None:
        sentence = gettext("With fewer than 30 ballots the score is shown without a grade.")
    else:
        sentence = gettext(
            "Had other people happened to rate, the score would probably lie in this interval. "
            "It shows the play of chance only."
        )
    return tag("p", sentence, class_="soft")


def _means(bundle: Bundle, titles: Mapping[str, str]) -> Html:
    head = (gettext("Indicator"), gettext("Answered"), gettext("Mean"))
    rows = [
        (
            titles[name],
            given.answered,
            words.two_places(given.sum / given.answered) if given.answered else "–",
        )
        for name, given in (bundle.sums or {}).items()
    ]
    return table(gettext("Mean of the answers, 0 to 100"), head, rows, numbers=(1, 2))


def _key(colours: Mapping[str, str]) -> Html:
    """What the colours mean, in full view also where the table is wider than the screen."""
    return tag("p", *(tag("span", _swatch(each), name) for name, each in colours.items()),
               class_="facts")  # fmt: skip


def _swatch(colour: str) -> Html:
    return tag("span", class_="swatch", style=f"background:{colour}")


def _answer_table(
    answers: list[Answer], colours: Mapping[str, str], titles: Mapping[str, str]
) -> Html:
    cells = {(each.indicator, each.level): each.count for each in answers}
    rows = [
        (name, *(cells.get((name, level), "") for level in colours)) for name in titles.values()
    ]
    caption = gettext(
        "Ballots by answer; levels with one or two ballots are merged with a neighbour"
    )
    head = [join((_swatch(colour), level)) for level, colour in colours.items()]
    return table(caption, (gettext("Indicator"), *head), rows, numbers=range(1, len(head) + 1))

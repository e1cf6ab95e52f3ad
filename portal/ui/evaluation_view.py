"""The parts of a published result's page."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.disclosure.pages import Row
from portal.evaluation.bundle import Bundle
from portal.evaluation.result import PartyScore, Result
from portal.evaluation.scheme import Indicator, Party, Scheme
from portal.locale import gettext, labelled, pick
from portal.ui import words
from portal.ui.charts import Answer, answers_of, show_distribution
from portal.ui.frame import note, record, section, show, table
from portal.ui.markup import Html, join, link, tag


def outcome(row: Row) -> Html:
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
    show(_answer_table(answers, colours, titles))


def working(bundle: Bundle, result: Result) -> Html:
    """How the figure came about, with this result's numbers filled in."""
    if result.composite is None:
        return join(())
    steps = [
        _beneficiary_step(bundle, result),
        *_named_steps(bundle, result),
        _composite_step(result),
    ]
    steps += _interval_steps(result)
    return join(
        (
            section(gettext("How it was computed")),
            tag("ol", *(tag("li", step) for step in steps if step), class_="working"),
        )
    )


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
        )
    )


def files(evaluation_id: str) -> Html:
    """The files from which anyone can recompute the figure."""
    ways = (
        link(
            f"/data/evaluations/{evaluation_id}.json",
            gettext("Bundle (JSON)"),
            class_="press quiet",
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
        (titles[name], given.answered, _two(given.sum / given.answered) if given.answered else "–")
        for name, given in (bundle.sums or {}).items()
    ]
    return table(gettext("Mean of the answers, 0 to 100"), head, rows, numbers=(1, 2))


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
    head = [
        join((tag("span", class_="swatch", style=f"background:{colour}"), level))
        for level, colour in colours.items()
    ]
    return table(caption, (gettext("Indicator"), *head), rows, numbers=range(1, len(head) + 1))


def _beneficiary_step(bundle: Bundle, result: Result) -> Html | None:
    shown = [each for each in result.indicators if each.party == Party.BENEFICIARY]
    score = next((p.score for p in result.parties if p.party == Party.BENEFICIARY), None)
    if score is None:
        return None
    names = {each.id: title(each) for each in bundle.scheme.beneficiary_indicators}
    means = [
        tag(
            "li",
            labelled(names[each.id], f"{_plain(each.sum)} ÷ {each.answered} = {each.mean}"),
        )
        for each in shown
    ]
    total = " + ".join(f"{words.percent(each.weight)} × {each.mean}" for each in shown)
    return join(
        (
            gettext(
                "People served: each question's mean over those who answered it, then weighted."
            ),
            tag("ul", *means),
            tag("span", f"{total} = {score}", class_="sum"),
        )
    )


def _named_steps(bundle: Bundle, result: Result) -> list[Html]:
    return [
        join(
            (
                gettext("{party}: the weighted points of each sheet, then their mean.").format(
                    party=words.party(party.party)
                ),
                *(
                    join((tag("br"), tag("span", sum_, class_="sum")))
                    for sum_ in _sheet_sums(bundle, party)
                ),
            )
        )
        for party in result.parties
        if party.party != Party.BENEFICIARY
    ]


def _sheet_sums(bundle: Bundle, party: PartyScore) -> Iterator[str]:
    """Each sheet's points times their weights, and the mean where there are several sheets."""
    given = {each.assessor: each.scores or {} for each in bundle.assessments or ()
             if each.party == party.party}  # fmt: skip
    for sheet in party.sheets:
        total = " + ".join(
            f"{title(each)} {words.percent(each.weight)} × {given[sheet.assessor][each.id]:.2f}"
            for each in bundle.scheme.indicators_of(party.party)
        )
        yield labelled(sheet.assessor, f"{total} = {sheet.score}")
    if len(party.sheets) > 1:
        total = " + ".join(str(each.score) for each in party.sheets)
        yield f"({total}) ÷ {len(party.sheets)} = {party.score}"


def _composite_step(result: Result) -> Html:
    total = " + ".join(f"{words.percent(each.weight)} × {each.score}" for each in result.parties)
    return join(
        (
            gettext("Composite: each party's score times its weight."),
            tag("br"),
            tag("span", f"{total} = {result.composite}", class_="sum"),
            tag(
                "p",
                gettext(
                    "Computed exactly and rounded once, at the end; the parts shown are rounded."
                ),
                class_="soft small",
            ),
        )
    )


def _interval_steps(result: Result) -> list[Html]:
    worked = result.working
    if worked is None:
        return []
    error = (
        f"√({worked.unanswered_share} × {_plain(worked.sum_of_squares)} ÷ "
        f"({worked.ballots} × {worked.ballots + 1})) = {worked.standard_error}"
    )
    half = (
        f"{_plain(worked.beneficiary_weight)} × {worked.quantile} × {worked.standard_error} "
        f"= {worked.half_width}"
    )
    return [
        join(
            (
                gettext(
                    "Standard error, from the published sum of squares, with one pseudo-ballot "
                    "spread over all levels and the correction for the share that did not answer."
                ),
                tag("br"),
                tag("span", error, class_="sum"),
            )
        ),
        join(
            (
                gettext(
                    "Interval: centre {centre} ± weight × t({degrees}) × standard error, "
                    "widened to contain the composite."
                ).format(centre=worked.centre, degrees=worked.degrees),
                tag("br"),
                tag("span", f"{half} → {result.low} – {result.high}", class_="sum"),
            )
        ),
    ]


def _two(value: Decimal) -> str:
    return f"{value:.2f}"


def _plain(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"

"""How a published figure came about, step by step, with the numbers of this result filled in."""

from collections.abc import Iterator

from portal.evaluation.bundle import Bundle
from portal.evaluation.result import PartyScore, Result
from portal.evaluation.scheme import Party
from portal.locale import gettext, labelled
from portal.ui import evaluation_view, words
from portal.ui.frame import section
from portal.ui.markup import Html, join, tag
from portal.ui.words import plain


def explain_working(bundle: Bundle, result: Result) -> Html:
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


def _beneficiary_step(bundle: Bundle, result: Result) -> Html | None:
    shown = [each for each in result.indicators if each.party == Party.BENEFICIARY]
    score = next((p.score for p in result.parties if p.party == Party.BENEFICIARY), None)
    if score is None:
        return None
    names = {each.id: evaluation_view.title(each) for each in bundle.scheme.beneficiary_indicators}
    means = [
        tag(
            "li",
            labelled(names[each.id], f"{plain(each.sum)} ÷ {each.answered} = {each.mean}"),
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
            f"{evaluation_view.title(each)} {words.percent(each.weight)} × "
            f"{given[sheet.assessor][each.id]:.2f}"
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
        f"√({worked.unanswered_share} × {plain(worked.sum_of_squares)} ÷ "
        f"({worked.ballots} × {worked.ballots + 1})) = {worked.standard_error}"
    )
    half = (
        f"{plain(worked.beneficiary_weight)} × {worked.quantile} × {worked.standard_error} "
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

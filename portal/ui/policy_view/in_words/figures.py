"""Formulas about figures, money and posts, in plain words."""

from collections.abc import Mapping
from typing import Any

from portal.locale import Marked, marked
from portal.ui.policy_view.in_words.plain import Plain, always


def _at_most(use: Any) -> Marked:
    if use.of is None:
        return marked("{fact}: at most {limit}.")
    if use.share == 1:
        return marked("{fact}: not more than {of}.")
    return marked("{fact}: at most {share} of {of}.")


def _at_least(use: Any) -> Marked:
    if use.of is None:
        return marked("{fact}: at least {limit}.")
    if use.share == 1:
        return marked("{fact}: not less than {of}.")
    return marked("{fact}: at least {share} of {of}.")


def _sum(use: Any) -> Marked:
    if len(use.parts) == 1:
        return (
            marked("{parts}: exactly {whole}.")
            if use.total is None
            else marked("{parts}: exactly {total}.")
        )
    if use.whole is None:
        return marked("{parts} add up to exactly {total}.")
    return marked("{parts} add up to exactly {whole}.")


def _posts(use: Any) -> Marked:
    if use.low == use.high:
        return marked("{fact}: {low}, and {each} more for each of {units}.")
    return marked("{fact}: {low} to {high}, and {each} more for each of {units}.")


FIGURES: Mapping[str, Plain] = {
    "at_most": Plain(
        marked("Not above a limit"),
        marked(
            "The limit itself is still allowed, as the Civil Code counts (Art. 1259). Amounts are "
            "compared to the fen, without rounding."
        ),
        _at_most,
    ),
    "at_least": Plain(
        marked("Not below a limit"),
        marked(
            "The limit itself is enough. Where people are counted, part of a person asks for a "
            "whole one."
        ),
        _at_least,
    ),
    "bands": Plain(
        marked("As many as the band asks for"),
        marked(
            "How many are asked for depends on the band a figure lies in. Where a document's bands "
            "meet at their ends and it says “at least”, the higher number counts."
        ),
        always(marked("{fact}: at least as many as {of} asks for ({bands}).")),
    ),
    "permitted_from": Plain(
        marked("A method that larger amounts may use"),
        marked(
            "From the limit on, itself included, a method may be used. Nobody breaks a permission: "
            "where another method was used, the rule only does not apply."
        ),
        always(marked("If {amount} is at least {limit}, {method} may be: {expected}.")),
    ),
    "sum_is": Plain(
        marked("The parts make up the whole"),
        marked("The parts add up exactly, to the fen; any difference is shown."),
        _sum,
    ),
    "largest": Plain(
        marked("The largest of all"),
        marked(
            "One figure is larger than each of the others: so a document that puts the "
            "satisfaction of the people served first is read. It gives no number of its own."
        ),
        always(marked("{fact} is larger than each of these: {others}.")),
    ),
    "exactly": Plain(
        marked("Exactly the printed figure"),
        marked("The document prints one figure; more is as wrong as less."),
        always(marked("{fact} is {number}.")),
    ),
    "share_is": Plain(
        marked("Exactly a share"),
        marked("The share is computed exactly, and half a fen is rounded up, once."),
        always(marked("{fact}: {share} of {of}, rounded to the fen.")),
    ),
    "rest_is": Plain(
        marked("The rest"),
        marked(
            "The last payment is what the earlier ones left over, never a rounded share of its "
            "own. So the parts always add up to the whole."
        ),
        always(marked("{fact}: {whole} less {less}.")),
    ),
    "share_of_sum": Plain(
        marked("A share of several figures together"),
        marked(
            "The figures are added, the share is taken exactly, and part of a person asks for a "
            "whole one."
        ),
        always(marked("{fact}: at least {share} of {of} together, in whole people.")),
    ),
    "at_most_share_of_sum": Plain(
        marked("Not above a share of several amounts"),
        marked(
            "The cap is exact, to the fen, and is itself still allowed. All parts have to be on "
            "record; a part that is missing does not count as nothing."
        ),
        always(marked("{fact}: at most {share} of {parts} together.")),
    ),
    "method_below": Plain(
        marked("The method for smaller amounts"),
        marked(
            "Below the limit one method is expected. The limit itself is not below, and above it "
            "this rule says nothing."
        ),
        always(marked("If {amount} is below {limit}, {method} is: {expected}.")),
    ),
    "method_from": Plain(
        marked("The method for larger amounts"),
        marked(
            "From the limit on, itself included, one method is a must. Another one needs an "
            "approval before the purchase begins. What began before the rule was known is not "
            "judged by it."
        ),
        always(
            marked(
                "If {amount} is {limit} or more, {method} is: {expected}; otherwise {approved} has "
                "to come before {began}."
            )
        ),
    ),
    "share_within": Plain(
        marked("Paid no faster than the work goes"),
        marked(
            "What was paid is not a larger share of the whole than the recorded progress. It is "
            "compared exactly; the progress itself is what an officer recorded."
        ),
        always(marked("{part} as a share of {whole} is not above {percent}.")),
    ),
    "posts_per_unit": Plain(
        marked("Posts for each unit"),
        marked(
            "So many posts for the bureau, and so many for each township. Both ends of the norm "
            "are within it; more and fewer are shown with the difference."
        ),
        _posts,
    ),
    "table_is": Plain(
        marked("As the document's table says"),
        marked(
            "Each figure is the one that the document prints. As long as one is not recorded, the "
            "whole table is left open."
        ),
        always(marked("As the document prints it: {table}.")),
    ),
    "per": Plain(
        marked("So much for each"),
        marked(
            "A figure is divided by another and shown. The document names no limit, so nobody "
            "passes or fails."
        ),
        always(marked("Shown, not judged: {fact} for each of {by}.")),
    ),
    "share_shown": Plain(
        marked("What share it is"),
        marked(
            "A share is shown with two decimals. The document names no limit, so nobody passes or "
            "fails."
        ),
        always(marked("Shown, not judged: {fact} as a share of {by}.")),
    ),
    "change": Plain(
        marked("How much it changed"),
        marked(
            "The difference from the figure before is shown. The document names no rate, so nobody "
            "passes or fails."
        ),
        always(marked("Shown, not judged: how {fact} differs from {by}.")),
    ),
}

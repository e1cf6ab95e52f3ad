"""Charts: how people answered, drawn so that the table beside it says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import streamlit as st

from portal.locale import gettext

# Best to worst, then 不适用; on a dark page the first of the light ones would be lost.
COLOURS = {
    "light": ("#0b5d4e", "#5a9e8c", "#d9a514", "#c9702b", "#a5352a", "#7c8a84"),
    "dark": ("#7ed0b8", "#4c9d86", "#e6bd4c", "#e0935a", "#e0776d", "#9aa8a1"),
}
INK = {"light": "#56625c", "dark": "#a9b5af"}
BAR_HEIGHT = 44


@dataclass(frozen=True)
class Answer:
    """How many ballots gave one level (or merged levels) to one indicator."""

    indicator: str
    level: str
    count: int
    share: float


def show_distribution(answers: Sequence[Answer], colours: Mapping[str, str]) -> None:
    """A bar for each indicator, divided by level from best to worst.

    The key to the colours is a line of text below: unlike a legend in the drawing, it fits a phone.
    """
    order = {level: place for place, level in enumerate(colours)}
    rows = [
        {
            "indicator": each.indicator,
            "level": each.level,
            "count": each.count,
            "share": each.share,
            "order": order[each.level],
        }
        for each in answers
    ]
    indicators = list(dict.fromkeys(each.indicator for each in answers))
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(height=26, aria=False)
        .encode(
            y=alt.Y("indicator:N", sort=indicators, title=None, axis=alt.Axis(labelLimit=160)),
            x=alt.X(
                "share:Q",
                stack="zero",
                title=gettext("Share of the people who rated"),
                axis=alt.Axis(format="%", tickCount=5),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "level:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("indicator:N", title=gettext("Indicator")),
                alt.Tooltip("level:N", title=gettext("Answer")),
                alt.Tooltip("count:Q", title=gettext("Ballots")),
                alt.Tooltip("share:Q", title=gettext("Share"), format=".1%"),
            ],
        )
        .configure(
            aria=False,  # Vega's own words are English; the table says it all
            axis=alt.AxisConfig(labelColor=INK[theme()], titleColor=INK[theme()]),
        )
        .properties(
            height={"step": BAR_HEIGHT},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
    st.altair_chart(
        chart,
        width="stretch",
        alt=gettext("Distribution of the answers; the table below has the numbers"),
    )


def answers_of(
    counts: Mapping[str, Mapping[str, int]], titles: Mapping[str, str], names: Mapping[str, str]
) -> tuple[list[Answer], dict[str, str]]:
    """The published counts in words, as ``titles`` stand, and a colour for each level of the scale.

    Merged levels (``"3+2"``) stand between their members and have the mean of their colours.
    """
    places = {level: place for place, level in enumerate(names)}
    cells = {cell for levels in counts.values() for cell in levels}
    members = sorted([places[level] for level in cell.split("+")] for cell in cells)
    words, palette = list(names.values()), COLOURS[theme()]
    colours = {_merged(words, each): _mean_colour([palette[at] for at in each]) for each in members}
    answers = [
        Answer(
            name,
            _merged(words, [places[level] for level in cell.split("+")]),
            count,
            count / sum(counts[indicator].values()) if count else 0,
        )
        for indicator, name in titles.items()
        for cell, count in counts[indicator].items()
    ]
    return answers, colours


def theme() -> str:
    """``light`` or ``dark``, as the reader has it."""
    return st.context.theme.type or "light"


def _merged(words: Sequence[str], places: Sequence[int]) -> str:
    return " + ".join(words[at] for at in places)


def _mean_colour(colours: Sequence[str]) -> str:
    parts = zip(*(bytes.fromhex(each[1:]) for each in colours), strict=True)
    return "#" + bytes(sum(part) // len(colours) for part in parts).hex()

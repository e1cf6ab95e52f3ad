"""Charts: how people answered, drawn so that the table beside it says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import streamlit as st

from portal.locale import gettext

LEVEL_COLOURS = ("#0b5d4e", "#5a9e8c", "#d9a514", "#c9702b", "#a5352a", "#7c8a84")
BAR_HEIGHT = 44


@dataclass(frozen=True)
class Answer:
    """How many ballots gave one level (or merged levels) to one indicator."""

    indicator: str
    level: str
    count: int
    share: float


def show_distribution(answers: Sequence[Answer], levels: Sequence[str]) -> None:
    """A bar for each indicator, divided by level from best to worst."""
    order = {level: place for place, level in enumerate(levels)}
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
        .mark_bar(height=26)
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
                sort=list(levels),
                title=None,
                scale=alt.Scale(domain=list(levels), range=list(LEVEL_COLOURS[: len(levels)])),
                legend=alt.Legend(orient="top", columns=2, labelLimit=150),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("indicator:N", title=gettext("Indicator")),
                alt.Tooltip("level:N", title=gettext("Answer")),
                alt.Tooltip("count:Q", title=gettext("Ballots")),
                alt.Tooltip("share:Q", title=gettext("Share"), format=".1%"),
            ],
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
) -> tuple[list[Answer], list[str]]:
    """The published counts in words, and the levels in the order of the scale."""
    answers, levels = [], dict.fromkeys(names.values())
    for indicator, cells in counts.items():
        ballots = sum(cells.values())
        for cell, count in cells.items():
            level = (
                " + ".join(names[each] for each in cell.split("+")) if cell != "-" else names["-"]
            )
            levels.setdefault(level)
            answers.append(
                Answer(titles[indicator], level, count, count / ballots if ballots else 0)
            )
    used = {each.level for each in answers}
    return answers, [level for level in levels if level in used]

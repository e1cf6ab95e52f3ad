"""Bars for amounts, shares and days; every bar carries its number, and the table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st

from portal.locale import gettext
from portal.ui.charts import INK, theme

BAR = {"light": "#0b5d4e", "dark": "#4c9d86"}
STRESSED = {"light": "#c9702b", "dark": "#e0935a"}
ROW = 30
HIGH = 240
LONGEST_LABEL = 130
ROOM = 1.9
"""How much longer the drawing is than its longest bar"""


@dataclass(frozen=True)
class Bar:
    """One bar with the words that stand at it."""

    name: str
    size: float
    said: str
    is_stressed: bool = False
    """Drawn in another colour and named so in its words"""


def show_rows(bars: Sequence[Bar], what: str, alt_text: str) -> None:
    """Bars that lie, one below the other, the words at their ends."""
    names = [each.name for each in bars]
    base = _base(bars).encode(
        y=alt.Y(
            "name:N",
            sort=names,
            title=None,
            axis=alt.Axis(labelLimit=LONGEST_LABEL, ticks=False, domain=False),
        ),
        x=alt.X(
            "size:Q",
            title=what,
            axis=alt.Axis(tickCount=4, grid=False, labels=False, ticks=False),
            # Room for the words at the longest bar.
            scale=alt.Scale(domain=[0, max((each.size for each in bars), default=0) * ROOM or 1]),
        ),
    )
    words = base.mark_text(align="left", dx=5, fontSize=13, aria=False).encode(
        text="said:N", color=alt.value(INK[theme()])
    )
    _show((base.mark_bar(height=18, aria=False), words), {"step": ROW}, alt_text)


def show_columns(bars: Sequence[Bar], what: str, alt_text: str) -> None:
    """Bars that stand side by side in their order, for time and for days."""
    base = _base(bars).encode(
        x=alt.X(
            "name:N",
            sort=[each.name for each in bars],
            title=None,
            axis=alt.Axis(labelAngle=-45, labelOverlap=True),
        ),
        y=alt.Y("size:Q", title=what, axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d")),
    )
    _show((base.mark_bar(aria=False),), HIGH, alt_text)


def _base(bars: Sequence[Bar]) -> Any:
    rows = [
        {"name": each.name, "size": each.size, "said": each.said, "stressed": each.is_stressed}
        for each in bars
    ]
    colours = alt.condition("datum.stressed", alt.value(STRESSED[theme()]), alt.value(BAR[theme()]))
    return alt.Chart(alt.InlineData(values=rows)).encode(
        color=colours,
        tooltip=[
            alt.Tooltip("name:N", title=gettext("Of")),
            alt.Tooltip("said:N", title=gettext("Figure")),
        ],
    )


def _show(layers: Sequence[Any], height: Any, alt_text: str) -> None:
    ink = INK[theme()]
    chart = (
        alt.layer(*layers)
        .configure(
            aria=False,  # Vega's own words are English; the table says it all
            axis=alt.AxisConfig(labelColor=ink, titleColor=ink, labelFontSize=13, titleFontSize=13),
            text=alt.MarkConfig(color=ink),
            view=alt.ViewConfig(stroke=None),
        )
        .properties(
            height=height,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
    st.altair_chart(chart, width="stretch", alt=alt_text)

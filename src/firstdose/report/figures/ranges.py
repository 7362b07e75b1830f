"""Bars with the range that their sources allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import BLUE, GREEN, INK, ORANGE, PURPLE

_SPACED = "replace(datum.label, ',', '\u202f')"  # thousands apart, as in tables
_COLOURS = (BLUE, GREEN, ORANGE, PURPLE)


@dataclass(frozen=True)
class Range:
    """One bar."""

    name: str
    group: str
    low: float
    value: float
    high: float


def ranged_bars(ranges: Sequence[Range], x_title: str) -> alt.LayerChart:
    """Horizontal bars from zero to the central value, with a whisker from the low to the high one."""
    names = [one.name for one in ranges]
    groups = list(dict.fromkeys(one.group for one in ranges))
    rows = [vars(one) for one in ranges]
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y(
            "name:N", sort=names, title=None, axis=alt.Axis(labelExpr="split(datum.label, ', ')", labelLineHeight=14)
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Tumour"),
            alt.Tooltip("value:Q", title="Patients a year", format=",.0f"),
            alt.Tooltip("low:Q", title="Low", format=",.0f"),
            alt.Tooltip("high:Q", title="High", format=",.0f"),
        ],
    )
    axis = alt.Axis(format=",.0f", labelExpr=_SPACED, grid=True, tickCount=4)
    scale = alt.Scale(domain=groups, range=list(_COLOURS[: len(groups)]))
    bar = base.mark_bar(height={"band": 0.62}).encode(
        x=alt.X("value:Q", title=x_title, axis=axis), color=alt.Color("group:N", scale=scale, sort=groups)
    )
    whisker = base.mark_rule(color=INK, strokeWidth=1.6).encode(x="low:Q", x2="high:Q")
    ends = [base.mark_tick(color=INK, thickness=1.6, size=12).encode(x=f"{end}:Q") for end in ("low", "high")]
    return framed(bar, whisker, *ends, height=44 * len(rows) + 90)

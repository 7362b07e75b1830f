"""Predicted intervals beside what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import BLUE, GREEN, INK, LINE, PURPLE, VERMILION

_SERIES = (BLUE, PURPLE, GREEN)
_ROW_PX = 26  # of a line of the figure
_HEAD_PX = 90  # of axis and legend


@dataclass(frozen=True)
class Interval:
    """One line: what is predicted, and what was published."""

    name: str
    series: str  # told apart by colour, one below the other
    p05: float
    median: float
    p95: float
    observed: float
    observed_low: float
    observed_high: float
    inside: bool
    words: str  # of what was published, for who points at it


def forest(lines: Sequence[Interval], x_title: str, *, relative: bool = False) -> alt.LayerChart:
    """Interval and median a line, a diamond for what was published; hollow medians are out.

    Parameters
    ----------
    relative : values are multiples of what was published, on a logarithmic axis; else percentages.
    """
    names, series = list(dict.fromkeys(one.name for one in lines)), list(dict.fromkeys(one.series for one in lines))
    base, several = _base(lines, names, series), len(series) > 1
    scale = coded(series, _SERIES)
    colour = alt.Color("series:N", scale=scale, sort=series, legend=alt.Legend(symbolOpacity=1) if several else None)
    stroked = alt.Stroke("series:N", scale=scale, legend=None)
    filled = alt.condition("datum.inside", alt.Color("series:N", scale=scale), alt.value("white"))
    interval = base.mark_rule(strokeWidth=3.5, opacity=0.75).encode(
        x=_axis(x_title, relative), x2="p95:Q", color=colour
    )
    middle = base.mark_point(size=60, strokeWidth=2, opacity=1)
    reading = base.mark_rule(strokeWidth=1.4, color=INK).encode(x="observed_low:Q", x2="observed_high:Q")
    seen = base.mark_point(shape="diamond", filled=True, size=55, opacity=1)
    unity = alt.Chart(inline([{"one": 1.0}])).mark_rule(color=INK, strokeDash=[5, 4]).encode(x="one:Q")
    return framed(
        *[unity] * relative,
        interval,
        reading,
        middle.encode(x="median:Q", stroke=stroked, fill=filled),
        seen.encode(x="observed:Q", color=alt.value(VERMILION)),
        height=round(_ROW_PX * len(names) * (0.5 + 0.5 * len(series)) + _HEAD_PX),
    )


def _base(lines: Sequence[Interval], names: Sequence[str], series: Sequence[str]) -> alt.Chart:
    """One line a name; several series lie one below the other in it."""
    rows = [vars(one) | {"seen": "inside" if one.inside else "outside"} for one in lines]
    apart: dict[str, Any] = {"yOffset": alt.YOffset("series:N", sort=series)} if len(series) > 1 else {}
    return alt.Chart(inline(rows)).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=420, grid=True, gridColor=LINE)),
        tooltip=[
            alt.Tooltip("name:N", title="Target"),
            alt.Tooltip("series:N", title="Site of action" if apart else "Model"),
            alt.Tooltip("words:N", title="Published"),
            alt.Tooltip("median:Q", title="Median", format=".3~r"),
            alt.Tooltip("p05:Q", title="5th percentile", format=".3~r"),
            alt.Tooltip("p95:Q", title="95th percentile", format=".3~r"),
            alt.Tooltip("seen:N", title="Published value is"),
        ],
        **apart,
    )


def _axis(title: str, relative: bool) -> alt.X:
    axis = alt.Axis(grid=True, tickCount=6, format=".2~f" if relative else ".0f")
    scale = alt.Scale(type="log", nice=False) if relative else alt.Scale(domain=[0, 100])
    return alt.X("p05:Q", title=title, axis=axis, scale=scale)

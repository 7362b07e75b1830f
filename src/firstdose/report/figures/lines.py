"""Lines over a number that spans decades, or over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import DASHES, HEIGHT, SERIES

_LEGEND_LINE = 18  # pixels
Points: TypeAlias = Sequence[tuple[float, float]]


def lines(
    series: Mapping[str, Points], x_title: str, y_title: str, *, log_x: bool = False, share: bool = False
) -> alt.LayerChart:
    """One line a name, told apart by colour and dash; ``share``: y is a share from 0 to 1."""
    names = list(series)
    rows = [{"name": name, "x": x, "y": round(y, 5)} for name, points in series.items() for x, y in points]
    dashes = alt.Scale(domain=names, range=[list(DASHES[i % len(DASHES)]) for i in range(len(names))])
    legend = alt.Legend(symbolType="stroke", symbolSize=400, columns=1)  # names side by side are cut off
    x_axis = alt.Axis(format="~g" if log_x else ",.4~f", tickCount=6, grid=False)
    y_axis = alt.Axis(format=".0%" if share else ",.4~f", tickCount=6)
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("x:Q", title=x_title, axis=x_axis, scale=alt.Scale(type="log" if log_x else "linear", nice=False)),
        y=alt.Y("y:Q", title=y_title, axis=y_axis, scale=alt.Scale(domainMin=0)),
        color=alt.Color("name:N", scale=coded(names, SERIES), sort=names, legend=legend),
        strokeDash=alt.StrokeDash("name:N", scale=dashes, sort=names, legend=legend),
        tooltip=[
            alt.Tooltip("name:N", title="Line"),
            alt.Tooltip("x:Q", title=x_title, format=".3~g"),
            alt.Tooltip("y:Q", title=y_title, format=".1%" if share else ",.3~r"),
        ],
    )
    return framed(base.mark_line(), height=HEIGHT + _LEGEND_LINE * (len(names) - 1))

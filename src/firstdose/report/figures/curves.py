"""Probabilities over a rate, and concentrations over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import DASHES, SERIES
from firstdose.virtual import ConcentrationBand


@dataclass(frozen=True)
class Curve:
    """One line, and the points on it that the text speaks of."""

    name: str
    points: tuple[tuple[float, float], ...]
    marked: tuple[tuple[float, float, str], ...] = ()  # x, y and what is there


def curves(lines: Sequence[Curve], x_title: str, y_title: str) -> alt.LayerChart:
    """Shares over shares, one line a curve, told apart by colour and dash."""
    names = [line.name for line in lines]
    rows = [{"name": line.name, "x": x, "y": y} for line in lines for x, y in line.points]
    marks = [{"name": line.name, "x": x, "y": y, "words": words} for line in lines for x, y, words in line.marked]
    x = alt.X("x:Q", title=x_title, axis=alt.Axis(format=".0%", tickCount=6))
    y = alt.Y("y:Q", title=y_title, axis=alt.Axis(format=".0%", tickCount=6), scale=alt.Scale(domain=[0, 1]))
    dashes = alt.Scale(domain=names, range=[list(DASHES[i % len(DASHES)]) for i in range(len(names))])
    legend = alt.Legend(columns=1, symbolType="stroke", symbolSize=400)
    key = alt.Color("name:N", scale=coded(names, SERIES), sort=names, legend=legend)
    tooltip = [
        alt.Tooltip("name:N", title="Cohort"),
        alt.Tooltip("x:Q", title=x_title, format=".0%"),
        alt.Tooltip("y:Q", title=y_title, format=".1%"),
    ]
    line = (
        alt.Chart(inline(rows))
        .mark_line()
        .encode(
            x=x,
            y=y,
            color=key,
            strokeDash=alt.StrokeDash("name:N", scale=dashes, sort=names, legend=legend),
            tooltip=tooltip,
        )
    )
    point = alt.Chart(inline(marks)).mark_point(size=100)
    point = point.encode(x="x:Q", y="y:Q", color=key, tooltip=[*tooltip, alt.Tooltip("words:N", title="This is the")])
    return framed(line, point)


def over_time(bands: Sequence[ConcentrationBand], units: str, x_title: str, y_title: str) -> alt.LayerChart:
    """Median concentration with its 5th to 95th percentile, one colour a dose."""
    names = [f"{band.dose:g} {units}" for band in bands]
    rows = [
        {"name": name, "day": round(float(day), 4), "p05": float(low), "median": float(middle), "p95": float(high)}
        for name, band in zip(names, bands, strict=True)
        for day, low, middle, high in zip(band.days, band.p05, band.median, band.p95, strict=True)
    ]
    weeks = list(range(0, int(bands[0].days.max()) + 1, 7))
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("day:Q", title=x_title, axis=alt.Axis(values=weeks)),
        color=alt.Color("name:N", scale=coded(names, SERIES), sort=names, legend=alt.Legend(symbolOpacity=1)),
        tooltip=[
            alt.Tooltip("name:N", title="Dose"),
            alt.Tooltip("day:Q", title="Day", format=".1f"),
            alt.Tooltip("median:Q", title="Median", format=",.3~r"),
            alt.Tooltip("p05:Q", title="5th percentile", format=",.3~r"),
            alt.Tooltip("p95:Q", title="95th percentile", format=",.3~r"),
        ],
    )
    band = base.mark_area(opacity=0.15).encode(y=alt.Y("p05:Q", title=y_title), y2="p95:Q")
    line = base.mark_line(strokeWidth=1.8).encode(y="median:Q")
    return framed(band, line)

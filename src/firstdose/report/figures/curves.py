"""Probabilities over a rate, and concentrations over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import DASHES, GREY, SERIES, SOFT
from firstdose.types import F64


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


class Timed(Protocol):
    """A median over time with its 5th to 95th percentile."""

    @property
    def days(self) -> F64: ...

    @property
    def p05(self) -> F64: ...

    @property
    def median(self) -> F64: ...

    @property
    def p95(self) -> F64: ...


def over_time(
    bands: Mapping[str, Timed], x_title: str, y_title: str, limits: Mapping[str, float] | None = None
) -> alt.LayerChart:
    """Medians with their 5th to 95th percentile, by name, a colour each; ``limits`` are dashed lines by their label."""
    names = list(bands)
    rows = [
        {"name": name, "day": round(float(day), 4), "p05": float(low), "median": float(middle), "p95": float(high)}
        for name, band in bands.items()
        for day, low, middle, high in zip(band.days, band.p05, band.median, band.p95, strict=True)
    ]
    weeks = list(range(0, int(max(band.days.max() for band in bands.values())) + 1, 7))
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("day:Q", title=x_title, axis=alt.Axis(values=weeks)),
        color=alt.Color("name:N", scale=coded(names, SERIES), sort=names, legend=alt.Legend(symbolOpacity=1)),
        tooltip=[
            alt.Tooltip("name:N", title="Line"),
            alt.Tooltip("day:Q", title="Day", format=".1f"),
            alt.Tooltip("median:Q", title="Median", format=",.3~r"),
            alt.Tooltip("p05:Q", title="5th percentile", format=",.3~r"),
            alt.Tooltip("p95:Q", title="95th percentile", format=",.3~r"),
        ],
    )
    band = base.mark_area(opacity=0.15).encode(y=alt.Y("p05:Q", title=y_title), y2="p95:Q")
    line = base.mark_line(strokeWidth=1.8).encode(y="median:Q")
    return framed(band, line, *_limits(limits or {}))


def _limits(limits: Mapping[str, float]) -> list[alt.Chart]:
    """A dashed line for each, and above the highest the labels of all, from the top down: lines may lie close."""
    if not limits:
        return []
    base = alt.Chart(inline([{"label": label, "value": value} for label, value in limits.items()]))
    drawn = [base.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="value:Q")]
    falling = sorted(limits, key=lambda label: -limits[label])
    above = alt.Chart(inline([{"label": ", ".join(falling), "value": limits[falling[0]]}]))
    text = above.mark_text(align="right", baseline="bottom", dx=-2, dy=-2, color=SOFT, fontSize=11)
    return [*drawn, text.encode(y="value:Q", x=alt.value("width"), text="label:N")]

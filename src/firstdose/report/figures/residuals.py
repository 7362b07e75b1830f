"""Points over an axis with the line that they should lie around: what goodness of fit is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import BLUE, INK, SOFT, VERMILION

if TYPE_CHECKING:
    import polars as pl

_MANY = 600  # points from which on they are drawn smaller and paler
_WITHIN = 1.96  # standard errors that hold 95 of 100 residuals


def against(
    frame: pl.DataFrame, x: str, y: str, titles: tuple[str, str], trend: pl.DataFrame | None = None
) -> alt.LayerChart:
    """Measured over predicted, with the line on which both are equal."""
    known = frame.select("ID", "TIME", x, y).drop_nulls()
    values = [*known[x].to_list(), *known[y].to_list()] or [0.0, 1.0]
    ends = [{"x": end, "y": end} for end in (min(values), max(values))]
    line = alt.Chart(inline(ends)).mark_line(color=SOFT, strokeDash=[5, 4], strokeWidth=1.4).encode(x="x:Q", y="y:Q")
    return framed(_points(known, x, y, titles), line, *_trend(trend))


def around_zero(
    frame: pl.DataFrame, x: str, y: str, titles: tuple[str, str], trend: pl.DataFrame | None = None
) -> alt.LayerChart:
    """Residuals over time or predictions, with zero and the lines within which 95 in 100 lie."""
    known = frame.select("ID", *dict.fromkeys(("TIME", x, y))).drop_nulls()
    lines = [{"y": -_WITHIN, "kind": "limit"}, {"y": 0.0, "kind": "zero"}, {"y": _WITHIN, "kind": "limit"}]
    base = alt.Chart(inline(lines))
    zero = base.transform_filter("datum.kind == 'zero'").mark_rule(color=SOFT).encode(y="y:Q")
    limit = base.transform_filter("datum.kind == 'limit'").mark_rule(color=SOFT, strokeDash=[5, 4]).encode(y="y:Q")
    return framed(_points(known, x, y, titles), zero, limit, *_trend(trend))


def quantiles(qq: pl.DataFrame, title: str) -> alt.LayerChart:
    """Sorted values over the quantiles of a normal distribution, with the band of what chance makes of them."""
    base = alt.Chart(inline(qq.to_dicts()))
    x = alt.X("THEORETICAL:Q", title="Normal quantile", axis=alt.Axis(tickCount=6))
    band = base.mark_area(color=BLUE, opacity=0.15).encode(x=x, y=alt.Y("LOW:Q", title=title), y2="HIGH:Q")
    line = base.mark_line(color=SOFT, strokeDash=[5, 4], strokeWidth=1.4).encode(x="THEORETICAL:Q", y="THEORETICAL:Q")
    tip = [alt.Tooltip("THEORETICAL:Q", title="Normal", format=".2f"), alt.Tooltip("NPDE:Q", title=title, format=".2f")]
    point = base.mark_point(color=BLUE, size=_size(len(qq)), filled=True, opacity=0.7)
    return framed(band, line, point.encode(x="THEORETICAL:Q", y="NPDE:Q", tooltip=tip))


def _points(known: pl.DataFrame, x: str, y: str, titles: tuple[str, str]) -> alt.Chart:
    mark = alt.Chart(inline(known.to_dicts())).mark_point(
        color=INK, size=_size(len(known)), filled=True, opacity=0.45 if len(known) < _MANY else 0.25
    )
    drawn: alt.Chart = mark.encode(
        x=alt.X(f"{x}:Q", title=titles[0], axis=alt.Axis(tickCount=6)),
        y=alt.Y(f"{y}:Q", title=titles[1], axis=alt.Axis(tickCount=6)),
        tooltip=_tips(x, y, titles),
    )
    return drawn


def _tips(x: str, y: str, titles: tuple[str, str]) -> Sequence[alt.Tooltip]:
    shown = {"ID": "Subject", "TIME": "Time", x: titles[0], y: titles[1]}
    kinds = {name: "N" if name == "ID" else "Q" for name in shown}
    return [
        alt.Tooltip(f"{name}:{kinds[name]}", title=title, format="" if name == "ID" else ".3~r")
        for name, title in shown.items()
    ]


def _trend(trend: pl.DataFrame | None) -> list[alt.Chart]:
    if trend is None or not len(trend):
        return []
    line = alt.Chart(inline(trend.to_dicts())).mark_line(color=VERMILION, strokeWidth=2)
    return [line.encode(x="X:Q", y="Y:Q")]


def _size(count: int) -> int:
    return 34 if count < _MANY else 14

"""Designs side by side at each dose level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import altair as alt

from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import GREY, HEIGHT, INK, SERIES

BENCHMARK = "#c3c9cf"
_SPLIT = "split(datum.label, '|')"  # a label's lines


@dataclass(frozen=True)
class Bar:
    """One design at one level."""

    level: str  # axis label, its lines separated by "|"
    design: str
    value: float
    error: float | None  # standard error of the value; None or 0: not known
    truth: str  # for the tooltip


@dataclass(frozen=True)
class Order:
    """Levels and designs in the order of the page; the benchmark last."""

    levels: tuple[str, ...]
    designs: tuple[str, ...]
    benchmark: str = ""
    correct: str | None = None  # the level that is the MTD in truth

    @property
    def series(self) -> tuple[str, ...]:
        """Every bar of a group."""
        return (*self.designs, *filter(None, [self.benchmark]))

    @property
    def colours(self) -> alt.Scale:
        """One colour a design, grey for the benchmark."""
        colours = [*SERIES[: len(self.designs)], *[BENCHMARK] * bool(self.benchmark)]
        return alt.Scale(domain=list(self.series), range=colours)


def grouped_bars(bars: Sequence[Bar], order: Order, x_title: str, y_title: str, *, share: bool) -> alt.LayerChart:
    """A group of bars a level, one bar a design; whiskers reach two Monte Carlo standard errors either way."""
    rows = [_row(bar, 1.0 if share else inf) for bar in bars]
    digits = ".1%" if share else ".2f"
    base = alt.Chart(inline(rows)).encode(
        x=alt.X(
            "level:N",
            title=x_title,
            sort=list(order.levels),
            scale=alt.Scale(domain=list(order.levels), paddingInner=0.22, paddingOuter=0.1),
            axis=alt.Axis(labelExpr=_SPLIT, labelLineHeight=15, labelOverlap=False),
        ),
        xOffset=alt.XOffset("design:N", sort=list(order.series), scale=alt.Scale(paddingInner=0.06)),
        tooltip=[
            alt.Tooltip("name:N", title="Level"),
            alt.Tooltip("design:N", title="Design"),
            alt.Tooltip("value:Q", title=y_title, format=digits),
            alt.Tooltip("truth:N", title="True DLT probability"),
        ],
    )
    y = alt.Y("value:Q", title=y_title, axis=alt.Axis(format=".0%" if share else ",.4~f", tickCount=6))
    bar = base.mark_bar().encode(
        y=y, color=alt.Color("design:N", scale=order.colours, sort=list(order.series), legend=alt.Legend(title=None))
    )
    whiskers = [one.mark_rule(color=INK, strokeWidth=1).encode(y="low:Q", y2="high:Q") for one in _known(base, rows)]
    return framed(*_correct_level(order), bar, *whiskers, height=HEIGHT + 40)


def _known(base: alt.Chart, rows: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    """``base`` with the rows whose error is known, if there are any."""
    known = [row for row in rows if row["high"] > row["low"]]
    return [base.properties(data=inline(known))] if known else []


def _row(bar: Bar, most: float) -> dict[str, str | float]:
    reach = 2 * (bar.error or 0.0)
    return {
        "level": bar.level,
        "name": bar.level.replace("|", ", "),
        "design": bar.design,
        "value": bar.value,
        "low": max(bar.value - reach, 0.0) if reach else bar.value,
        "high": min(bar.value + reach, most) if reach else bar.value,
        "truth": bar.truth,
    }


def _correct_level(order: Order) -> list[alt.Chart]:
    if order.correct is None:
        return []
    data = inline([{"level": order.correct}])
    return [alt.Chart(data).mark_rect(color="#dcebf5").encode(x=alt.X("level:N", sort=list(order.levels)))]


def differences(rows: Sequence[tuple[str, float, float]], x_title: str) -> alt.LayerChart:
    """Paired differences (name, share, its standard error) in percentage points, two standard errors either way."""
    names = [name for name, _, _ in rows]
    values = [
        {"pair": name, "diff": diff, "se": se, "low": diff - 2 * se, "high": diff + 2 * se}
        for name, diff, se in ((name, 100 * diff, 100 * se) for name, diff, se in rows)
    ]
    base = alt.Chart(inline(values)).encode(
        y=alt.Y("pair:N", sort=names, title=None, axis=alt.Axis(labelPadding=8)),
        tooltip=[
            alt.Tooltip("pair:N", title="Pair"),
            alt.Tooltip("diff:Q", title="Difference", format="+.1f"),
            alt.Tooltip("se:Q", title="Standard error", format=".1f"),
        ],
    )
    axis = alt.Axis(labelExpr="datum.value > 0 ? '+' + datum.label : datum.label", grid=True, tickCount=5)
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="zero:Q")
    lines = [one.mark_rule(color=INK, strokeWidth=2).encode(x="low:Q", x2="high:Q") for one in _known(base, values)]
    point = base.mark_point(filled=True, size=90, color=INK, opacity=1)
    point = point.encode(x=alt.X("diff:Q", title=x_title, axis=axis))
    return framed(zero, *lines, point, height=32 * len(rows) + 50)

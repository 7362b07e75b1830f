"""Time to an event: Kaplan-Meier curves with the numbers at risk under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import by_dose, doses_of, rows_of
from firstdose.report.figures.theme import HEIGHT, INK, SOFT

if TYPE_CHECKING:
    import polars as pl

_ROW_PX = 16  # of the numbers at risk
_BELOW_PX = 52  # from the axis to the first of their rows: labels and title of the axis stand between
_LEAST_LEFT, _MOST_LEFT = 90, 230  # pixels for the names of the groups
_SIGN_PX, _GAP_PX = 6, 42
_LEGEND_PX = 500
_BANDS = 3  # curves whose intervals can still be told apart


def kaplan_meier(
    curves: pl.DataFrame,
    at_risk: pl.DataFrame,
    x_title: str,
    y_title: str,
    footer: Footer | None = None,
    doses: Sequence[str] = (),
) -> alt.LayerChart:
    """Steps with their interval, a tick for each censored time, and the numbers at risk aligned with the axis.

    Parameters
    ----------
    curves : TRT01A (group), TIME, SURVIVAL, LOW, HIGH, CENSORED (how many at that time), starting at time 0.
    at_risk : TRT01A, TIME, AT_RISK.
    doses : every dose of the trial, in order.
    """
    if curves.is_empty():
        return empty("No subject has a time to this event.", footer)
    groups = doses_of(curves, at_risk)
    colour = by_dose(groups, doses, legend=len(groups) > 1, width=_LEGEND_PX)
    ticks = sorted(set(at_risk["TIME"].to_list()))
    # the table hangs on the axis: its first row is a fixed distance below, whatever the width of the page
    base = alt.Chart(inline(rows_of(curves))).encode(
        x=alt.X("TIME:Q", title=x_title, axis=alt.Axis(values=ticks, format=".6~g"), scale=_span(ticks, curves)),
        color=colour,
        tooltip=[
            alt.Tooltip("TRT01A:N", title="Group"),
            alt.Tooltip("TIME:Q", title=x_title, format=".1f"),
            alt.Tooltip("SURVIVAL:Q", title=y_title, format=".1%"),
            alt.Tooltip("LOW:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("HIGH:Q", title="to", format=".1%"),
        ],
    )
    axis = alt.Axis(format=".0%", tickCount=6, minExtent=_left(groups))
    y = alt.Y("SURVIVAL:Q", title=y_title, axis=axis, scale=alt.Scale(domain=[0, 1]))
    line = base.mark_line(interpolate="step-after").encode(y=y)
    band = base.mark_area(interpolate="step-after", opacity=0.14).encode(y="LOW:Q", y2="HIGH:Q")
    chart = framed(*[band] * (len(groups) <= _BANDS), line, *_censored(curves, colour), *_table(at_risk, groups))
    chart.height = HEIGHT + 40 + _ROW_PX * (len(groups) + 1)
    return footed(chart, footer)


def _left(groups: Sequence[str]) -> int:
    """Pixels to the left of the curves in which the names of the groups stand."""
    return min(max(_SIGN_PX * max(map(len, groups), default=0) + _GAP_PX, _LEAST_LEFT), _MOST_LEFT)


def _span(ticks: Sequence[float], curves: pl.DataFrame) -> alt.Scale:
    last = max([*ticks, *curves["TIME"].drop_nulls().to_list(), 1e-9])
    return alt.Scale(domain=[0, last], nice=False)


def _censored(curves: pl.DataFrame, colour: alt.Color) -> list[alt.Chart]:
    cut = rows_of(curves.filter(curves["CENSORED"] > 0))
    if not cut:
        return []
    tick = alt.Chart(inline(cut)).mark_point(
        shape="stroke", angle=90, size=55, opacity=1, strokeWidth=1.4, filled=False
    )
    return [
        tick.encode(
            x="TIME:Q",
            y="SURVIVAL:Q",
            color=colour,
            tooltip=[alt.Tooltip("CENSORED:Q", title="Censored"), alt.Tooltip("TIME:Q", format=".1f")],
        )
    ]


def _table(at_risk: pl.DataFrame, groups: Sequence[str]) -> list[alt.Chart]:
    """A row a group under the axis: its name to the left, the numbers under their times."""
    head = alt.Chart(inline([{"text": "Number at risk"}])).mark_text(
        align="right", dx=-24, fontSize=11, fontWeight=600, color=INK
    )
    layers = [head.encode(x=alt.value(0), y=_below(0), text="text:N")]
    for row, group in enumerate(groups, start=1):
        of = at_risk.filter(at_risk["TRT01A"] == group)
        name = alt.Chart(inline([{"text": group}])).mark_text(
            align="right", dx=-24, fontSize=11, color=SOFT, limit=_MOST_LEFT - 24
        )
        number = alt.Chart(inline(rows_of(of))).mark_text(fontSize=11, color=INK)
        layers += [
            name.encode(x=alt.value(0), y=_below(row), text="text:N"),
            number.encode(x="TIME:Q", y=_below(row), text="AT_RISK:Q"),
        ]
    return layers


def _below(row: int) -> dict[str, Any]:
    """The place of a row, in pixels below the axis; among several charts of one picture ``height`` is 0."""
    return {"value": alt.expr(f"(height || item.mark.group.height) + {_BELOW_PX + _ROW_PX * row}")}

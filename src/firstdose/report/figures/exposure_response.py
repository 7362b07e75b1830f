"""Probability of an event over exposure: what was seen by quantiles, and the fitted curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import rows_of
from firstdose.report.figures.theme import BLUE, HEIGHT, VERMILION

if TYPE_CHECKING:
    import polars as pl


def exposure_response(
    quantiles: pl.DataFrame, curve: pl.DataFrame, x_title: str, y_title: str, footer: Footer | None = None
) -> alt.LayerChart:
    """The curve with its band; a point a group of subjects at its median exposure, with its interval.

    Parameters
    ----------
    quantiles : X, FROM, TO, N, EVENTS, P, LOW, HIGH; one row a group.
    curve : X, P, LOW, HIGH; empty where no curve was fitted.
    """
    if quantiles.is_empty():
        return empty("No subject has both an exposure and an outcome.", footer)
    x = alt.X("X:Q", title=x_title, axis=alt.Axis(format=".6~g"))
    y = alt.Y("P:Q", title=y_title, axis=alt.Axis(format=".0%", tickCount=6), scale=alt.Scale(domain=[0, 1]))
    seen = alt.Chart(inline(rows_of(quantiles))).encode(
        x=x,
        tooltip=[
            alt.Tooltip("FROM:Q", title="Exposure from", format=",.3~r"),
            alt.Tooltip("TO:Q", title="to", format=",.3~r"),
            alt.Tooltip("EVENTS:Q", title="With event"),
            alt.Tooltip("N:Q", title="of"),
            alt.Tooltip("P:Q", title="Share", format=".1%"),
            alt.Tooltip("LOW:Q", title="Exact interval from", format=".1%"),
            alt.Tooltip("HIGH:Q", title="to", format=".1%"),
        ],
    )
    whisker = seen.mark_rule(color=VERMILION, strokeWidth=1.6).encode(y=alt.Y("LOW:Q", title=y_title), y2="HIGH:Q")
    point = seen.mark_point(shape="diamond", filled=True, color=VERMILION, size=90, opacity=1).encode(y=y)
    return footed(framed(*_curve(curve, x, y), whisker, point, height=HEIGHT + 40), footer)


def _curve(curve: pl.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    if curve.is_empty():
        return []
    base = alt.Chart(inline(rows_of(curve))).encode(x=x)
    band = base.mark_area(color=BLUE, opacity=0.18).encode(y=alt.Y("LOW:Q"), y2="HIGH:Q")
    told = [alt.Tooltip("X:Q", title="Exposure", format=",.3~r"), alt.Tooltip("P:Q", title="Probability", format=".1%")]
    return [band, base.mark_line(color=BLUE).encode(y=y, tooltip=told)]

"""Exposure over dose, and the power model through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import rows_of
from firstdose.report.figures.theme import BLUE, HEIGHT, VERMILION

if TYPE_CHECKING:
    import polars as pl


def dose_proportionality(
    points: pl.DataFrame, line: pl.DataFrame, x_title: str, y_title: str, footer: Footer | None = None
) -> alt.LayerChart:
    """Both axes logarithmic, where a power of the dose is a straight line and proportionality a slope of 1.

    Parameters
    ----------
    points : USUBJID, DOSEA, AVAL, all positive.
    line : DOSEA, AVAL, LOW, HIGH: the fitted power model with its interval; empty where none was fitted.
    """
    if points.is_empty():
        return empty("No subject has this parameter.", footer)
    doses = sorted(set(points["DOSEA"].to_list()))
    room = 1.25
    axis = alt.Axis(values=doses, format=".6~g", labelOverlap=True)
    x = alt.X(
        "DOSEA:Q",
        title=x_title,
        axis=axis,
        scale=alt.Scale(type="log", nice=False, domain=[doses[0] / room, doses[-1] * room]),
    )
    y = alt.Y(
        "AVAL:Q",
        title=y_title,
        axis=alt.Axis(format=".6~g", tickCount=6),
        scale=alt.Scale(type="log", nice=False, padding=10),
    )
    told = [alt.Tooltip("DOSEA:Q", title=x_title, format=".6~g"), alt.Tooltip("AVAL:Q", title=y_title, format=",.3~r")]
    point = (
        alt.Chart(inline(rows_of(points)))
        .mark_point(filled=True, color=BLUE, opacity=0.65 if len(points) > 60 else 0.9, size=45)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("USUBJID:N", title="Subject"), *told])
    )
    if line.is_empty():
        return footed(framed(point, height=HEIGHT + 40), footer)
    base = alt.Chart(inline(rows_of(line))).encode(x=x)
    band = base.mark_area(color=VERMILION, opacity=0.16, clip=True).encode(y=alt.Y("LOW:Q", title=y_title), y2="HIGH:Q")
    fit = base.mark_line(color=VERMILION, clip=True).encode(y=y, tooltip=told)
    return footed(framed(band, fit, point, height=HEIGHT + 40), footer)

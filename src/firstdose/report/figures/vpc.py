"""Percentiles of measured data on the bands of percentiles of simulated data."""

from __future__ import annotations

import altair as alt
import polars as pl

from firstdose.analysis.population.vpc import Vpc
from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import BLUE, INK, SOFT, VERMILION

_MANY = 600  # points from which on they are drawn smaller and paler


def vpc_bands(found: Vpc, x_title: str, y_title: str) -> alt.LayerChart:
    """Bands of the simulated percentiles, lines of the measured ones, and the measurements."""
    names = {percent: _name(percent) for percent in sorted(set(found.bands["PCT"]), reverse=True)}
    rows = [row | {"name": names[row["PCT"]]} for row in found.bands.to_dicts()]
    colours = coded(list(names.values()), [VERMILION if percent == 50 else BLUE for percent in names])
    legend = alt.Legend(symbolOpacity=1, symbolType="stroke", symbolSize=400)
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("TIME:Q", title=x_title, axis=alt.Axis(tickCount=7)),
        color=alt.Color("name:N", scale=colours, sort=list(names.values()), legend=legend),
        tooltip=[
            alt.Tooltip("name:N", title="Percentile"),
            alt.Tooltip("TIME:Q", title=x_title, format=".3~r"),
            alt.Tooltip("N:Q", title="Measurements", format=".0f"),
            alt.Tooltip("OBSERVED:Q", title="Measured", format=".3~r"),
            alt.Tooltip("MEDIAN:Q", title="Simulated", format=".3~r"),
            alt.Tooltip("LOW:Q", title="from", format=".3~r"),
            alt.Tooltip("HIGH:Q", title="to", format=".3~r"),
        ],
    )
    band = base.transform_filter("isValid(datum.LOW) && isValid(datum.HIGH)").mark_area(opacity=0.18)
    band = band.encode(y=alt.Y("LOW:Q", title=y_title, axis=alt.Axis(tickCount=6)), y2="HIGH:Q")
    seen = base.transform_filter("isValid(datum.OBSERVED)")
    dashes = alt.Scale(domain=list(names.values()), range=[[1, 0] if each == 50 else [6, 3] for each in names])
    line = seen.mark_line(strokeWidth=1.8).encode(
        y="OBSERVED:Q", strokeDash=alt.StrokeDash("name:N", scale=dashes, sort=list(names.values()), legend=legend)
    )
    mark = seen.mark_point(size=40).encode(y="OBSERVED:Q")
    return framed(_points(found), band, line, mark)


def below_limit(found: Vpc, x_title: str) -> alt.LayerChart:
    """Share below the limit of quantification: measured on the band of the simulated."""
    base = alt.Chart(inline(found.below.to_dicts())).encode(
        x=alt.X("TIME:Q", title=x_title, axis=alt.Axis(tickCount=7)),
        tooltip=[
            alt.Tooltip("TIME:Q", title=x_title, format=".3~r"),
            alt.Tooltip("OBSERVED:Q", title="Measured", format=".0%"),
            alt.Tooltip("MEDIAN:Q", title="Simulated", format=".0%"),
        ],
    )
    y = alt.Y(
        "LOW:Q", title="Below the limit of quantification", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
    )
    band = base.mark_area(color=BLUE, opacity=0.18).encode(y=y, y2="HIGH:Q")
    middle = base.mark_line(color=BLUE, strokeDash=[6, 3], strokeWidth=1.4).encode(y="MEDIAN:Q")
    line = base.mark_line(color=INK, strokeWidth=1.8).encode(y="OBSERVED:Q")
    return framed(band, middle, line, base.mark_point(color=INK, size=40).encode(y="OBSERVED:Q"))


def _points(found: Vpc) -> alt.Chart:
    rows = found.points.filter(pl.col("CENS") == 0).to_dicts()
    many = len(rows) >= _MANY
    mark = alt.Chart(inline(rows)).mark_point(
        color=SOFT, filled=True, size=10 if many else 22, opacity=0.2 if many else 0.4
    )
    drawn: alt.Chart = mark.encode(x="TIME:Q", y="DV:Q")
    return drawn


def _name(percent: float) -> str:
    return "Median" if percent == 50 else f"{percent:.0f}th percentile"

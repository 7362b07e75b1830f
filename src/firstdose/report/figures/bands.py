"""A median with its band over dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.pkpd import Band
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import BLUE, INK, VERMILION


@dataclass(frozen=True)
class Observed:
    """Patients with an event among those treated at a dose."""

    dose: float
    rate: float
    label: str  # e.g. "1/6"
    label_at: float  # where the label stands clear of the band


def band_over_dose(
    doses: Sequence[float], bands: Sequence[Band], x_title: str, y_title: str, *, share: bool = False
) -> alt.LayerChart:
    """Median as a line with a point a dose level, 5th to 95th percentile as a band."""
    rows = [{"dose": dose, **vars(band)} for dose, band in zip(doses, bands, strict=True)]
    digits = ".1%" if share else ",.3~r"
    x = alt.X("dose:Q", title=x_title, axis=alt.Axis(values=list(doses), format=".6~g"), scale=_around(doses))
    y_axis = alt.Axis(format=".0%" if share else ",.4~f", tickCount=6)
    base = alt.Chart(inline(rows)).encode(
        x=x,
        tooltip=[
            alt.Tooltip("dose:Q", title=x_title, format=".6~g"),
            alt.Tooltip("median:Q", title="Median", format=digits),
            alt.Tooltip("p05:Q", title="5th percentile", format=digits),
            alt.Tooltip("p95:Q", title="95th percentile", format=digits),
        ],
    )
    band = base.mark_area(color=BLUE, opacity=0.18).encode(
        y=alt.Y("p05:Q", title=y_title, axis=y_axis, scale=alt.Scale(domainMin=0)), y2="p95:Q"
    )
    line = base.mark_line(color=BLUE).encode(y="median:Q")
    point = base.mark_point(color=BLUE, filled=True, size=70, opacity=1).encode(y="median:Q")
    return framed(band, line, point)


def with_target(chart: alt.LayerChart, target: float, label: str) -> alt.LayerChart:
    """The same chart with the probability aimed at as a dashed line."""
    base = alt.Chart(inline([{"target": target, "label": label}]))
    rule = base.mark_rule(color=INK, strokeDash=[5, 4]).encode(y="target:Q")
    text = base.mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=INK, fontSize=12).encode(
        y="target:Q", x=alt.value(0), text="label:N"
    )
    return framed(chart, rule, text)


def with_observed(chart: alt.LayerChart, observed: Sequence[Observed]) -> alt.LayerChart:
    """The same chart with the rates seen in a published trial."""
    rows = [vars(one) for one in observed]
    tooltip = [alt.Tooltip("dose:Q", title="Dose", format=".6~g"), alt.Tooltip("label:N", title="DLTs/patients")]
    base = alt.Chart(inline(rows)).encode(x="dose:Q", tooltip=tooltip)
    point = base.mark_point(shape="diamond", filled=True, color=VERMILION, size=110, opacity=1).encode(y="rate:Q")
    text = base.mark_text(dy=-12, fontSize=12, color=INK).encode(y="label_at:Q", text="label:N")
    return framed(chart, point, text)


def _around(doses: Sequence[float]) -> alt.Scale:
    room = 0.04 * (doses[-1] - doses[0]) or 0.1 * doses[0]
    return alt.Scale(domain=[doses[0] - room, doses[-1] + room], nice=False, zero=False)

"""How far one number moves as each of several assumptions goes from low to high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import altair as alt

from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import BLUE, INK, VERMILION

_LINE = 28  # signs of a label, so that bars have room on a telephone
_STEP = 42  # pixels a bar: three lines of a label


@dataclass(frozen=True)
class Reach:
    """One assumption."""

    name: str
    low: str  # the low end of its range, in words
    high: str
    at_low: float  # where the number lies then
    at_high: float


def tornado_bars(reaches: Sequence[Reach], centre: float, x_title: str) -> alt.LayerChart:
    """A bar an assumption, widest first, in two colours that meet at the central value."""
    labels = [_label(one.name) for one in reaches]
    rows = [
        {"name": one.name, "label": label, "end": end, "value": value, "from": centre, "to": to}
        for one, label in zip(reaches, labels, strict=True)
        for end, value, to in (("low", one.low, one.at_low), ("high", one.high, one.at_high))
    ]
    domain, colours = ["low end", "high end"], [BLUE, VERMILION]
    for row in rows:
        row["end"] = domain[row["end"] == "high"]
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')", labelLimit=0, labelFontSize=11, labelLineHeight=12, labelOffset=-12
    )
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=axis),
        tooltip=[
            alt.Tooltip("name:N", title="Assumption"),
            alt.Tooltip("value:N", title="Value"),
            alt.Tooltip("to:Q", title=x_title, format=".3~r"),
        ],
    )
    bar = base.mark_bar(height={"band": 0.62}, opacity=0.9).encode(
        x=alt.X("from:Q", title=x_title, scale=alt.Scale(zero=False), axis=alt.Axis(grid=True, tickCount=6)),
        x2="to:Q",
        color=alt.Color("end:N", scale=alt.Scale(domain=domain, range=colours), sort=domain),
    )
    middle = alt.Chart(inline([{"centre": centre}])).mark_rule(color=INK, strokeWidth=1.4).encode(x="centre:Q")
    return framed(bar, middle, height=_STEP * len(labels) + 90)


def _label(name: str) -> str:
    """Three lines apart by a bar, the middle one beside it, as an axis begins its labels at their first line."""
    lines = wrap(name, _LINE)
    return "|".join((["", *lines] if len(lines) == 1 else lines) + [""] * (3 - max(len(lines), 2)))

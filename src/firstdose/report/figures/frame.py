"""Rows in, a chart as wide as its place out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import altair as alt

from firstdose.report.figures.theme import HEIGHT


def inline(rows: Iterable[Mapping[str, object]]) -> alt.InlineData:
    """Rows that travel inside the chart."""
    return alt.InlineData(values=[dict(row) for row in rows])


def layered(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Layers on one pair of axes."""
    return alt.LayerChart(layer=list(layers))


def framed(*layers: alt.Chart | alt.LayerChart, height: int = HEIGHT) -> alt.LayerChart:
    """Layers as a whole chart; ``height`` in pixels, with axes and legend."""
    chart = layered(*layers)
    chart.width, chart.height = "container", height
    return chart


def coded(names: Sequence[str], values: Sequence[str]) -> alt.Scale:
    """A colour a name, in order."""
    return alt.Scale(domain=list(names), range=[values[i % len(values)] for i in range(len(names))])

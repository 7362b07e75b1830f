"""A chart as vectors, in the type of the printed page."""

from __future__ import annotations

import re

from firstdose.report.blocks import Panel
from firstdose.report.pictures import picture

FONT = "Libertinus Serif"
_WIDTH = 680  # pixels, where the chart takes that of the page
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def drawn(panel: Panel) -> tuple[str, float]:
    """The panel as SVG, and its height as a multiple of its width."""
    svg = picture(panel.chart, "svg", max(_WIDTH, panel.least_px), font=FONT).decode()
    found = _SIZE.search(svg)
    assert found is not None, "Vega writes the size of every chart"
    width, height = map(float, found.groups())
    return svg, height / width

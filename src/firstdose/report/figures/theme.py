"""How every figure looks: one palette that colour-blind readers can tell apart, one type, no decoration.

Colours are those of Okabe and Ito (2008), *Color Universal Design*, https://jfly.uni-koeln.de/color/.
"""

from typing import Any

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#767676"  # of benchmarks and reference lines
INK, SOFT, LINE = "#1b2229", "#4d5761", "#dfe4e8"
SERIES = (VERMILION, BLUE, GREEN, PURPLE, ORANGE, SKY, BLACK)
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (1, 0), (6, 3), (2, 2))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke")
HEIGHT = 300  # pixels of a chart with its axes and legend

_FONT = 'Inter, "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif'

CONFIG: dict[str, Any] = {
    "background": None,
    "font": _FONT,
    "autosize": {"type": "fit", "contains": "padding"},
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 500,
        "titlePadding": 10,
        "gridColor": LINE,
        "domainColor": SOFT,
        "tickColor": SOFT,
        "labelLimit": 220,
        "titleLimit": 400,
    },
    "axisX": {"grid": False, "labelAngle": 0, "labelFlush": False},
    "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
    "legend": {
        "orient": "top",
        "title": None,
        "labelFontSize": 12,
        "labelColor": INK,
        "symbolSize": 110,
        "columns": 4,
        "columnPadding": 16,
        "labelLimit": 240,
        "offset": 8,
        "layout": {"top": {"anchor": "start", "direction": "vertical"}},
    },
    "line": {"strokeWidth": 2.2},
    "point": {"size": 70, "filled": True, "opacity": 1},
    "rule": {"strokeWidth": 1.2},
    "range": {"category": list(SERIES)},
}

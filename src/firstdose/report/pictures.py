"""A chart as a picture file of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from firstdose.report.extra import require
from firstdose.report.figures.theme import CONFIG
from firstdose.report.html import VEGA_LITE
from firstdose.report.printable import all_printable

if TYPE_CHECKING:
    from firstdose.report.blocks import Chart, Panel

WIDTH = 760  # pixels, where the chart takes that of its page
_APART = {"color": "independent", "x": "independent", "y": "independent"}
_SCALE = 2  # of a PNG, which so has the pixels that print needs


def picture(chart: Chart, kind: str, width: int = WIDTH, title: str = "", font: str = "") -> bytes:
    """The chart on a white ground, as ``"svg"`` or ``"png"``; ``font`` stands in for that of the page."""
    return _drawn(_spec(chart, width, title), kind, font)


def pictures(panels: Sequence[Panel], kind: str, width: int = WIDTH, title: str = "") -> bytes:
    """Several charts as one picture, one below the other, each with its title."""
    rows = [_spec(panel.chart, max(width, panel.least_px), "") for panel in panels]
    schema, data = {row.pop("$schema") for row in rows}.pop(), dict[str, Any]()
    for row in rows:
        data |= row.pop("datasets", {})
    # a chart's own title is its footer, so that of a panel stands around the chart
    framed = [
        {"vconcat": [row]} | _titled(panel.title) if panel.title else row
        for row, panel in zip(rows, panels, strict=True)
    ]
    whole = {"$schema": schema, "datasets": data, "vconcat": framed, "spacing": 36, "resolve": {"scale": _APART}}
    return _drawn(whole | _titled(title), kind)


def _drawn(spec: dict[str, Any], kind: str, font: str = "") -> bytes:
    require()
    import vl_convert

    ground = {"background": "white", "padding": 12, "font": font or CONFIG["font"]}
    text = json.dumps(all_printable(spec) | {"config": CONFIG | ground})
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE)).encode()
    return bytes(vl_convert.vegalite_to_png(text, vl_version=VEGA_LITE, scale=_SCALE))


def _spec(chart: Chart, width: int, title: str) -> dict[str, Any]:
    # altair's own validation takes a third of the time of all outputs; tests validate every kind of chart
    spec: dict[str, Any] = {key: value for key, value in chart.to_dict(validate=False).items() if key != "config"}
    if spec.get("width") == "container":
        spec["width"] = width
    return spec | _titled(title)


def _titled(title: str) -> dict[str, Any]:
    if not title:
        return {}
    return {"title": {"text": title, "anchor": "start", "fontSize": 14, "fontWeight": 600, "offset": 12}}

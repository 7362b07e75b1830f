"""A share with its interval a line: a forest of subgroups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import BLUE, GREY, INK, LINE

_ROW_PX, _HEAD_PX = 22, 60
_NAMES_PX = 200
_KEY = 5  # signs before a label: whether it is a heading, and its line, which keeps lines of one name apart


@dataclass(frozen=True)
class Share:
    """One line: subjects with the event among all of a subgroup; a heading where there is no number."""

    label: str
    n: int = 0
    of: int = 0
    p: float | None = None
    low: float | None = None
    high: float | None = None


def shares(lines: Sequence[Share], x_title: str, footer: Footer | None = None) -> alt.LayerChart:
    """A point a line with its interval, and n/N at the right; dashed, the share of the first line, which is of all."""
    if not any(one.of for one in lines):
        return empty("No subject is in any subgroup.", footer)
    rows = [{**vars(one), "key": _key(at, one), "told": f"{one.n}/{one.of}"} for at, one in enumerate(lines)]
    names = [row["key"] for row in rows]
    y = alt.Y("key:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=_names())
    x = alt.X("p:Q", title=x_title, axis=alt.Axis(format=".0%", tickCount=6), scale=alt.Scale(domain=[0, 1]))
    known = [row for row in rows if row["of"]]
    base = alt.Chart(inline(known)).encode(
        y=y,
        tooltip=[
            alt.Tooltip("label:N", title="Subgroup"),
            alt.Tooltip("told:N", title="With event"),
            alt.Tooltip("p:Q", title="Share", format=".1%"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    whole = alt.Chart(inline(known[:1])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="p:Q")
    heads = alt.Chart(inline(rows)).mark_point(opacity=0).encode(y=y)
    interval = base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", title=x_title), x2="high:Q")
    point = base.mark_point(shape="square", filled=True, color=BLUE, size=60, opacity=1).encode(x=x)
    text = base.mark_text(align="left", dx=8, color=INK, fontSize=11).encode(x=alt.value("width"), text="told:N")
    return footed(framed(heads, whole, interval, point, text, height=_ROW_PX * len(rows) + _HEAD_PX), footer)


def _key(at: int, one: Share) -> str:
    return f"{'l' if one.of else 'h'}{at:0{_KEY - 1}d}{one.label}"


def _names() -> alt.Axis:
    """Labels without their key, headings in bold."""
    return alt.Axis(
        labelExpr=f"slice(datum.label, {_KEY})",
        labelFontWeight={"condition": {"test": "slice(datum.value, 0, 1) === 'h'", "value": 600}, "value": 400},
        labelLimit=_NAMES_PX,
        labelAlign="left",
        labelPadding=_NAMES_PX,
        grid=True,
        gridColor=LINE,
    )

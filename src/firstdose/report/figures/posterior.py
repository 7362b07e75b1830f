"""What a design knows of each level: estimates with their uncertainty, and probabilities of intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import BLUE, GREEN, GREY, INK, SKY, VERMILION

_SPLIT = "split(datum.label, '|')"  # a label's lines
_OVER, _TARGET, _UNDER = "overdose", "target interval", "underdose"
NEXT = "#dcebf5"  # behind the level that comes next


@dataclass(frozen=True)
class LevelEstimate:
    """One level; None where the design has no such number."""

    level: str  # axis label, its lines separated by "|"
    estimate: float | None
    low: float | None  # ends of the 95 % interval
    high: float | None
    admissible: bool


@dataclass(frozen=True)
class LevelIntervals:
    """Probabilities of one level's DLT probability lying below, in and above the target interval."""

    level: str
    under: float
    target: float
    over: float


def estimates(
    levels: Sequence[LevelEstimate], target: float | None, following: str | None, x_title: str, y_title: str
) -> alt.LayerChart:
    """A point a level with its 95 % interval, grey where the level is not admissible; the next one is shaded."""
    names = [one.level for one in levels]
    rows = [{**vars(one), "open": "admissible" if one.admissible else "not admissible"} for one in levels]
    known = [row for row in rows if row["estimate"] is not None]
    spread = [row for row in known if row["low"] is not None]
    x = _levels(names, x_title)
    y = alt.Y("estimate:Q", title=y_title, axis=alt.Axis(format=".0%", tickCount=6), scale=alt.Scale(domain=[0, 1]))
    colour = alt.Color("open:N", scale=coded(["admissible", "not admissible"], [BLUE, GREY]), legend=alt.Legend())
    base = alt.Chart(inline(known)).encode(
        x=x,
        tooltip=[
            alt.Tooltip("estimate:Q", title="Estimate", format=".3f"),
            alt.Tooltip("low:Q", title="2.5 % quantile", format=".3f"),
            alt.Tooltip("high:Q", title="97.5 % quantile", format=".3f"),
        ],
    )
    point = base.mark_point(filled=True, size=90, opacity=1).encode(y=y, color=colour)
    bar = base.properties(data=inline(spread)).mark_rule(strokeWidth=2.2).encode(y="low:Q", y2="high:Q", color=colour)
    line = alt.Chart(inline([{"target": target}])).mark_rule(color=INK, strokeDash=[5, 4]).encode(y="target:Q")
    return framed(*_shade(following, names, x_title), *[line] * (target is not None), *[bar] * bool(spread), point)


def intervals(
    levels: Sequence[LevelIntervals], most_over: float | None, following: str | None, x_title: str
) -> alt.LayerChart:
    """A stacked bar a level, overdose at the foot, so that the line of the limit on it can be read."""
    names = [one.level for one in levels]
    parts = ((_OVER, "over"), (_TARGET, "target"), (_UNDER, "under"))
    rows = [
        {"level": one.level, "part": part, "order": order, "p": getattr(one, name)}
        for one in levels
        for order, (part, name) in enumerate(parts)
    ]
    colour = alt.Color(
        "part:N", scale=coded([part for part, _ in parts], [VERMILION, GREEN, SKY]), sort=[part for part, _ in parts]
    )
    bar = (
        alt.Chart(inline(rows))
        .mark_bar(width={"band": 0.62})
        .encode(
            x=_levels(names, x_title),
            y=alt.Y("p:Q", title="Posterior probability", axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1])),
            color=colour,
            order="order:O",
            tooltip=[alt.Tooltip("part:N", title="DLT probability in the"), alt.Tooltip("p:Q", format=".3f")],
        )
    )
    line = alt.Chart(inline([{"limit": most_over}])).mark_rule(color=INK, strokeDash=[5, 4]).encode(y="limit:Q")
    return framed(*_shade(following, names, x_title), bar, *[line] * (most_over is not None))


def _levels(names: Sequence[str], title: str) -> alt.X:
    axis = alt.Axis(labelExpr=_SPLIT, labelLineHeight=15, labelOverlap=False)
    return alt.X("level:N", title=title, sort=list(names), scale=alt.Scale(domain=list(names)), axis=axis)


def _shade(following: str | None, names: Sequence[str], x_title: str) -> list[alt.Chart]:
    if following is None:
        return []
    return [alt.Chart(inline([{"level": following}])).mark_rect(color=NEXT).encode(x=_levels(names, x_title))]

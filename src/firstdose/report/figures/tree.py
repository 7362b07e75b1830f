"""A tree of decisions, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import GREEN, INK, ORANGE, PURPLE, SKY, SOFT, VERMILION, YELLOW

COLOURS = {
    "start": "#eceff2",
    "escalate": SKY,
    "stay": "#d3d9de",
    "sideways": YELLOW,
    "de-escalate": ORANGE,
    "stop, MTD found": GREEN,
    "stop, no MTD": VERMILION,
    "wait": PURPLE,
}
ROW = 17  # pixels of the height of a leaf
_HALF = 0.19  # of a box's width, in columns


@dataclass(frozen=True)
class TreeNode:
    """One box, and the branch that leads to it."""

    id: int
    parent: int | None
    column: int  # from 0
    row: float  # from 0, downwards
    branch: str  # what happened on the way, e.g. "1/3"
    label: str  # in the box
    note: str  # beside or below it, e.g. its probability
    move: str  # a key of COLOURS
    words: str  # on pointing at it


def tree(nodes: Sequence[TreeNode], columns: Sequence[str]) -> alt.LayerChart:
    """Boxes joined by lines; ``columns`` are the heads, the notes of boxes without children stand beside them."""
    last = len(columns) - 1
    leaves = max(node.row for node in nodes)
    heads = " : ".join(f"datum.value == {number} ? '{head}'" for number, head in enumerate(columns))
    axis = alt.Axis(
        orient="top", values=list(range(last + 1)), labelExpr=f"{heads} : ''", domain=False, ticks=False, title=None
    )
    x_scale = alt.Scale(domain=[-_HALF - 0.03, last + _HALF + 0.2], nice=False, zero=False)
    y_scale = alt.Scale(domain=[leaves + 0.6, -0.6], nice=False, zero=False)
    x, y = alt.X("x:Q", scale=x_scale, axis=axis), alt.Y("y:Q", scale=y_scale, axis=None)
    used = [move for move in COLOURS if any(node.move == move for node in nodes)]
    colour = alt.Color(
        "move:N",
        scale=coded(used, [COLOURS[move] for move in used]),
        sort=used,
        legend=alt.Legend(
            orient="bottom", symbolType="square", title="Against the cohort just treated", titleLimit=0, columns=7
        ),
    )
    boxes = alt.Chart(inline(map(_box, nodes))).encode(
        tooltip=[alt.Tooltip("words:N", title="Decision"), alt.Tooltip("note:N", title="Probability")]
    )
    ends = alt.X("left:Q", scale=x_scale, axis=axis), alt.Y("top:Q", scale=y_scale, axis=None)
    box = boxes.mark_rect(cornerRadius=3, stroke="white", strokeWidth=0.5)
    box = box.encode(x=ends[0], x2="right:Q", y=ends[1], y2="bottom:Q", color=colour)
    label = boxes.mark_text(color=INK, fontSize=10.5).encode(x=x, y=y, text="label:N")
    return framed(_branches(nodes, x, y), box, label, *_words(nodes, x, y), height=int(ROW * (leaves + 1)) + 90)


def _box(node: TreeNode) -> dict[str, object]:
    high = min(0.44, 8 / ROW)
    edges = {
        "left": node.column - _HALF,
        "right": node.column + _HALF,
        "top": node.row - high,
        "bottom": node.row + high,
    }
    return {**vars(node), **edges, "x": node.column, "y": node.row}


def _branches(nodes: Sequence[TreeNode], x: alt.X, y: alt.Y) -> alt.Chart:
    """A line with two bends from each parent's box to its child's."""
    places = {node.id: node for node in nodes}
    rows = []
    for node in nodes:
        if node.parent is None:
            continue
        parent = places[node.parent]
        bend = parent.column + _HALF + 0.1
        line = (
            (parent.column + _HALF, parent.row),
            (bend, parent.row),
            (bend, node.row),
            (node.column - _HALF, node.row),
        )
        rows += [{"x": at, "y": row, "edge": node.id, "order": order} for order, (at, row) in enumerate(line)]
    lines: alt.Chart = alt.Chart(inline(rows)).mark_line(color="#9aa5b0", strokeWidth=1)
    return lines.encode(x=x, y=y, detail="edge:N", order="order:O")


def _words(nodes: Sequence[TreeNode], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """What happened, left of each box; the notes, right of boxes without children and below the others."""
    parents = {node.parent for node in nodes}
    branch = [{"x": node.column - _HALF, "y": node.row, "text": node.branch} for node in nodes if node.branch]
    aside = [{"x": node.column + _HALF, "y": node.row, "text": node.note} for node in nodes if node.id not in parents]
    below = [{"x": node.column, "y": node.row, "text": node.note} for node in nodes if node.id in parents]

    def said(rows: Sequence[dict[str, object]], **place: Any) -> list[alt.Chart]:
        rows = [row for row in rows if row["text"]]
        chart = alt.Chart(inline(rows)).mark_text(fontSize=10, color=SOFT, **place)
        return [chart.encode(x=x, y=y, text="text:N")] if rows else []

    return [
        *said(branch, align="right", dx=-4, dy=-5),
        *said(aside, align="left", dx=6),
        *said(below, align="center", dy=15),
    ]

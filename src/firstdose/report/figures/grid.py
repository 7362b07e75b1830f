"""A decision table as a coloured grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import INK, ORANGE, SKY, VERMILION

STAY = "#d3d9de"
COLOURS = {"E": SKY, "S": STAY, "D": ORANGE, "DU": VERMILION, "STOP": "#9aa5b0"}
CELL = 22  # pixels of a cell's height


@dataclass(frozen=True)
class GridCell:
    """One outcome at the current level, and what follows."""

    n: int
    dlt: int
    letter: str


def decision_grid(cells: Sequence[GridCell], meanings: Mapping[str, str], x_title: str, y_title: str) -> alt.LayerChart:
    """Patients across, DLTs down, a letter and a colour for what follows; the letters say it without colour.

    Numbers of DLTs from which on every cell has one and the same letter are a single row.
    """
    keys = {letter: f"{letter}  {said}" for letter, said in meanings.items()}
    used = [letter for letter in keys if any(cell.letter == letter for cell in cells)]
    last = _last_row(cells)
    cells = [cell for cell in cells if cell.dlt <= last]
    n, dlt = (sorted({getattr(cell, name) for cell in cells}) for name in ("n", "dlt"))
    rows = [{**vars(cell), "meaning": keys[cell.letter]} for cell in cells]
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("n:O", title=x_title, sort=n, axis=alt.Axis(orient="top", domain=False, ticks=False)),
        y=alt.Y(
            "dlt:O",
            title=y_title,
            sort=dlt,
            axis=alt.Axis(labelExpr=f"(datum.value == {last} ? '≥ ' : '') + datum.label"),
        ),
        tooltip=[
            alt.Tooltip("n:O", title="Patients"),
            alt.Tooltip("dlt:O", title="DLTs"),
            alt.Tooltip("meaning:N", title="Decision"),
        ],
    )
    names = [keys[letter] for letter in used]
    colour = alt.Color(
        "meaning:N",
        scale=coded(names, [COLOURS[letter] for letter in used]),
        sort=names,
        legend=alt.Legend(orient="bottom", columns=2, symbolType="square", offset=14, labelLimit=0),
    )
    rect = base.mark_rect(stroke="white", strokeWidth=1).encode(color=colour)
    text = base.mark_text(color=INK, fontSize=11, fontWeight=600).encode(text="letter:N")
    return framed(rect, text, height=CELL * len(dlt) + 110)


def _last_row(cells: Sequence[GridCell]) -> int:
    """The first number of DLTs from which on nothing changes."""
    most = max(cell.dlt for cell in cells)
    end = {cell.letter for cell in cells if cell.dlt == most}
    others = [cell.dlt for cell in cells if cell.letter not in end]
    return min(max(others, default=-1) + 1, most)

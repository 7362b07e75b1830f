"""What stands under every figure of a trial: who is in it, and when the data were cut."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.theme import SOFT

_LINE_PX = 16


@dataclass(frozen=True)
class Footer:
    """Population and data cut-off of a figure.

    Examples
    --------
    >>> str(Footer("Safety analysis set", 12, "2026-01-31"))
    'Safety analysis set, N = 12. Data cut-off: 2026-01-31.'
    """

    population: str
    n: int
    cut_off: str  # ISO 8601; empty: the data were not cut
    note: str = ""  # one more line

    def __str__(self) -> str:
        return f"{self.population}, N = {self.n}. Data cut-off: {self.cut_off or 'none, all data'}."


def footed(chart: alt.LayerChart, footer: Footer | None, room: int = 10) -> alt.LayerChart:
    """The chart with its footer, ``room`` pixels below the axis."""
    if footer is not None:
        lines = [str(footer), *filter(None, [footer.note])]
        chart.title = alt.Title(
            text=lines,
            orient="bottom",
            anchor="start",
            offset=room,
            fontSize=11,
            lineHeight=_LINE_PX,
            fontWeight="normal",
            color=SOFT,
        )
        chart.height += _LINE_PX * len(lines) + room
    return chart


def empty(why: str, footer: Footer | None = None) -> alt.LayerChart:
    """A frame that says why there is nothing in it."""
    text = alt.Chart(inline([{"why": why}])).mark_text(fontSize=13, color=SOFT, limit=700).encode(text="why:N")
    return footed(framed(text, height=80), footer)

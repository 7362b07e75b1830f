"""The tumour's course, one line a subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import DOSE, LABELLED, by_dose, doses_of, rows_of
from firstdose.report.figures.theme import GREY, HEIGHT, SOFT
from firstdose.report.figures.waterfall import PARTIAL_RESPONSE, PROGRESSION

if TYPE_CHECKING:
    import polars as pl

_WEEK = 7  # days


def spider(frame: pl.DataFrame, footer: Footer | None = None, doses: Sequence[str] = ()) -> alt.LayerChart:
    """Change from baseline over weeks since the first dose, coloured by dose.

    Parameters
    ----------
    frame : one row a measurement: USUBJID, ADY (day of the study, 1 is that of the first dose), PCHG (%), TRT01A.
    doses : every dose of the trial, in order.
    """
    shown = frame.drop_nulls(["PCHG", "ADY"])
    if shown.is_empty():
        return empty("No subject has a target lesion measured at baseline and again.", footer)
    few = shown["USUBJID"].n_unique() <= LABELLED
    weeks = [dict(row, WEEK=round((row["ADY"] - 1) / _WEEK, 3)) for row in rows_of(shown)]
    base = alt.Chart(inline(weeks)).encode(
        x=alt.X("WEEK:Q", title="Weeks since first dose", axis=alt.Axis(tickMinStep=1, tickCount=10)),
        y=alt.Y("PCHG:Q", title="Change from baseline, %", axis=alt.Axis(tickCount=8)),
        color=by_dose(doses_of(shown), doses),
        detail="USUBJID:N",
        tooltip=[
            alt.Tooltip("USUBJID:N", title="Subject"),
            alt.Tooltip(f"{DOSE}:N", title="Dose"),
            alt.Tooltip("WEEK:Q", title="Week", format=".1f"),
            alt.Tooltip("PCHG:Q", title="Change, %", format="+.1f"),
        ],
    )
    line = base.mark_line(strokeWidth=1.8 if few else 1.0, opacity=0.9 if few else 0.4)
    point = base.mark_point(size=30 if few else 10, filled=True, opacity=1 if few else 0.5)
    return footed(framed(*_limits(), line, point, height=HEIGHT + 80), footer)


def _limits() -> list[alt.Chart]:
    at = [{"at": PROGRESSION}, {"at": PARTIAL_RESPONSE}]
    zero = alt.Chart(inline([{"at": 0}])).mark_rule(color=SOFT).encode(y="at:Q")
    return [zero, alt.Chart(inline(at)).mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="at:Q")]

"""Concentrations over time: every subject, and the mean of each dose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import DOSE, LABELLED, by_dose, doses_of, rows_of
from firstdose.report.figures.theme import GREY, HEIGHT, SOFT

if TYPE_CHECKING:
    import polars as pl


def concentration_time(
    individual: pl.DataFrame,
    mean: pl.DataFrame,
    x_title: str,
    y_title: str,
    *,
    log: bool = False,
    lloq: float | None = None,
    footer: Footer | None = None,
    doses: Sequence[str] = (),
) -> alt.LayerChart:
    """A thin line a subject, a thick one with points for each dose's mean.

    Parameters
    ----------
    individual : USUBJID, TRT01A, TIME, AVAL (null or 0 where below the limit of quantification).
    mean : TRT01A, TIME, AVAL, N (values in it).
    log : a logarithmic axis, which shows no value of zero or below.
    lloq : the lower limit of quantification, as a dashed line.
    doses : every dose of the trial, in order.
    """
    each, means = (_shown(frame, log) for frame in (individual, mean))
    if each.is_empty() and means.is_empty():
        return empty("No concentration above the limit of quantification.", footer)
    x = alt.X("TIME:Q", title=x_title)
    scale = alt.Scale(type="log", nice=False, padding=8) if log else alt.Scale(domainMin=0)
    axis = alt.Axis(format=".6~g", tickCount=6)
    y = alt.Y("AVAL:Q", title=y_title, scale=scale, axis=axis)
    colour = by_dose(doses_of(individual, mean), doses)
    few = individual["USUBJID"].n_unique() <= LABELLED
    told = [
        alt.Tooltip(f"{DOSE}:N", title="Dose"),
        alt.Tooltip("TIME:Q", title=x_title),
        alt.Tooltip("AVAL:Q", title=y_title, format=",.3~r"),
    ]
    thin = (
        alt.Chart(inline(rows_of(each)))
        .mark_line(strokeWidth=0.8, opacity=0.4 if few else 0.15)
        .encode(x=x, y=y, color=colour, detail="USUBJID:N", tooltip=[alt.Tooltip("USUBJID:N", title="Subject"), *told])
    )
    base = alt.Chart(inline(rows_of(means))).encode(
        x=x, y=y, color=colour, tooltip=[*told, alt.Tooltip("N:Q", title="Subjects")]
    )
    layers = [thin, base.mark_line(strokeWidth=2.4), base.mark_point(filled=True, size=45, opacity=1), *_limit(lloq)]
    return footed(framed(*layers, height=HEIGHT + 40), footer)


def _shown(frame: pl.DataFrame, log: bool) -> pl.DataFrame:
    kept = frame.drop_nulls(["TIME", "AVAL"])
    return kept.filter(kept["AVAL"] > 0) if log else kept


def _limit(lloq: float | None) -> Sequence[alt.Chart]:
    if lloq is None:
        return []
    base = alt.Chart(inline([{"at": lloq, "label": f"LLOQ {lloq:g}"}]))
    rule = base.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="at:Q")
    text = base.mark_text(align="left", baseline="middle", dx=4, color=SOFT, fontSize=11)
    return [rule, text.encode(y="at:Q", x=alt.value("width"), text="label:N")]

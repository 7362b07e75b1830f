"""Each subject's time in the trial, and what happened in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import DOSE, by_dose, doses_of, named, rows_of
from firstdose.report.figures.theme import INK

if TYPE_CHECKING:
    import polars as pl

ONGOING = "Treatment ongoing"
_SHAPES = {
    "Response": "triangle-up",
    "Progression": "square",
    "DLT": "diamond",
    "Death": "cross",
    ONGOING: "triangle-right",
}
_ROW_PX, _LEAST_PX, _BODY_PX, _HEAD_PX = 18, 3, 900, 110
_NAMED_PX = 10  # of a row that leaves room for a name


def swimmer(
    subjects: pl.DataFrame, events: pl.DataFrame, footer: Footer | None = None, doses: Sequence[str] = ()
) -> alt.LayerChart:
    """A bar a subject from the first to the last dose, longest on top, with its events.

    Parameters
    ----------
    subjects : one row a subject: USUBJID, TRT01A, TRTDURD (days on treatment), EOTSTT ("ONGOING" where it goes on).
    events : one row an event: USUBJID, ADY (day of the study), EVENT (Response, Progression, DLT, Death).
    doses : every dose of the trial, in order.
    """
    shown = named(subjects.drop_nulls("TRTDURD")).sort("TRTDURD", descending=True, maintain_order=True)
    if shown.is_empty():
        return empty("No subject was treated.", footer)
    names, step = shown["SUBJECT"].to_list(), _row_px(len(shown))
    y = _place(names, step)
    rows = [dict(row, end=row["TRTDURD"], start=0) for row in rows_of(shown)]
    bar = (
        alt.Chart(inline(rows))
        .mark_bar(height={"band": 0.72 if step > _LEAST_PX + 1 else 1.0}, opacity=0.6)
        .encode(
            x=alt.X("start:Q", title="Days since first dose"),
            x2="end:Q",
            y=y,
            color=by_dose(doses_of(subjects), doses),
            tooltip=[
                alt.Tooltip("USUBJID:N", title="Subject"),
                alt.Tooltip(f"{DOSE}:N", title="Dose"),
                alt.Tooltip("end:Q", title="Days on treatment"),
                alt.Tooltip("EOTSTT:N", title="Treatment"),
            ],
        )
    )
    dots = _events(
        rows,
        events.filter(events["USUBJID"].is_in(shown["USUBJID"].implode())),
        dict(zip(shown["USUBJID"], names, strict=True)),
    )
    height = round(step * len(names)) + _HEAD_PX
    return footed(framed(bar, *_marks(dots, y, step), height=height), footer)


def _row_px(n: int) -> float:
    return min(max(_BODY_PX / n, _LEAST_PX), _ROW_PX)


def _place(names: Sequence[str], step: float) -> alt.Y:
    roomy = step >= _NAMED_PX
    axis = alt.Axis(labels=roomy, ticks=False, domain=False, labelOverlap=False, labelLimit=140)
    title = None if roomy else f"{len(names)} subjects, the longest treated on top"
    return alt.Y(
        "SUBJECT:N",
        sort=list(names),
        scale=alt.Scale(domain=list(names), paddingInner=0, paddingOuter=0.2),
        axis=axis,
        title=title,
    )


def _events(rows: Sequence[dict[str, object]], events: pl.DataFrame, names: dict[str, str]) -> list[dict[str, object]]:
    """The marks: what happened, and an arrow at the end of a treatment that goes on."""
    happened = [
        {"SUBJECT": names[row["USUBJID"]], "USUBJID": row["USUBJID"], "day": row["ADY"], "EVENT": row["EVENT"]}
        for row in rows_of(events.drop_nulls("ADY"))
    ]
    ongoing = [
        {"SUBJECT": row["SUBJECT"], "USUBJID": row["USUBJID"], "day": row["end"], "EVENT": ONGOING}
        for row in rows
        if row["EOTSTT"] == "ONGOING"
    ]
    return [*happened, *ongoing]


def _marks(dots: Sequence[dict[str, object]], y: alt.Y, step: float) -> list[alt.Chart]:
    if not dots:
        return []
    known = [each for each in _SHAPES if any(dot["EVENT"] == each for dot in dots)]
    shape = alt.Scale(domain=known, range=[_SHAPES[each] for each in known])
    size, edge = (75, 0.6) if step >= _NAMED_PX else (26, 0.0)
    mark = alt.Chart(inline(dots)).mark_point(
        filled=True, opacity=1, size=size, color=INK, stroke="white", strokeWidth=edge
    )
    return [
        mark.encode(
            x="day:Q",
            y=y,
            shape=alt.Shape("EVENT:N", scale=shape, sort=known, legend=alt.Legend(columns=5, symbolFillColor=INK)),
            tooltip=[
                alt.Tooltip("USUBJID:N", title="Subject"),
                alt.Tooltip("EVENT:N", title="Event"),
                alt.Tooltip("day:Q", title="Day"),
            ],
        )
    ]

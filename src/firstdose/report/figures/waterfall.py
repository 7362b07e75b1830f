"""Best change of the tumour, one bar a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from firstdose.report.figures.footer import Footer, empty, footed
from firstdose.report.figures.frame import framed, inline
from firstdose.report.figures.subjects import DOSE, LABELLED, across, by_response, named, rows_of
from firstdose.report.figures.theme import GREY, HEIGHT, INK, SOFT

if TYPE_CHECKING:
    import polars as pl

_FILLING = 10  # subjects from which on bars take all their place; fewer would be slabs
PARTIAL_RESPONSE, PROGRESSION = -30.0, 20.0  # per cent, RECIST 1.1


def waterfall(frame: pl.DataFrame, footer: Footer | None = None) -> alt.LayerChart:
    """Bars from the largest growth to the largest shrinkage, coloured by best overall response.

    Parameters
    ----------
    frame : one row a subject: USUBJID, PCHG (best change of the sum of diameters, %), BOR, TRT01A (dose).

    Notes
    -----
    The lines at +20 % and -30 % are the limits of RECIST 1.1 (Eisenhauer 2009, doi:10.1016/j.ejca.2008.10.026);
    progression is measured from the nadir, so a bar above the line need not be one. The dose stands at the bar
    where at most 40 subjects leave room, else in the tooltip alone.
    """
    shown = named(frame.drop_nulls("PCHG")).sort("PCHG", descending=True, maintain_order=True)
    if shown.is_empty():
        return empty("No subject has a target lesion measured at baseline and again.", footer)
    names = shown["SUBJECT"].to_list()
    base = alt.Chart(inline(rows_of(shown))).encode(
        x=across(names, "Subject"),
        tooltip=[
            alt.Tooltip("USUBJID:N", title="Subject"),
            alt.Tooltip(f"{DOSE}:N", title="Dose"),
            alt.Tooltip("PCHG:Q", title="Best change, %", format="+.1f"),
            alt.Tooltip("BOR:N", title="Best overall response"),
        ],
    )
    scale = alt.Scale(domain=[-100, max(float(shown["PCHG"][0]), 2 * PROGRESSION)], nice=True)
    y = alt.Y("PCHG:Q", title="Best change from baseline, %", scale=scale, axis=alt.Axis(tickCount=8))
    bar = base.mark_bar(width={"band": min(len(names) / _FILLING, 1.0)}).encode(
        y=y, color=by_response(shown["BOR"].drop_nulls().unique().to_list())
    )
    return footed(
        framed(*_limits(), bar, *(_doses(base) if len(names) <= LABELLED else []), height=HEIGHT + 80), footer
    )


def _doses(base: alt.Chart) -> list[alt.Chart]:
    """Each bar's dose at its root, upright beside the zero line, on the side where the bar is not, on white."""
    sign = "datum.PCHG > 0"
    place: dict[str, Any] = {
        "angle": 270,
        "fontSize": 10,
        "baseline": "middle",
        "align": alt.expr(f"{sign} ? 'right' : 'left'"),
        "dx": alt.expr(f"{sign} ? -5 : 5"),
        "limit": 110,
    }
    ground = base.mark_text(stroke="white", strokeWidth=4, **place)
    text = base.mark_text(color=SOFT, **place)
    return [one.encode(y=alt.datum(0), text=f"{DOSE}:N") for one in (ground, text)]


def _limits() -> list[alt.Chart]:
    base = alt.Chart(
        inline([{"at": at, "label": f"{at:+.0f} %".replace("-", "−")} for at in (PROGRESSION, PARTIAL_RESPONSE)])
    )
    zero = alt.Chart(inline([{"at": 0}])).mark_rule(color=INK).encode(y="at:Q")
    text = base.mark_text(align="left", baseline="middle", dx=4, color=SOFT, fontSize=11)
    return [
        zero,
        base.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="at:Q"),
        text.encode(y="at:Q", x=alt.value("width"), text="label:N"),
    ]

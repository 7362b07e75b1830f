"""Goodness of fit: measured against predicted, and residuals."""

from __future__ import annotations

import altair as alt

from firstdose.analysis.population.gof import Gof
from firstdose.report.figures.residuals import against, around_zero

WORDS = {
    "DV": "Measured",
    "PRED": "Population prediction",
    "IPRED": "Individual prediction",
    "CWRES": "Conditional weighted residual",
    "IWRES": "Individual weighted residual",
    "TIME": "Time",
}


def measured_over_predicted(found: Gof, prediction: str) -> alt.LayerChart:
    """Measured over PRED or IPRED, with a smooth line through the points."""
    titles = (WORDS[prediction], WORDS["DV"])
    return against(_measured(found).frame, prediction, "DV", titles, found.trend(prediction, "DV"))


def residuals_over(found: Gof, residual: str, x: str) -> alt.LayerChart:
    """CWRES or IWRES over time or a prediction, with a smooth line through the points."""
    titles = (WORDS[x], WORDS[residual])
    return around_zero(_measured(found).frame, x, residual, titles, found.trend(x, residual))


def _measured(found: Gof) -> Gof:
    """Without what is below the limit, which has no residual."""
    import polars as pl

    return Gof(found.frame.filter(pl.col("CENS") == 0), found.method)

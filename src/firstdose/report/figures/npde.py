"""Prediction distribution errors: against the normal distribution, and over time and prediction."""

from __future__ import annotations

import altair as alt

from firstdose.analysis.population.npde import Npde
from firstdose.report.figures.residuals import around_zero, quantiles


def npde_quantiles(found: Npde) -> alt.LayerChart:
    """Sorted errors over normal quantiles."""
    return quantiles(found.qq(), "Prediction distribution error")


def npde_over(found: Npde, x: str, x_title: str) -> alt.LayerChart:
    """Errors over TIME or PRED."""
    return around_zero(found.frame, x, "NPDE", (x_title, "Prediction distribution error"))

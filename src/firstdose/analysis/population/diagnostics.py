"""What a fit is judged by, in one go: goodness of fit, predictive checks and prediction distribution errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstdose.analysis.population.gof import Gof, gof
from firstdose.analysis.population.npde import Npde, npde
from firstdose.analysis.population.vpc import BINS, SIMULATED, Vpc, vpc

if TYPE_CHECKING:
    from firstdose.analysis.population.fit import Fit
    from firstdose.data import AnyTable


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """Of one fit on one table of data."""

    gof: Gof
    vpc: dict[str, Vpc]  # by output
    corrected: dict[str, Vpc]  # for the prediction
    npde: Npde


def diagnose(fit: Fit, data: AnyTable, *, simulated: int = SIMULATED, bins: int = BINS, seed: int = 1) -> Diagnostics:
    """All diagnostics of a fit.

    Parameters
    ----------
    data : that the fit was made with.
    simulated : data sets, for predictive checks and, at least twice as many, for prediction distribution errors.
    bins : of time, at most.
    """
    outputs = fit.spec.outputs
    plain, corrected = (
        {each: vpc(fit, data, output=each, corrected=c, simulated=simulated, bins=bins, seed=seed) for each in outputs}
        for c in (False, True)
    )
    return Diagnostics(gof(fit, data), plain, corrected, npde(fit, data, simulated=2 * simulated, seed=seed))

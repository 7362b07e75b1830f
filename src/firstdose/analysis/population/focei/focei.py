"""FOCEI: from initial values to a fit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from firstdose.analysis.population.doubts import doubts
from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.focei.descent import Descent, Found, Progress
from firstdose.analysis.population.focei.objective import Objective
from firstdose.analysis.population.focei.uncertainty import Covariance, Uncertainty, uncertainty
from firstdose.analysis.population.focei.verdict import nowhere, status, warnings
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.errors import ModelError
from firstdose.types import F64

JITTER = 0.3  # standard deviation of what is added to the initial values, on the scales of estimation
TRIES = 3  # descents before it is said that none converged


def focei(
    spec: PopulationModel,
    records: Records,
    *,
    covariance: Covariance | None = None,
    restarts: int = 0,
    seed: int = 1,
    progress: Progress | None = None,
) -> Fit:
    """The fit by first-order conditional estimation with interaction.

    Parameters
    ----------
    covariance : of the estimates: R⁻¹ (``"r"``), S⁻¹ (``"s"``), or the sandwich R⁻¹ S R⁻¹ (``"rsr"``), which is
        NONMEM's default, and that here where there are more subjects than parameters; else R⁻¹ is.
    restarts : further descents, each from initial values with noise, of which the best counts: the objective may have
        several minima, and a descent may end where it is merely flat.
    seed : of that noise.

    Notes
    -----
    A descent that ends without a minimum (a Hessian that is not positive definite, a fall of OFV still expected) is
    begun again from where it ended, with noise, up to three times in all, and the warnings say so.

    References
    ----------
    Lindstrom MJ, Bates DM (1990), Biometrics 46:673, doi:10.2307/2532087. Wang Y (2007), J Pharmacokinet Pharmacodyn
    34:575, doi:10.1007/s10928-007-9060-6.
    """
    if covariance not in (None, "r", "s", "rsr"):
        raise ModelError(f'There is no covariance "{covariance}". Give r, s or rsr.')
    predictor = Predictor(spec, records)
    objective = Objective(predictor, Likelihood(spec, records), Packing(spec))
    found, tried = _descents(objective, restarts, np.random.default_rng(seed), progress)
    if found.marginal is None:
        raise nowhere(objective)
    spread = _uncertainty(found, covariance)
    return _fit(objective, found, spread, tried)


def _uncertainty(found: Found, covariance: Covariance | None) -> Uncertainty:
    """Of what the data tells; 0 of standard deviations that went to 0."""
    assert found.marginal is not None
    subjects, told = found.marginal.gradient.shape[1], np.flatnonzero(found.told)
    if not len(told):
        return Uncertainty(np.zeros_like(found.hessian), "", math.nan)
    how = covariance or ("rsr" if subjects > len(told) else "r")
    spread = uncertainty(found.hessian[np.ix_(told, told)], found.marginal.gradient[0][:, told], how)
    if spread.covariance is None:
        return spread
    whole = np.zeros_like(found.hessian)
    whole[np.ix_(told, told)] = spread.covariance
    return replace(spread, covariance=whole)


def _descents(
    objective: Objective, restarts: int, rng: np.random.Generator, progress: Progress | None
) -> tuple[Found, list[Found]]:
    """The best, and all in their order."""
    initial = objective.packing.pack(objective.packing.initial)
    tried = [Descent(objective, progress).from_(initial)]
    best = tried[0]
    while best.marginal is not None and len(tried) < TRIES + restarts:
        enough = best.is_minimum or len(tried) >= TRIES + restarts
        if enough and len(tried) > restarts:
            break
        begin = initial if best.is_minimum else best.x
        tried.append(Descent(objective, progress).from_(begin + JITTER * rng.standard_normal(len(initial))))
        best = min(tried, key=lambda each: each.ofv)
    return best, tried


def _fit(objective: Objective, found: Found, spread: Uncertainty, tried: list[Found]) -> Fit:
    assert found.marginal is not None
    spec, records = objective.packing.spec, objective.records
    values = _first(objective.packing.unpack(found.x[None]))
    eta = found.marginal.eta
    f = objective.predictor.predict(values.theta[None], eta)
    fit = Fit(
        spec=spec,
        method="focei",
        population=values,
        ofv=found.ofv,
        id=records.id,
        eta_names=objective.predictor.individuals.eta_names,
        eta=eta[0],
        n_observations=len(records.dv),
        iwres=objective.likelihood.weighted_residuals(f, values.sigma[None])[0],
        covariance=spread.covariance,
        covariance_by=spread.by,
        condition=spread.condition,
        converged=found.is_minimum,
        status=status(found, tried),
        warnings=warnings(objective, found, values, spread, tried),
        iterations=sum(each.iterations for each in tried),
        trace=found.trace,
    )
    return replace(fit, warnings=(*fit.warnings, *doubts(fit)))


def _first(values: Population) -> Population:
    def one(each: F64) -> F64:
        return np.asarray(each[0], np.float64)

    return Population(one(values.theta), one(values.omega), one(values.iov), one(values.sigma))

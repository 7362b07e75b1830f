"""Draw from the posterior of population parameters by an ensemble of walkers."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from firstdose.analysis.population.bayes.posterior import Posterior
from firstdose.analysis.population.bayes.priors import Priors, check_names
from firstdose.analysis.population.focei.modes import inverse, modes, posterior
from firstdose.analysis.population.focei.objective import Objective
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.values import Packing, Population
from firstdose.errors import MissingExtraError, ModelError
from firstdose.types import F64

if TYPE_CHECKING:
    from firstdose.analysis.population.fit import Fit
    from firstdose.data import AnyTable

_START = 0.5  # standard errors around the estimates, where walkers begin
_STEPS, _LONGEST, _SETTLED = 6, 1.0, 1e-3  # Gauss-Newton steps, on a scale of estimation; fall of -2 log density left
_UNKNOWN = 0.1  # in place of standard errors that a fit does not have


def sample_posterior(
    fit: Fit,
    data: AnyTable,
    *,
    priors: Priors | None = None,
    draws: int = 500,
    warm_up: int = 250,
    walkers: int | None = None,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Posterior:
    """Draws of thetas, variances and residual errors, given the data.

    Parameters
    ----------
    fit : where walkers begin, by FOCEI or SAEM; its population model tells the priors' centres.
    data : that the fit was made with.
    draws : kept of each walker, after ``warm_up`` that are not.
    walkers : at least twice the numbers that are estimated, and even; four times if not given.
    progress : called with iterations done, and in all.

    Notes
    -----
    The likelihood is FOCEI's (Laplace's approximation with the expected information), so the posterior has its error:
    small with many measurements a subject. Random effects are integrated out by it, and not drawn. Moves are those of
    differential evolution (ter Braak 2006), one in five a snooker move, of half the walkers at once. The same seed
    gives the same draws.

    References
    ----------
    Foreman-Mackey D, Hogg DW, Lang D, Goodman J (2013), PASP 125:306, doi:10.1086/670067. ter Braak CJF (2006), Stat
    Comput 16:239, doi:10.1007/s11222-006-8769-1.
    """
    _require()
    import emcee  # type: ignore[import-untyped]

    priors, packing = priors or Priors(), Packing(fit.spec)
    check_names(fit.spec, priors)
    count = walkers or 4 * packing.size
    if count < 2 * packing.size or count % 2 or draws < 4 or warm_up < 0:
        raise ModelError(
            f"{count} walkers, {draws} draws, {warm_up} before them: give an even number of walkers, "
            f"{2 * packing.size} or more (twice what is estimated), and 4 draws or more, better hundreds."
        )
    target = _Target(fit, Records.of(fit.spec, data), priors)
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    sampler = emcee.EnsembleSampler(count, packing.size, target, vectorize=True, moves=moves)
    random = np.random.RandomState(seed)
    start = emcee.State(_starts(fit, packing, count, random), random_state=random.get_state())
    for done, _ in enumerate(sampler.sample(start, iterations=warm_up + draws), 1):
        if progress:
            progress(done, warm_up + draws)
    share = float(np.mean(sampler.acceptance_fraction))
    return Posterior(fit.spec, sampler.get_chain(discard=warm_up), sampler.get_log_prob(discard=warm_up), share)


class _Target:
    """Log posterior density of C vectors at once."""

    def __init__(self, fit: Fit, records: Records, priors: Priors) -> None:
        self.packing, self.priors, self.records = Packing(fit.spec), priors, records
        self.predictor, self.likelihood = Predictor(fit.spec, records), Likelihood(fit.spec, records)
        self.centre = self.packing.pack(fit.population)
        begin = Objective(self.predictor, self.likelihood, self.packing).at(self.centre[None], fit.eta[None])
        self.eta, self.tangent = begin.eta[0], begin.tangent[0]

    def __call__(self, x: F64) -> F64:
        """(C,) of vectors (C, Q); minus infinity where the model fails."""
        with np.errstate(all="ignore"):
            found = -0.5 * self._deviance(x).sum(axis=1) + self.priors.log_density(self.packing, x)
        return np.where(np.isfinite(found), found, -np.inf)

    def _deviance(self, x: F64) -> F64:
        """(C, S) FOCEI's -2 log likelihood, without n log(2 pi)."""
        values = self.packing.unpack(x)
        omega = values.full(self.records.occasions)
        eta = self._modes(values, omega, self.eta + np.einsum("skq,cq->csk", self.tangent, x - self.centre))
        at = self._point(values, omega, eta)
        volume = np.linalg.slogdet(omega)[1][:, None] + np.linalg.slogdet(at.hessian / 2)[1]
        return np.asarray(at.value + volume, np.float64)

    def _modes(self, values: Population, omega: F64, eta: F64) -> F64:
        """(C, S, K) conditional modes: some Gauss-Newton steps, and a search where those do not settle."""
        for _ in range(_STEPS):
            at = self._point(values, omega, eta)
            step = np.linalg.solve(_definite(at.hessian), np.nan_to_num(at.gradient)[..., None])[..., 0]
            fall = np.einsum("csk,csk->cs", step, at.gradient).max(axis=1)
            eta = eta - np.clip(step, -_LONGEST, _LONGEST)
            if (fall < _SETTLED).all():
                return eta
        lost = np.flatnonzero(~(fall < _SETTLED))
        start = np.broadcast_to(self.eta, (len(lost), *self.eta.shape))
        eta[lost], _ = modes(
            self.predictor, self.likelihood, values.theta[lost], omega[lost], values.sigma[lost], start
        )
        return eta

    def _point(self, values: Population, omega: F64, eta: F64) -> _Point:
        f, slopes = self.predictor.with_slopes(values.theta, eta)
        terms = self.likelihood.terms(f, values.sigma)
        return _Point(*posterior(self.records, terms, slopes, inverse(omega), eta))


class _Point(NamedTuple):
    value: F64  # (C, S) -2 log density of data and etas
    gradient: F64  # (C, S, K)
    hessian: F64  # (C, S, K, K)


def _definite(hessian: F64) -> F64:
    """The identity where the model failed."""
    fine = np.isfinite(hessian).all(axis=(2, 3), keepdims=True)
    return np.where(fine, hessian, np.eye(hessian.shape[-1]))


def _starts(fit: Fit, packing: Packing, count: int, random: np.random.RandomState) -> F64:
    centre = packing.pack(fit.population)
    covariance = np.eye(packing.size) * _UNKNOWN**2 if fit.covariance is None else fit.covariance
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 1e-8, None))
    return np.asarray(centre + _START * random.standard_normal((count, packing.size)) @ root.T, np.float64)


def _require() -> None:
    if find_spec("emcee") is None:
        raise MissingExtraError(
            'The posterior is drawn with emcee, which is not installed. Install with: pip install "firstdose[bayes]".'
        )

"""Stochastic approximation EM, from the first iteration to the fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from firstdose.analysis.population.conditional import Conditional
from firstdose.analysis.population.doubts import doubts
from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.importance import METHOD, importance
from firstdose.analysis.population.information import Information, information
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.saem.chains import Chains, Draws, Kinds, Known, Scales, moved
from firstdose.analysis.population.saem.maximise import Maximiser, Statistics
from firstdose.analysis.population.saem.settings import Settings
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.errors import ModelError
from firstdose.types import F64

_WARM, _RENEWED = 20, 10  # iterations before the first M step; after which the proposals are renewed
_RTOL = 1e-6  # of the integration: Monte Carlo is coarser than that
_SETTLED = 0.1  # standard errors that the second half of smoothing may move an estimate by


def saem(
    spec: PopulationModel,
    records: Records,
    *,
    seed: int = 1,
    settings: Settings | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> Fit:
    """Maximum likelihood estimates by stochastic approximation EM.

    Parameters
    ----------
    seed : the same seed gives the same estimates.
    progress : called with each iteration, and NaN: SAEM knows its OFV at the end alone.

    Notes
    -----
    Iteration k draws the etas of all subjects and chains from their conditional distribution by Metropolis-Hastings,
    averages the sufficient statistics with the step g_k (1, then 1/k), and maximises: thetas that are means of random
    effects and their coefficients by generalised least squares, omega by moments, a single standard deviation by mean
    squares. Thetas without a random effect, and the two of a combined error or with censored data (M3), take a step of
    Fisher scoring of g_k times its length. While exploring no variance falls by more than 5 % an iteration (simulated
    annealing).

    The etas reported are conditional means, not modes. Standard errors are those of the model linearised at these. The
    OFV is by importance sampling, and so no approximation: it is not to be compared with FOCEI's.

    References
    ----------
    Delyon B, Lavielle M, Moulines E (1999), Ann Statist 27:94, doi:10.1214/aos/1018031103. Kuhn E, Lavielle M (2005),
    Comput Stat Data Anal 49:1020, doi:10.1016/j.csda.2004.07.002. Samson A, Lavielle M, Mentre F (2006), Comput Stat
    Data Anal 51:1562, doi:10.1016/j.csda.2006.05.007 (censored data).
    """
    settings = settings or Settings()
    model = Conditional(Predictor(spec, records, rtol=_RTOL), Likelihood(spec, records))
    if not model.predictor.k:
        raise ModelError(f"{spec.name} has no random effect, and SAEM estimates those. Add [omega], or take focei.")
    if not Packing(spec).size:
        raise ModelError(f"{spec.name} has nothing to estimate: every theta, omega and error is fixed. Free one.")
    run = _Run(spec, records, model, settings, seed)
    state, trail = run.started(), []
    for iteration in range(1, settings.explore + settings.smooth + 1):
        state = run.step(state, iteration)
        trail.append(Packing(spec).pack(state.values))
        if progress:
            progress(iteration, math.nan)
    return _fit(run, state, np.array(trail))


@dataclass(frozen=True, eq=False)
class _State:
    values: Population
    chains: Chains
    statistics: Statistics
    known: Known
    scales: Scales


@dataclass(frozen=True, eq=False)
class _Run:
    spec: PopulationModel
    records: Records
    model: Conditional
    settings: Settings
    seed: int

    @cached_property
    def maximiser(self) -> Maximiser:
        return Maximiser(self.spec, self.model, self.settings.anneal)

    def started(self) -> _State:
        """Chains at the typical values, moved until they have forgotten that."""
        values = Packing(self.spec).initial
        shape = (self.settings.chains_of(self.records.subjects), self.records.subjects, self.model.predictor.k)
        chains = self._at(values, np.zeros(shape))
        if not np.isfinite(chains.density).all():
            who = self.records.id[int(np.flatnonzero(~np.isfinite(chains.density).all(axis=0))[0])]
            raise ModelError(
                f"Subject {who} has likelihood 0 at the initial values, or the model fails there. Correct [theta] of "
                f"{self.spec.name}, or the subject's rows."
            )
        known = self._known(values, np.zeros(shape[1:]))
        scales, statistics = Scales.of(shape[2]), self.maximiser.statistics(values, chains)
        for iteration in range(-_WARM, 0):
            chains, scales = self._moved(values, chains, known, scales, iteration, 0.5)
        return _State(values, chains, statistics, known, scales)

    def step(self, state: _State, iteration: int) -> _State:
        """One iteration."""
        step, exploring = self.settings.step(iteration), iteration <= self.settings.explore
        values, known = state.values, state.known
        chains, scales = self._moved(values, state.chains, known, state.scales, iteration, 0.5 * step)
        statistics = state.statistics.towards(self.maximiser.statistics(values, chains), step)
        new = self.maximiser.maximised(values, statistics, chains, step, exploring)
        shift = self.maximiser.directions.shift(self.maximiser.beta(new) - self.maximiser.beta(values))
        chains = self._again(values, new, Chains(chains.eta - shift, chains.f, chains.density))
        known = Known(known.centre - shift, known.root)
        if iteration % _RENEWED == 0:
            known = self._known(new, self.centre(new, statistics))
        return _State(new, chains, statistics, known, scales)

    def centre(self, values: Population, statistics: Statistics) -> F64:
        """(S, K) mean of the etas."""
        maximiser = self.maximiser
        return np.asarray(statistics.first - maximiser.directions.shift(maximiser.beta(values)), np.float64)

    def _known(self, values: Population, centre: F64) -> Known:
        return Known(centre, np.asarray(np.linalg.cholesky(self.model.spread(values, centre)), np.float64))

    def _at(self, values: Population, eta: F64) -> Chains:
        f = self.model.predict(values.theta, eta)
        return Chains(eta, f, self.model.log_density(f, values.sigma))

    def _again(self, old: Population, new: Population, chains: Chains) -> Chains:
        """The chains' densities under new parameters; subjects' own parameters stay, unless a theta moves them."""
        numeric = list(self.maximiser.directions.numeric)
        if (old.theta[numeric] != new.theta[numeric]).any():
            return self._at(new, chains.eta)
        return Chains(chains.eta, chains.f, self.model.log_density(chains.f, new.sigma))

    def _moved(
        self, values: Population, chains: Chains, known: Known, scales: Scales, iteration: int, gain: float
    ) -> tuple[Chains, Scales]:
        def target(eta: F64) -> tuple[F64, F64]:
            at = self._at(values, eta)
            return at.f, at.density

        s, omega = self.settings, values.full(self.records.occasions)
        kinds = Kinds(s.prior, s.conditional, s.walks, s.single, self.records.subject)
        return moved(chains, target, omega, known, scales, Draws(self.seed, iteration), kinds, gain)


def _fit(run: _Run, state: _State, trail: F64) -> Fit:
    values, records, spec = state.values, run.records, run.spec
    eta = run.centre(values, state.statistics)
    f = run.model.predict(values.theta, eta[None])
    found = importance(spec, records, values, eta, samples=run.settings.samples, seed=run.seed)
    told = information(spec, run.model, values, eta)
    moved_by = _moved_by(trail[-run.settings.smooth :], told)
    settled = bool((moved_by < _SETTLED).all())
    fit = Fit(
        spec=spec,
        method="saem",
        population=values,
        ofv=found.ofv,
        ofv_method=METHOD,
        ofv_se=found.se,
        id=records.id,
        eta_names=run.model.predictor.individuals.eta_names,
        eta=eta,
        n_observations=len(records.dv),
        iwres=run.model.likelihood.weighted_residuals(f, values.sigma[None])[0],
        covariance=told.covariance,
        covariance_by="linearised model, expected information",
        condition=told.condition,
        converged=settled,
        status=_status(run, moved_by, settled),
        warnings=(*records.notes, *told.warnings, *found.doubts(records)),
        iterations=len(trail),
    )
    return replace(fit, warnings=(*fit.warnings, *doubts(fit)))


def _moved_by(trail: F64, told: Information) -> F64:
    """(Q,) by how much estimates differ between the third and the last quarter of smoothing, in standard errors."""
    quarter = max(1, len(trail) // 4)
    change = np.abs(trail[-quarter:].mean(axis=0) - trail[-2 * quarter : -quarter].mean(axis=0))
    return np.asarray(change / told.errors, np.float64)


def _status(run: _Run, moved_by: F64, settled: bool) -> str:
    chains = run.settings.chains_of(run.records.subjects)
    length = f"{run.settings.explore} exploring and {run.settings.smooth} smoothing iterations"
    length += f", {chains} chain{'s' * (chains > 1)}"
    if settled:
        return f"The estimates have settled after {length}."
    worst = int(np.nanargmax(np.where(np.isfinite(moved_by), moved_by, math.inf)))
    name = Packing(run.spec).names[worst]
    return f"{name} was still moving after {length}. Allow more iterations, or start nearer."

"""The M step: population parameters from what the chains have seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.population.conditional import Conditional
from firstdose.analysis.population.saem.chains import Chains
from firstdose.analysis.population.saem.directions import Directions, Placed, occasions_seen, placed
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Population
from firstdose.types import F64, Bool

_FURTHEST = 0.5  # on a scale of estimation, in one step by gradient
_STEP = 1e-4
_APART, _LEAST = 1e-8, 1e-10  # so that a correlation of 1, or no variability at all, is still a covariance


@dataclass(frozen=True, eq=False)
class Statistics:
    """Averages over chains and iterations; phi are etas with the means of the closed thetas."""

    first: F64  # (S, K) of phi
    second: F64  # (S, K, K) of phi phi'
    squares: F64  # (E,) of residuals, for standard deviations with a closed form

    def towards(self, other: Statistics, step: float) -> Statistics:
        """A step of the stochastic approximation."""
        pairs = ((self.first, other.first), (self.second, other.second), (self.squares, other.squares))
        return Statistics(*(a + step * (b - a) for a, b in pairs))


class Maximiser:
    """M steps of one population model on one set of records."""

    def __init__(self, spec: PopulationModel, model: Conditional, anneal: float) -> None:
        records = model.predictor.records
        self.spec, self.model, self.anneal = spec, model, anneal
        self.directions = Directions.of(spec, records)
        self.seen = occasions_seen(spec, records)
        self.blocks = placed(spec, records.occasions)
        self.free = np.array([not error.fixed for error in spec.error for _ in error.kinds], bool)
        self.alone = np.array(
            [self._is_closed(error.output, len(error.kinds)) for error in spec.error for _ in error.kinds]
        )

    def _is_closed(self, output: str, kinds: int) -> bool:
        """Whether the standard deviation is a root mean square of residuals."""
        records = self.model.predictor.records
        of = records.output == self.spec.outputs.index(output)
        return kinds == 1 and bool(of.any()) and not records.censored[of].any()

    def beta(self, values: Population) -> F64:
        """(B,) the closed thetas."""
        return np.asarray(values.theta[list(self.directions.closed)], np.float64)

    def statistics(self, values: Population, chains: Chains) -> Statistics:
        """Of the chains as they are."""
        phi = chains.eta + self.directions.shift(self.beta(values))
        second = np.einsum("csi,csj->sij", phi, phi) / len(phi)
        return Statistics(phi.mean(axis=0), second, self._squares(values, chains.f))

    def _squares(self, values: Population, f: F64) -> F64:
        sigma = np.broadcast_to(values.sigma, (len(f), len(values.sigma)))
        residuals = self.model.likelihood.weighted_residuals(f, sigma) ** 2
        outputs = [self.spec.outputs.index(output) for output, _ in self.spec.sigma]
        output = self.model.predictor.records.output
        mean = [residuals[:, output == outputs[e]].mean() if self.alone[e] else 1.0 for e in range(len(values.sigma))]
        return np.asarray(values.sigma**2 * np.array(mean), np.float64)

    def maximised(
        self, values: Population, found: Statistics, chains: Chains, step: float, exploring: bool
    ) -> Population:
        """The next population parameters."""
        theta = values.theta.copy()
        theta[list(self.directions.closed)] = self._means(values, found)
        theta += step * self._by_gradient(values, chains)
        centre = self.directions.shift(theta[list(self.directions.closed)])
        omega, iov = self._variances(values, found, centre, exploring)
        return Population(theta, omega, iov, self._sigma(values, found, chains, step, exploring))

    def _means(self, values: Population, found: Statistics) -> F64:
        """Generalised least squares of phi on the directions."""
        d = self.directions.by_subject * self.seen[:, :, None]
        if not d.shape[2]:
            return np.zeros(0)
        weight = np.linalg.inv(values.full(self.model.predictor.records.occasions))
        told = np.einsum("sib,ij,sjd->bd", d, weight, d)
        right = np.einsum("sib,ij,sj->b", d, weight, found.first)
        return np.asarray(np.linalg.lstsq(told, right, rcond=None)[0], np.float64)

    def _variances(self, values: Population, found: Statistics, centre: F64, exploring: bool) -> tuple[F64, F64]:
        cross = found.first[:, :, None] * centre[:, None, :]
        moments = found.second - cross - cross.swapaxes(1, 2) + centre[:, :, None] * centre[:, None, :]
        between, within = values.omega.copy(), values.iov.copy()
        k = len(self.spec.between)
        for block, said in zip(self.blocks, self.spec.omega, strict=True):
            if block.fixed:
                continue
            into, at = (within, block.at[0] - k) if said.occasion else (between, block.at[0])
            place = np.ix_(at, at)
            into[place] = _kept(into[place], self._block(block, moments), self.anneal if exploring else 0.0)
        return between, within

    def _block(self, block: Placed, moments: F64) -> F64:
        """Mean over subjects, and over the occasions that they had."""
        sums, weight = np.zeros((block.at.shape[1],) * 2), 0.0
        for at in block.at:
            has = self.seen[:, at[0]] > 0
            sums += moments[has][:, at[:, None], at].sum(axis=0)
            weight += has.sum()
        return sums / weight * (1 + _APART * np.eye(len(sums))) + _LEAST * np.eye(len(sums))

    def _sigma(self, values: Population, found: Statistics, chains: Chains, step: float, exploring: bool) -> F64:
        sigma = np.where(self.alone, np.sqrt(found.squares), values.sigma)
        open_ = self.free & ~self.alone
        if open_.any():
            sigma[open_] *= np.exp(step * self._scored(values, chains, open_))
        sigma = np.where(self.free, sigma, values.sigma)
        least = np.sqrt(self.anneal) * values.sigma if exploring else 0.0
        return np.asarray(np.where(self.free, np.maximum(sigma, least), sigma), np.float64)

    def _scored(self, values: Population, chains: Chains, open_: Bool) -> F64:
        """Fisher scoring of the logarithms of standard deviations that have no closed form."""
        sigma = np.broadcast_to(values.sigma, (len(chains.f), len(values.sigma)))
        score = -0.5 * self.model.likelihood.derivatives(chains.f, sigma).value_by_sigma[..., open_].sum(axis=1).mean(
            axis=0
        )
        shares = []
        for e in np.flatnonzero(open_):
            wider = sigma.copy()
            wider[:, e] *= 1 + _STEP
            sds = [self.model.likelihood.sd(chains.f, each) for each in (wider, sigma)]
            shares.append((sds[0] / sds[1] - 1) / _STEP)
        share = np.stack(shares, axis=-1)
        information = 2 * np.einsum("coi,coj->ij", share, share) / len(share)
        return _newton(score, information)

    def _by_gradient(self, values: Population, chains: Chains) -> F64:
        """(T,) a step of Fisher scoring of the thetas that are no means, at the chains' etas."""
        found, numeric = np.zeros(len(values.theta)), list(self.directions.numeric)
        if not numeric:
            return found
        c, n = len(chains.eta), len(numeric)
        thetas = np.tile(values.theta, (n, 1))
        thetas[np.arange(n), numeric] += _STEP
        f = self.model.predictor.predict(np.repeat(thetas, c, axis=0), np.tile(chains.eta, (n, 1, 1)))
        slopes = np.nan_to_num((f.reshape(n, c, -1) - chains.f) / _STEP)
        terms = self.model.likelihood.terms(chains.f, np.broadcast_to(values.sigma, (c, len(values.sigma))))
        score = -0.5 * np.einsum("nco,co->n", slopes, np.nan_to_num(terms.slope)) / c
        information = np.einsum("nco,co,mco->nm", slopes, np.nan_to_num(terms.information), slopes) / c
        found[numeric] = _newton(score, information)
        return found


def _newton(score: F64, information: F64) -> F64:
    step = np.linalg.lstsq(information, score, rcond=None)[0]
    return np.asarray(np.clip(step, -_FURTHEST, _FURTHEST), np.float64)


def _kept(old: F64, new: F64, share: float) -> F64:
    """A covariance whose variances fall to no less than a share of what they were."""
    factor = np.sqrt(np.maximum(1.0, share * np.diag(old) / np.maximum(np.diag(new), 1e-300)))
    return np.asarray(new * factor[:, None] * factor, np.float64)

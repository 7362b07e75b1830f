"""What published dose escalations say of the DLT hazard: a posterior by quadrature on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares
from scipy.special import gammaln, logsumexp, softmax

from firstdose.errors import LibraryError
from firstdose.molecule import PublishedTrial
from firstdose.pkpd.band import weighted_quantiles
from firstdose.pkpd.evidence import Evidence, evidence, exposure_at_mtd
from firstdose.pkpd.hazard import DltHazard
from firstdose.pkpd.hazard_prior import HazardPrior
from firstdose.pkpd.population import VirtualPatients
from firstdose.types import F64, Bool

_NODES = 61  # of each parameter
_WIDTH = 4.0  # prior standard deviations on either side
_NEGLIGIBLE = 1e-10  # posterior weight, relative to the largest, below which a node is left out


@dataclass(frozen=True, eq=False)
class HazardPosterior:
    """J pairs of parameters and how much weight the data leave to each."""

    log_kappa: F64  # (J,)
    log_gamma: F64  # (J,)
    weight: F64  # (J,) sums to 1
    reference: (
        float  # exposure at which the cumulative hazard is kappa: the median patient's at the MTDs, geometric mean
    )
    window_days: float
    log_evidence: float  # log of the marginal likelihood of the counts

    def curve(self, exposures: F64, share: float = 0.5) -> DltHazard:
        """The one hazard that comes nearest to a quantile of the DLT probability at several dose levels.

        Parameters
        ----------
        exposures : (K, S) highest exposure of S patients at each level.
        share : 0.5 for the median over the posterior; 0.05 and 0.95 for a molecule less or more toxic than that.

        Notes
        -----
        The quantiles at the levels belong to different parameters; here they are met by one pair, in least squares of
        probabilities, so that a simulated truth is a hazard that the data leave open and agrees with the prediction.
        """
        p = np.stack([self.p_dlt(level) for level in exposures], axis=1)  # (J, K)
        wanted = np.array([weighted_quantiles(column, self.weight, [share])[0] for column in p.T])
        start = ((p - wanted) ** 2).sum(axis=1).argmin()
        relative = exposures / self.reference

        def misses(logs: F64) -> F64:
            found = [_mean_p_dlt(level, logs[:1], logs[1:])[0] for level in relative]
            return np.asarray(np.array(found) - wanted, np.float64)

        logs = least_squares(misses, [self.log_kappa[start], self.log_gamma[start]]).x
        return DltHazard(float(np.exp(logs[0])), float(np.exp(logs[1])), self.reference, self.window_days)

    def transferred(self, spread: float) -> HazardPosterior:
        """The posterior for another molecule, whose log potency lies ``spread`` (SD) around that of the one fitted.

        Notes
        -----
        A potency factor exp(spread z) on exposure, z standard normal, moves log kappa by gamma spread z: for each gamma
        the posterior of log kappa is convolved with a normal of standard deviation gamma spread.
        """
        if spread == 0:
            return self
        columns = [self._spread_out(spread, self.log_gamma == value) for value in np.unique(self.log_gamma)]
        log_kappa, log_gamma, weight = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        return replace(self, log_kappa=log_kappa, log_gamma=log_gamma, weight=weight)

    def _spread_out(self, spread: float, column: Bool) -> tuple[F64, F64, F64]:
        """Log kappa, log gamma and weight of the nodes of one gamma, after the convolution."""
        old, log_gamma = self.log_kappa[column], self.log_gamma[column][0]
        sd = float(np.exp(log_gamma)) * spread
        new = np.linspace(old.min() - _WIDTH * sd, old.max() + _WIDTH * sd, 2 * _NODES)
        share = softmax(-(((new[:, None] - old) / sd) ** 2) / 2, axis=0)  # where each old node's weight goes
        return new, np.full_like(new, log_gamma), share @ self.weight[column]

    def p_dlt(self, exposure: F64) -> F64:
        """(J,) DLT probability of a patient drawn from those of ``exposure`` (S,), under each pair."""
        return _mean_p_dlt(exposure / self.reference, self.log_kappa, self.log_gamma)


def fit(
    trials: Sequence[PublishedTrial], patients: VirtualPatients, window_days: float, prior: HazardPrior
) -> HazardPosterior:
    """The posterior of the DLT hazard after all published trials of a molecule together.

    Parameters
    ----------
    trials : dose escalations; at least one.
    patients : with the pharmacokinetics of the molecule that was given in them.
    window_days : exposure that drives the hazard is the highest area over any so many days; 0: concentration.
    prior : of log kappa and log gamma.

    Notes
    -----
    Counts are binomial around the DLT probability averaged over patients. Where only bounds are known, the likelihood
    is the sum over the counts between them. The grid spans 4 prior standard deviations on either side.
    """
    if not trials:
        raise LibraryError(
            "There is no published dose escalation that the DLT hazard could be fitted to. Give the molecule "
            '[[toxicity.trials]], or [toxicity] like = "..." naming one that has them.'
        )
    at_mtd = exposure_at_mtd(trials, patients, window_days)
    reference = float(np.exp(np.mean(np.log(list(at_mtd.values())))))
    log_kappa, log_gamma, log_prior = _grid(prior)
    log_joint = log_prior + sum(
        _log_likelihood(level, _mean_p_dlt(level.exposure / reference, log_kappa, log_gamma))
        for level in evidence(trials, patients, window_days)
    )
    log_evidence = float(logsumexp(log_joint))
    weight = np.exp(log_joint - log_evidence)
    kept = weight > _NEGLIGIBLE * weight.max()
    return HazardPosterior(
        log_kappa[kept], log_gamma[kept], weight[kept] / weight[kept].sum(), reference, window_days, log_evidence
    )


def _grid(prior: HazardPrior) -> tuple[F64, F64, F64]:
    """(J,) log kappa, log gamma, and the log of the prior mass of each node."""
    steps = np.linspace(-_WIDTH, _WIDTH, _NODES)
    z_kappa, z_gamma = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    log_mass = -(z_kappa**2 + z_gamma**2) / 2
    return (
        prior.log_kappa_mean + prior.log_kappa_sd.to("1") * z_kappa,
        prior.log_gamma_mean + prior.log_gamma_sd.to("1") * z_gamma,
        log_mass - logsumexp(log_mass),
    )


def _mean_p_dlt(relative_exposure: F64, log_kappa: F64, log_gamma: F64) -> F64:
    """(J,) DLT probability averaged over patients (S,)."""
    log_hazard = log_kappa[:, None] + np.exp(log_gamma)[:, None] * np.log(relative_exposure)
    certain = 50.0  # beyond which the probability is 1 and an exponential might overflow
    return np.asarray(-np.expm1(-np.exp(np.minimum(log_hazard, certain))).mean(axis=1))


def _log_likelihood(seen: Evidence, p: F64) -> F64:
    """(J,) log probability of the count, or of any count between its bounds."""
    safe = np.clip(p, 1e-300, 1 - 1e-16)
    counts = np.arange(seen.dlt, seen.dlt_high + 1)[:, None]
    log_choose = gammaln(seen.n + 1) - gammaln(counts + 1) - gammaln(seen.n - counts + 1)
    terms = log_choose + counts * np.log(safe) + (seen.n - counts) * np.log1p(-safe)
    return np.asarray(logsumexp(terms, axis=0))

"""The two-parameter Bayesian logistic regression model (BLRM) with escalation with overdose control (EWOC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import logit

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import check_levels, check_share, highest_tried
from firstdose.design.logistic_posterior import LogisticPrior, Posterior, posterior
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool

_WIDEST = 10  # standard deviation of a prior
_HARDLY = 0.05  # target probabilities at or below this tell no level from another (crmPack's NextBestNCRM)


@dataclass(frozen=True)
class Blrm(DesignDefaults):
    """The level most likely to lie in the target interval, among those that are unlikely to be overdoses.

    Parameters
    ----------
    doses : of each level, increasing.
    reference_dose : dose at which alpha is the odds of a DLT; the middle level's dose unless given.
    prior_mean : of (log alpha, log beta); (logit(target), 0) unless given.
    prior_cov : of (log alpha, log beta), 2 x 2; standard deviations 2 and 1 without correlation unless given.
    intervals : DLT probabilities where the target interval begins and ends.
    ewoc : a level is admissible while Pr(p > upper end of the target interval) is at most this.
    target : DLT probability aimed at; sets the default of ``prior_mean``.
    no_skipping : go at most one level above the highest treated so far.

    Notes
    -----
    logit p = log alpha + beta log(dose / reference dose), (log alpha, log beta) bivariate normal; posteriors by
    quadrature, each probability right to about 1e-6. Where no admissible level has more than 0.05 in the target
    interval, the highest is taken, as crmPack does. The paper leaves skipping open; here
    it takes ``no_skipping=False``. The MTD is chosen by the same rule among the treated levels.

    References
    ----------
    Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, doi:10.1002/sim.3230.
    Babb J, Rogatko A, Zacks S (1998), Stat Med 17:1103 (EWOC).

    Examples
    --------
    >>> design = Blrm(doses=(1, 2, 4, 8), reference_dose=4, prior_mean=(-0.85, 0))
    >>> design.decide(Outcomes.parse("1NNN")).one().level
    1
    """

    doses: tuple[float, ...]
    reference_dose: float | None = None
    prior_mean: tuple[float, float] | None = None
    prior_cov: tuple[tuple[float, float], tuple[float, float]] = ((4.0, 0.0), (0.0, 1.0))
    intervals: tuple[float, float] = (0.16, 0.33)
    ewoc: float = 0.25
    target: float = 0.3
    no_skipping: bool = True

    def __post_init__(self) -> None:
        for name in ("doses", "prior_mean", "intervals"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else tuple(float(value) for value in given))
        object.__setattr__(self, "prior_cov", tuple(tuple(float(value) for value in row) for row in self.prior_cov))
        check_levels(self.n_levels)
        check_share("ewoc", self.ewoc)
        check_share("target", self.target)
        _check_doses(self.doses, self.reference)
        _check_intervals(self.intervals)
        _check_prior(self.prior.mean, self.prior_cov)

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.doses)

    @property
    def reference(self) -> float:
        """The reference dose in use."""
        return self.doses[self.n_levels // 2] if self.reference_dose is None else self.reference_dose

    @property
    def prior(self) -> LogisticPrior:
        """The prior in use."""
        mean = (float(logit(self.target)), 0.0) if self.prior_mean is None else self.prior_mean
        return LogisticPrior(
            mean, self.prior_cov, tuple(float(x) for x in np.log(np.array(self.doses) / self.reference))
        )

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others."""
        return {"reference_dose": self.reference, "prior_mean": self.prior.mean}

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The admissible level, none untried skipped, with the highest probability of the target interval."""
        after, here = self._posterior(seen.counts(self.n_levels)), np.maximum(seen.current, 0).astype(np.int64)
        under, over = after.below[0], 1 - after.below[1]
        toxic = np.round(over, 9) > self.ewoc
        within = np.arange(self.n_levels) <= highest_tried(seen)[:, None] + 1
        level = np.maximum(_best(after, ~toxic & (within | (not self.no_skipping))), 0)
        move = np.sign(level - here)
        return Proposal(
            level=level,
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=toxic,
            verdict="is too likely to be toxic",
            criterion=f"the probability of exceeding {self.intervals[1]:g} is {{p_over:.3f}}, above {self.ewoc:g}",
            about=level,
            cause=1 - move,
            causes=tuple(self._cause(way) for way in ("go up to {at}", "treat {at} again", "go down to {at}")),
            numbers={"p_dlt_mean": after.mean, "p_under": under, "p_target": 1 - under - over, "p_over": over},
        )

    def select(self, seen: Outcomes) -> I8:
        """The treated, admissible level with the highest probability of the target interval; -1: none."""
        counts = seen.counts(self.n_levels)
        after = self._posterior(counts)
        admissible = np.round(1 - after.below[1], 9) <= self.ewoc
        return _best(after, admissible & (counts.n > 0)).astype(np.int8)

    def _posterior(self, counts: Counts) -> Posterior:
        return posterior(self.prior, self.intervals, counts.n, counts.dlt)

    def _cause(self, move: str) -> str:
        low, high = self.intervals
        skipping = ", none untried skipped" * self.no_skipping
        return (
            f"{{at}} has a DLT probability of {{p_dlt_mean:.3f}} (posterior mean), in the target interval {low:g} to "
            f"{high:g} with probability {{p_target:.3f}} and above it with {{p_over:.3f}}, the most promising of the "
            f"levels at most {self.ewoc:g} likely to be overdoses{skipping}: {move}."
        )


def _best(after: Posterior, open_levels: Bool) -> I64:
    """(S,) the open level likeliest to lie in the target interval, the lower of equals; -1: no level is open."""
    share = np.where(open_levels, np.round(after.below[1] - after.below[0], 9), -1.0)
    highest = np.where(open_levels, np.arange(share.shape[1]), -1).max(axis=1)
    best: I64 = np.where(share.max(axis=1) > _HARDLY, share.argmax(axis=1), highest).astype(np.int64)
    return best


def _check_doses(doses: tuple[float, ...], reference: float) -> None:
    if not all(0 < dose < np.inf for dose in doses) or any(high <= low for low, high in pairwise(doses)):
        raise DesignError(
            f"BLRM: doses = {', '.join(f'{dose:g}' for dose in doses)}: positive doses in increasing order are needed."
        )
    if not 0 < reference < np.inf:
        raise DesignError(f"BLRM: reference_dose = {reference:g}: a positive dose is needed, e.g. {doses[0]:g}.")


def _check_intervals(intervals: tuple[float, ...]) -> None:
    if len(intervals) != 2 or not 0 < intervals[0] < intervals[1] < 1:
        raise DesignError(
            f"BLRM: intervals = {', '.join(f'{cut:g}' for cut in intervals)}: two DLT probabilities between 0 and 1 "
            "are needed, where the target interval begins and where it ends, e.g. 0.16, 0.33."
        )


def _check_prior(mean: tuple[float, ...], cov: tuple[tuple[float, ...], ...]) -> None:
    if len(mean) != 2 or not np.all(np.isfinite(mean)):
        raise DesignError(f"BLRM: prior_mean = {list(mean)}: two finite numbers are needed, of log alpha and log beta.")
    matrix = np.array([list(row) for row in cov if len(row) == 2])
    if matrix.shape != (2, 2) or not np.all(np.isfinite(matrix)) or matrix[0, 1] != matrix[1, 0]:
        raise DesignError(f"BLRM: prior_cov = {[list(row) for row in cov]}: a symmetric 2 x 2 matrix is needed.")
    if matrix.max() > _WIDEST**2:
        raise DesignError(
            f"BLRM: prior_cov = {matrix.tolist()}: a standard deviation above {_WIDEST} says nothing that one of "
            f"{_WIDEST} does not: the odds of a DLT then span more than 8 orders of magnitude. Give a smaller one."
        )
    if not (matrix[0, 0] > 0 and matrix[0, 0] * matrix[1, 1] > matrix[0, 1] ** 2):
        raise DesignError(
            f"BLRM: prior_cov = {matrix.tolist()} is not positive definite: no normal prior has it. Give variances on "
            "the diagonal and a covariance smaller than the product of the standard deviations."
        )

"""The two-parameter Bayesian logistic regression model (BLRM) with escalation with overdose control (EWOC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import logit

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.curve.historical import (
    EarlierTrial,
    as_history,
    check_history,
    robust_map_prior,
    told_of_history,
)
from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import (
    DEFAULT_COV,
    Matrix,
    MixturePrior,
    Pair,
    Part,
    as_matrix,
    as_parts,
    check_mixture,
    check_normal,
)
from firstdose.design.curve.overdose_control import NextBest, OverdoseControl, Told
from firstdose.design.curve.posterior import Posterior
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import (
    as_floats,
    check_levels,
    check_numbers,
    check_share,
    check_switches,
    highest_tried,
)
from firstdose.design.numbers import Number
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64


@dataclass(frozen=True)
class Blrm(DesignDefaults):
    """The level most likely to lie in the target interval, among those that are unlikely to be overdoses.

    Parameters
    ----------
    doses : of each level, increasing.
    reference_dose : dose at which alpha is the odds of a DLT; the middle level's dose unless given.
    prior_mean : of (log alpha, log beta); (logit(target), 0) unless given.
    prior_cov : of (log alpha, log beta), 2 x 2; standard deviations 2 and 1 without correlation unless given.
    intervals : DLT probabilities where the target interval begins and ends; more cut points above it may follow, whose
        intervals are told and decide nothing.
    ewoc : a level is admissible while Pr(p > upper end of the target interval) is at most this.
    target : DLT probability aimed at; sets the default of ``prior_mean``.
    no_skipping : go at most one level above the highest treated so far.
    mixture : (weight, mean, covariance) of each part of a mixture prior, instead of ``prior_mean`` and ``prior_cov``.
    next_best : "target" takes the admissible level likeliest to lie in the target interval, "highest" the highest.
    history : earlier trials, from which the prior is made: their meta-analytic-predictive (MAP) prior with the weight
        1 - ``robust``, and the normal prior, ``prior_mean`` and ``prior_cov``, with the weight ``robust``.
    robust : weight of the normal prior beside the earlier trials.
    heterogeneity : medians of the standard deviations of log alpha and log beta between trials.

    Notes
    -----
    logit p = log alpha + beta log(dose / reference dose), (log alpha, log beta) bivariate normal or a mixture of such,
    whose parts are weighed anew by how well each predicted the data. Posteriors by quadrature: each probability right
    to about 1e-7. The target interval is closed above. Where no admissible level has more than 0.05 in the target
    interval, the highest is taken, as crmPack does. The paper leaves skipping open; here it takes
    ``no_skipping=False``. The MTD is chosen by the same rule among the treated levels.

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
    prior_mean: Pair | None = None
    prior_cov: Matrix | None = None
    intervals: tuple[float, ...] = (0.16, 0.33)
    ewoc: float = 0.25
    target: float = 0.3
    no_skipping: bool = True
    mixture: tuple[Part, ...] | None = None
    next_best: NextBest = "target"
    history: tuple[EarlierTrial, ...] = ()
    robust: float = 0.2
    heterogeneity: Pair = (0.25, 0.125)

    def __post_init__(self) -> None:
        for name in ("doses", "prior_mean", "intervals", "heterogeneity"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else as_floats(f"BLRM: {name}", given))
        for name, made in (("prior_cov", as_matrix), ("mixture", as_parts)):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else made(f"BLRM: {name}", given))
        object.__setattr__(self, "history", as_history(self.history))
        check_levels(self.n_levels)
        check_share("target", self.target)
        check_switches(no_skipping=self.no_skipping)
        check_doses(self.doses, self.reference)
        self._control.check("BLRM")
        self._check_prior()

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.doses)

    @property
    def reference(self) -> float:
        """The reference dose in use."""
        return self.doses[self.n_levels // 2] if self.reference_dose is None else self.reference_dose

    @property
    def prior(self) -> MixturePrior:
        """The prior in use; without ``mixture`` and ``history`` it has one part."""
        return MixturePrior.of(self._parts, tuple(float(x) for x in np.log(np.array(self.doses) / self.reference)))

    @property
    def _parts(self) -> tuple[Part, ...]:
        if self.history:
            return robust_map_prior(self.history, self.reference, *self._normal, self.heterogeneity, self.robust)
        return self.mixture or ((1.0, *self._normal),)

    @property
    def _normal(self) -> tuple[Pair, Matrix]:
        mean = (float(logit(self.target)), 0.0) if self.prior_mean is None else self.prior_mean
        return mean, DEFAULT_COV if self.prior_cov is None else self.prior_cov

    @property
    def derived(self) -> Mapping[str, Any]:
        """The reference dose and the prior as they are in use; None is what has no effect."""
        said: dict[str, Any] = {"reference_dose": self.reference}
        if not self.mixture:
            said |= dict(zip(("prior_mean", "prior_cov"), self._normal, strict=True))
        if self.history:
            return said | {"history": tuple(trial.summary for trial in self.history)}
        return said | {"robust": None, "heterogeneity": None}

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The best of the admissible levels, none untried skipped."""
        here = np.maximum(seen.current, 0).astype(np.int64)
        within = np.arange(self.n_levels) <= highest_tried(seen)[:, None] + 1
        after = self.posterior(seen.counts(self.n_levels))
        told = Told(", none untried skipped" * self.no_skipping, self._weights, self._shares(after))
        return self._control.propose(after, here, within | (not self.no_skipping), told)

    def select(self, seen: Outcomes) -> I8:
        """The level that the same rule takes among those treated and admissible; -1: none."""
        counts = seen.counts(self.n_levels)
        return self._control.select(self.posterior(counts), counts.n > 0)

    def posterior(self, counts: Counts) -> Posterior:
        """After so many patients and DLTs."""
        return self._after(counts.n, counts.dlt)

    def log_predictive(self, n: I64, dlt: I64) -> F64:
        """(S,) log probability, before the trial, of DLTs (S, K) among patients (S, K), these in one given order."""
        return self._after(n, dlt).log_evidence

    def _after(self, n: I64, dlt: I64) -> Posterior:
        return Posterior(LogisticModel(self.prior), np.concatenate([n, dlt], axis=1))

    @property
    def _control(self) -> OverdoseControl:
        return OverdoseControl(self.intervals, self.ewoc, self.next_best)

    def _shares(self, after: Posterior) -> dict[str, Number]:
        """Numbers for what is said of the prior."""
        if self.history:
            return {"history": partial(after.weight, *range(len(self._parts) - 1))}
        return {f"weight_{part + 1}": partial(after.weight, part) for part in range(len(self.mixture or ()))}

    @property
    def _weights(self) -> str:
        """What is said of the parts of the prior, where it has several."""
        if self.history:
            return told_of_history(self.history, self.robust)
        numbers = range(1, len(self.mixture or ()) + 1)
        listed = ", ".join(f"{{weight_{number}:.2f}}" for number in numbers)
        return f"the parts of the prior now weigh {listed}" if len(numbers) > 1 else ""

    def _check_prior(self) -> None:
        check_normal(*self._normal)
        check_history(self.heterogeneity, self.robust)
        if self.mixture is None:
            return
        for name in ("prior_mean", "prior_cov", "history"):
            if getattr(self, name):
                raise DesignError(f"BLRM: {name} and mixture are both given: a prior is one or the other. Remove one.")
        check_mixture(self.mixture)


def check_doses(doses: tuple[float, ...], reference: float, name: str = "BLRM: doses") -> None:
    """Refuse doses that are none, or do not rise."""
    check_numbers(reference_dose=reference)
    if not all(0 < dose < np.inf for dose in doses) or any(high <= low for low, high in pairwise(doses)):
        raise DesignError(
            f"{name} = {', '.join(f'{dose:g}' for dose in doses)}: positive doses in increasing order are needed."
        )
    if not 0 < reference < np.inf:
        raise DesignError(f"BLRM: reference_dose = {reference:g}: a positive dose is needed, e.g. {doses[0]:g}.")

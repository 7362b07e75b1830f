"""BLRM for several strata: indications, or schedules, that share information in one model."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from scipy.special import logit

from firstdose.design.blrm import check_doses
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.curve.logistic_prior import (
    DEFAULT_COV,
    LogisticPrior,
    Matrix,
    Pair,
    as_matrix,
    as_rows,
    check_normal,
)
from firstdose.design.curve.overdose_control import NextBest, OverdoseControl, Told
from firstdose.design.curve.posterior import Posterior
from firstdose.design.curve.strata_posterior import StrataModel
from firstdose.design.decision import Action, Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import (
    as_floats,
    check_levels,
    check_numbers,
    check_share,
    check_switches,
    highest_tried,
    is_whole,
)
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8

_FARTHEST = 5.0  # standard deviation, and mean, of a stratum's difference
_ASIDE = -2  # cohort of a patient of another stratum at level 0, out of sight of the layers that designs share
_NOT_EVEN = (
    "No patient of this stratum has been treated, and those of other strata ({others_dlt:.0f} of {others:.0f} with a "
    "DLT) make the lowest dose, {at}, too likely to be toxic (the probability of being an overdose is {p_over:.3f}): "
    "stop, no dose is the MTD."
)
_OTHERS = "the model counts {others:.0f} patients of other strata too, {others_dlt:.0f} with a DLT"


@dataclass(frozen=True)
class StrataBlrm(DesignDefaults):
    """BLRM in one stratum, which learns from the others what they have in common.

    Parameters
    ----------
    doses : of each level of the stratum decided for, increasing.
    stratum : decided for, 0-based, as in ``Outcomes.stratum``.
    arms : doses of each level of every stratum, strata in order; two strata with these ``doses`` unless given. Doses
        of different schedules are given as they are, or all as dose a cycle: what is compared is what stands here.
    reference_dose : dose at which alpha is the odds of a DLT; the middle level's dose unless given.
    prior_mean, prior_cov : of (log alpha, log beta) in stratum 0, as in ``Blrm``.
    gamma_mean, gamma_sd : of a stratum's log odds less those of stratum 0 at the same dose, a priori.
    intervals, ewoc, target, no_skipping, next_best : as in ``Blrm``.

    Notes
    -----
    logit p = log alpha + gamma_s + beta log(dose / reference dose), gamma_0 = 0, gamma_s ~ N(mean, sd^2): the model
    with a covariate for the stratum. A small ``gamma_sd`` pools the strata, a large one parts them; they share the
    slope. The posterior is found by quadrature over all parameters, each probability right to about 1e-6.

    Level numbers of other strata are those of their own ``arms``. The current level is that of the last cohort of the
    stratum decided for, whose pending patients alone a decision waits for: the others' count once their window ends.
    Rules around the design (``Ruled``) see the patients of every stratum.

    References
    ----------
    Bailey S, Neuenschwander B, Laird G, Branson M (2009), J Biopharm Stat 19:469, doi:10.1080/10543400902802391 (a
    covariate in the model).
    Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, doi:10.1002/sim.3230.

    Examples
    --------
    >>> seen = Outcomes.of(level=[0, 0, 0, 0, 0, 0], dlt=[0, 0, 0, 0, 0, 1], stratum=[0, 0, 0, 1, 1, 1])
    >>> here, there = (StrataBlrm((1, 2, 4), stratum=s).decide(seen).one().levels[0] for s in (0, 1))
    >>> here.p_over < there.p_over, (here.n, here.dlt), (there.n, there.dlt)
    (True, (3, 0), (3, 1))
    """

    doses: tuple[float, ...]
    stratum: int = 0
    arms: tuple[tuple[float, ...], ...] = ()
    reference_dose: float | None = None
    prior_mean: Pair | None = None
    prior_cov: Matrix | None = None
    gamma_mean: float = 0.0
    gamma_sd: float = 1.0
    intervals: tuple[float, ...] = (0.16, 0.33)
    ewoc: float = 0.25
    target: float = 0.3
    no_skipping: bool = True
    next_best: NextBest = "target"

    def __post_init__(self) -> None:
        for name in ("doses", "prior_mean", "intervals"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else as_floats(f"strata BLRM: {name}", given))
        object.__setattr__(self, "arms", as_rows("strata BLRM: arms", self.arms))
        cov = self.prior_cov
        object.__setattr__(self, "prior_cov", cov if cov is None else as_matrix("strata BLRM: prior_cov", cov))
        check_levels(self.n_levels)
        check_share("target", self.target)
        check_switches(no_skipping=self.no_skipping)
        for stratum, arm in enumerate(self.arms_in_use):
            check_doses(arm, self.reference, f"strata BLRM: doses of stratum {stratum}")
        self._control.check("strata BLRM")
        check_normal(*self._normal)
        self._check_strata()

    @property
    def n_levels(self) -> int:
        """Number of dose levels of the stratum decided for."""
        return len(self.doses)

    @property
    def reference(self) -> float:
        """The reference dose in use."""
        return self.doses[self.n_levels // 2] if self.reference_dose is None else self.reference_dose

    @property
    def arms_in_use(self) -> tuple[tuple[float, ...], ...]:
        """Doses of every stratum."""
        return self.arms or (self.doses, self.doses)

    @property
    def model(self) -> StrataModel:
        """The prior, with the doses of every stratum."""
        x = tuple(tuple(np.log(np.array(arm) / self.reference).tolist()) for arm in self.arms_in_use)
        return StrataModel(LogisticPrior(*self._normal, x[0]), (self.gamma_mean, self.gamma_sd), x, self.stratum)

    @property
    def derived(self) -> Mapping[str, Any]:
        """The reference dose, the prior and the arms as they are in use."""
        mean, cov = self._normal
        return {"reference_dose": self.reference, "prior_mean": mean, "prior_cov": cov, "arms": self.arms_in_use}

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial in the stratum decided for."""
        own = self._own(seen)
        return self._heed(conclude(self, own), own)

    def _heed(self, decision: Decision, own: Outcomes) -> Decision:
        """Do not even start where other strata make the lowest dose too likely to be toxic."""
        met = np.any([counts.n.any(axis=1) for counts in self._others(own)], axis=0)
        rows = met & ~own.treated.any(axis=1)
        if not rows.any():
            return decision
        rows = rows & (np.round(decision.numbers["p_over"][:, 0], 9) > self.ewoc)
        return replace(
            decision,
            action=np.where(rows, Action.STOP, decision.action).astype(np.int8),
            level=np.where(rows, -1, decision.level).astype(np.int8),
            size=np.where(rows, 0, decision.size).astype(np.int8),
            admissible=decision.admissible & ~rows[:, None],
            about=np.where(rows, 0, decision.about).astype(np.int8),
        ).because(_NOT_EVEN, rows)

    def propose(self, seen: Outcomes) -> Proposal:
        """The best of the admissible levels, none untried skipped."""
        own = self._own(seen)
        here, others = np.maximum(own.current, 0).astype(np.int64), self._others(own)
        within = np.arange(self.n_levels) <= highest_tried(own)[:, None] + 1
        numbers = {name: partial(self._told, others, count) for name, count in (("others", "n"), ("others_dlt", "dlt"))}
        told = Told(", none untried skipped" * self.no_skipping, _OTHERS, numbers)
        return self._control.propose(self._posterior(own, others), here, within | (not self.no_skipping), told)

    def select(self, seen: Outcomes) -> I8:
        """The level that the same rule takes among those treated and admissible; -1: none."""
        own = self._own(seen)
        return self._control.select(self._posterior(own, self._others(own)), own.counts(self.n_levels).n > 0)

    def _own(self, seen: Outcomes) -> Outcomes:
        """With the patients of other strata set aside: a level in ``cohort``, where no layer looks for one."""
        other = seen.stratum != self.stratum
        strangers = seen.treated & ~((seen.stratum >= 0) & (seen.stratum < len(self.arms_in_use)))
        if strangers.any():
            raise DesignError(
                f"strata BLRM: a patient is of stratum {int(seen.stratum[strangers][0])}, but there are "
                f"{len(self.arms_in_use)}, from 0. Give arms with the doses of every stratum."
            )
        aside = seen.known().treated & other
        return replace(
            seen,
            level=np.where(other, -1, seen.level).astype(np.int8),
            cohort=np.where(aside, _ASIDE - seen.level.astype(np.int16), seen.cohort).astype(np.int16),
        )

    def _others(self, own: Outcomes) -> tuple[Counts, ...]:
        """Patients of every stratum; none of the one decided for."""
        aside = own.cohort <= _ASIDE
        levels = [np.where(aside & (own.stratum == s), _ASIDE - own.cohort, -1) for s in range(len(self.arms_in_use))]
        return tuple(
            replace(own, level=level.astype(np.int8)).counts(len(arm))
            for level, arm in zip(levels, self.arms_in_use, strict=True)
        )

    def _posterior(self, own: Outcomes, others: tuple[Counts, ...]) -> Posterior:
        counts = [*others]
        counts[self.stratum] = own.counts(self.n_levels)
        return Posterior(self.model, np.concatenate([part for each in counts for part in (each.n, each.dlt)], axis=1))

    def _told(self, others: tuple[Counts, ...], name: str) -> F64:
        total = np.sum([getattr(each, name).sum(axis=1) for each in others], axis=0)
        return np.broadcast_to(np.asarray(total, np.float64)[:, None], (len(total), self.n_levels))

    @property
    def _normal(self) -> tuple[Pair, Matrix]:
        mean = (float(logit(self.target)), 0.0) if self.prior_mean is None else self.prior_mean
        return mean, DEFAULT_COV if self.prior_cov is None else self.prior_cov

    @property
    def _control(self) -> OverdoseControl:
        return OverdoseControl(self.intervals, self.ewoc, self.next_best)

    def _check_strata(self) -> None:
        arms = self.arms_in_use
        if not is_whole(self.stratum) or self.stratum not in range(len(arms)):
            raise DesignError(f"strata BLRM: stratum = {self.stratum!r}: there are {len(arms)} strata, from 0.")
        if len(arms) < 2 or arms[self.stratum] != self.doses:
            raise DesignError(
                f"strata BLRM: arms has {len(arms)} strata, and doses of stratum {self.stratum} are "
                f"{', '.join(f'{dose:g}' for dose in self.doses)}: give the doses of at least two strata, in order, "
                "those of the stratum decided for among them."
            )
        check_numbers(gamma_mean=self.gamma_mean, gamma_sd=self.gamma_sd)
        if not (abs(self.gamma_mean) <= _FARTHEST and 0 < self.gamma_sd <= _FARTHEST):
            raise DesignError(
                f"strata BLRM: gamma_mean = {self.gamma_mean:g}, gamma_sd = {self.gamma_sd:g}: the difference of a "
                f"stratum's log odds has a mean within {_FARTHEST:g} of 0 and a standard deviation above 0, at most "
                f"{_FARTHEST:g}, e.g. 0 and 1."
            )

"""The time-to-event continual reassessment method (TITE-CRM)."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.crm import Crm
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.crm_rule import Hold
from firstdose.design.curve.one_parameter import SCALE, Model
from firstdose.design.curve.tite_weights import Weights, partial_patients
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_numbers, check_switches
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8

_MANY = "{open:.0f} of {given:.0f} patients at the current level are still in the DLT window"


@dataclass(frozen=True)
class TiteCrm(DesignDefaults):
    """CRM that goes on while patients are in the DLT window, each counted by the share of it seen.

    Parameters
    ----------
    skeleton, target, model, scale, intercept, no_skipping, coherent, cutoff : of ``Crm``.
    weights : of a patient without a DLT so far: ``"linear"``, the share of the DLT window seen, or ``"adaptive"``,
        which is larger where the DLTs so far came early.
    max_pending : share of the patients at the current level, pending, above which the dose does not go up; None: it
        always may.
    suspend : there, wait until fewer are pending, and treat nobody meanwhile.

    Notes
    -----
    A patient of weight w is a factor w p of the likelihood with a DLT and 1 - w p without; with a DLT, or once the
    window has ended, w is 1. With nobody pending this is the CRM. The paper has no rule for many pending patients;
    ``max_pending=None`` leaves it out. A trial ends only when no pending patient can change its MTD.

    Weights and estimates equal titecrm of the R package dfcrm 0.2-2.1; of the rules of caution its simulations
    (titesim) keep no skipping alone. In the adaptive weights, a DLT whose time is not known came at the window's end.

    References
    ----------
    Cheung YK, Chappell R (2000), Biometrics 56:1177, doi:10.1111/j.0006-341X.2000.01177.x.
    Cheung YK (2011), Dose Finding by the Continual Reassessment Method, doi:10.1201/b10783.

    Examples
    --------
    >>> seen = Outcomes.of(level=[0] * 3, dlt=[0, 0, 0], follow_up=[1, 1, 0.5])  # one of three half-way
    >>> TiteCrm(skeleton=(0.05, 0.12, 0.25), target=0.25).decide(seen).one().level
    1
    """

    skeleton: tuple[float, ...]
    target: float
    model: Model = "power"
    scale: float = SCALE
    intercept: float = 3.0
    no_skipping: bool = True
    coherent: bool = True
    cutoff: float | None = 0.95
    weights: Weights = "linear"
    max_pending: float | None = 0.5
    suspend: bool = False
    weighs_pending = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "skeleton", self.crm.skeleton)
        if self.weights not in ("linear", "adaptive"):
            raise DesignError(f'TITE-CRM: weights = "{self.weights}" is not known. Give "linear" or "adaptive".')
        check_switches(suspend=self.suspend)
        if self.max_pending is not None:
            check_numbers(max_pending=self.max_pending)
        if self.max_pending is not None and not 0 <= self.max_pending < 1:
            raise DesignError(
                f"TITE-CRM: max_pending = {self.max_pending:g}: a share from 0 to below 1 is needed, of the patients "
                "at a level that may be pending when the dose goes up, e.g. 0.5, or None for no such rule."
            )
        if self.suspend and self.max_pending is None:
            raise DesignError("TITE-CRM: suspend needs max_pending, the share above which the trial waits, e.g. 0.5.")

    @cached_property
    def crm(self) -> Crm:
        """The design that this is once nobody is pending."""
        return Crm(
            self.skeleton,
            self.target,
            self.model,
            self.scale,
            self.intercept,
            no_skipping=self.no_skipping,
            coherent=self.coherent,
            cutoff=self.cutoff,
        )

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.skeleton)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The level nearest the target, or the one below it at which caution stops."""
        after, many = self._after(seen), self._many(seen)
        wish = self.crm.caution.propose(seen, after.p_plugin, after, (many,))
        wait = many.rows & ~at(wish.toxic, current_level(seen)) & self.suspend
        return replace(wish, wait=wait, waiting=_MANY + ", and what comes of them could change the decision: wait.")

    def select(self, seen: Outcomes) -> I8:
        """The level nearest the target among those treated and not excluded; -1: none."""
        after = self._after(seen)
        return self.crm.caution.select(seen, after.p_plugin, after)

    def _after(self, seen: Outcomes) -> Posterior:
        counts = seen.counts(self.n_levels)
        return Posterior(self.crm.curve, counts.n - counts.pending, counts.dlt, partial_patients(seen, self.weights))

    def _many(self, seen: Outcomes) -> Hold:
        counts, here = seen.counts(self.n_levels), current_level(seen)
        n, pending = at(counts.n, here), at(counts.pending, here)
        share = 1.0 if self.max_pending is None else self.max_pending
        return Hold(
            np.asarray(pending > np.round(share * n, 9), np.bool_),
            _MANY,
            {"open": pending, "given": n},
        )

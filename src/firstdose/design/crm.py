"""The continual reassessment method (CRM)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.curve.crm_likelihood import most_likely
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.crm_rule import Caution
from firstdose.design.curve.one_parameter import SCALE, Model, OneParameter, check_reached
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8


@dataclass(frozen=True)
class Crm(DesignDefaults):
    """The level whose DLT probability, by a one-parameter model of all patients so far, is nearest the target.

    Parameters
    ----------
    skeleton : prior guess of each level's DLT probability, increasing; ``get_prior_skeleton`` makes one.
    target : DLT probability aimed at.
    model : ``"power"``, p = skeleton^exp(beta), or ``"logistic"``, logit p = intercept + exp(beta) x with x such that p
        is the skeleton where beta is 0.
    scale : standard deviation of beta, which is normal with mean 0 a priori.
    intercept : of the logistic model.
    no_skipping : go at most one level above the highest treated so far, and name no MTD that nobody was treated at.
    coherent : do not go up if the share of DLTs in the last cohort is the target or more.
    cutoff : a level is excluded, with all above it, once Pr(p > target) exceeds this; None: no level ever is.
    method : ``"bayes"``, p at the posterior mean of beta, or ``"mle"``, at its maximum likelihood estimate.

    Notes
    -----
    The estimate that decides (``p_dlt_plugin``) is p at the posterior mean of beta, as in the R package dfcrm 0.2-2.1;
    ``p_dlt_mean``, the posterior mean of p, is told beside it. Of two levels equally near the target the lower is
    taken; where no estimate exceeds the target, the highest. Posteriors are by quadrature, right to about 1e-9.

    ``Crm(..., no_skipping=False, coherent=False, cutoff=None)`` is dfcrm's crm(). Its simulations (crmsim) keep the
    first two rules, counting the step up from the last cohort's level and not from the highest treated; they never stop
    for toxicity, and may end with an MTD that nobody was treated at.

    Before there is both a DLT and a patient without one, beta has no maximum likelihood estimate: the DLT probabilities
    come to 0, so that the dose rises level by level, or to their highest, and it falls. All else that is told, and
    ``cutoff``, is of the posterior.

    References
    ----------
    O'Quigley J, Pepe M, Fisher L (1990), Biometrics 46:33, doi:10.2307/2531628.
    O'Quigley J, Shen LZ (1996), Biometrics 52:673, doi:10.2307/2532905 (maximum likelihood).
    Cheung YK (2011), Dose Finding by the Continual Reassessment Method, doi:10.1201/b10783.

    Examples
    --------
    >>> design = Crm(skeleton=(0.05, 0.12, 0.25, 0.4), target=0.25)
    >>> design.decide(Outcomes.parse("1NNN 2NNT")).one().reason
    'Level 2 has an estimated DLT probability of 0.199, the nearest to the target of 0.25: treat level 2 again.'
    """

    skeleton: tuple[float, ...]
    target: float
    model: Model = "power"
    scale: float = SCALE
    intercept: float = 3.0
    no_skipping: bool = True
    coherent: bool = True
    cutoff: float | None = 0.95
    method: Literal["bayes", "mle"] = "bayes"

    def __post_init__(self) -> None:
        object.__setattr__(self, "skeleton", self.curve.skeleton)
        check_reached("target", self.target, self.model, self.intercept)
        _ = self.caution  # which refuses what cannot be
        if self.method not in ("bayes", "mle"):
            raise DesignError(f'CRM: method = "{self.method}" is not known. Give "bayes" or "mle".')

    @cached_property
    def curve(self) -> OneParameter:
        """The model and its prior."""
        return OneParameter(self.skeleton, self.model, self.scale, self.intercept)

    @cached_property
    def caution(self) -> Caution:
        """What keeps a trial from the level that the model prefers."""
        return Caution(self.target, self.no_skipping, self.coherent, self.cutoff)

    @property
    def n_levels(self) -> int:
        """Number of dose levels."""
        return len(self.skeleton)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The level nearest the target, or the one below it at which caution stops."""
        after = self._after(seen)
        return self.caution.propose(seen, self._estimate(seen, after), after)

    def select(self, seen: Outcomes) -> I8:
        """The level nearest the target among those treated and not excluded; -1: none."""
        after = self._after(seen)
        return self.caution.select(seen, self._estimate(seen, after), after)

    def _after(self, seen: Outcomes) -> Posterior:
        counts = seen.counts(self.n_levels)
        return Posterior(self.curve, counts.n, counts.dlt)

    def _estimate(self, seen: Outcomes, after: Posterior) -> F64:
        """(T, K) the DLT probabilities that decide."""
        if self.method == "bayes":
            return after.p_plugin
        counts = seen.counts(self.n_levels)
        return self.curve.p(most_likely(self.curve, counts.n, counts.dlt))

"""Lee and Liu's predictive probability design: stop once the end of the trial is all but decided."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betainc

from firstdose.design.expansion.checks import check_looks, check_prior, check_two_rates
from firstdose.design.expansion.cohort import CohortDesign, Look
from firstdose.design.expansion.predictive_search import LEAST_THETA_L, Criterion, Found, find, predicted
from firstdose.design.levels import check_count, check_numbers, check_share
from firstdose.errors import DesignError
from firstdose.types import F64


@dataclass(frozen=True)
class PredictiveProbability(CohortDesign):
    """At each look, the probability that all ``n_max`` patients would show more than p0; stop where it is near 0 or 1.

    Parameters
    ----------
    p0, p1 : response rates of no interest and worth pursuing; p1 enters no boundary.
    n_max : patients at most.
    theta_T : the cohort calls for going on if Pr(p > p0 | n_max patients) exceeds this.
    theta_L : stop for futility once the predictive probability of that is below this; 0: never.
    theta_U : stop for efficacy once it is above this; 1: never.
    prior : a and b of p ~ Beta(a, b); p0 and 1 - p0, which weighs as much as one patient, unless given.
    looks : patients at each look; from 10 patients on after every patient, unless given.

    Notes
    -----
    With u the fewest responses of n_max whose posterior exceeds theta_T, the predictive probability after x responses
    of n patients is PP(n, x) = Pr(x + Y >= u), Y beta-binomial with n_max - n trials. It obeys PP(n, x) = q PP(n + 1, x
    + 1) + (1 - q) PP(n + 1, x) with q = (a + x) / (a + b + n), which is how it is computed.

    References
    ----------
    Lee JJ, Liu DD (2008), Clin Trials 5:93, doi:10.1177/1740774508089279.

    Examples
    --------
    >>> design = PredictiveProbability(p0=0.6, p1=0.8, n_max=40, theta_T=0.9)
    >>> round(design.predictive(16, 23), 4), round(design.posterior(16, 23), 4)  # the paper, p. 97
    (0.5656, 0.836)
    """

    p0: float
    p1: float
    n_max: int
    theta_T: float = 0.9
    theta_L: float = 0.001
    theta_U: float = 1.0
    prior: tuple[float, float] | None = None
    looks: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        check_two_rates("Predictive probability", self.p0, self.p1)
        check_count("n_max", self.n_max)
        check_share("theta_T", self.theta_T)
        _check_thetas(self.theta_L, self.theta_U)
        check_prior("Predictive probability", self.beta_prior)
        check_looks("Predictive probability", self.at)
        if self.at[-1] != self.n_max:
            raise DesignError(
                f"Predictive probability: the last look is at {self.at[-1]} patients, not at n_max = {self.n_max}. "
                "End looks with n_max, or leave looks out."
            )
        if self.needed > self.n_max:
            raise DesignError(
                f"Predictive probability: not even {self.n_max} responses of {self.n_max} make Pr(p > {self.p0:g}) "
                f"exceed theta_T = {self.theta_T:g}. Lower theta_T or raise n_max."
            )

    @classmethod
    def design(
        cls,
        p0: float,
        p1: float,
        alpha: float = 0.05,
        beta: float = 0.2,
        *,
        theta_U: float = 1.0,
        prior: tuple[float, float] | None = None,
        first: int = 10,
        every: int = 1,
        criterion: Criterion = "power",
        n_max: int = 300,
    ) -> "PredictiveProbability":
        """The design with the fewest patients at most that keeps both errors.

        Parameters
        ----------
        p0, p1 : response rates of no interest and worth pursuing, 0 < p0 < p1 < 1.
        alpha, beta : highest probabilities of going on at p0 and of giving up at p1.
        first, every : patients at the first look and between looks.
        criterion : of those with as few patients, ``"power"`` takes the most power (theta_L = 0.001 wherever that keeps
            alpha, as in the paper), ``"expected-n"`` the smallest mean size at p0.
        n_max : largest cohort looked at.

        Examples
        --------
        >>> best = PredictiveProbability.design(p0=0.2, p1=0.4, alpha=0.1, beta=0.1)
        >>> best.n_max, best.needed, best.theta_L, [round(t, 3) for t in best.theta_T_range]
        (36, 11, 0.001, [0.851, 0.923])
        """
        check_two_rates("Predictive probability", p0, p1)
        check_share("alpha", alpha)
        check_share("beta", beta)
        check_count("n_max", n_max)
        check_count("first", first)
        check_count("every", every)
        check_prior("Predictive probability", prior or (p0, 1 - p0))
        a, b = prior or (p0, 1 - p0)
        if criterion not in ("power", "expected-n"):
            raise DesignError(
                f'Predictive probability: criterion = "{criterion}" is not known. Give power, expected-n.'
            )
        _check_thetas(LEAST_THETA_L, theta_U)
        found = find(p0, p1, alpha, beta, (a, b), theta_U, (first, every), criterion, n_max)
        if found is None:
            raise DesignError(
                f"Predictive probability: no cohort of up to {n_max} patients tells {p1:g} from {p0:g} "
                f"with alpha = {alpha:g} and beta = {beta:g}. Raise n_max, alpha or beta, or move the rates apart."
            )
        return cls._of(found, p0, p1, theta_U, prior)

    @classmethod
    def _of(
        cls, found: Found, p0: float, p1: float, theta_U: float, prior: tuple[float, float] | None
    ) -> "PredictiveProbability":
        return cls(p0, p1, found.looks[-1], found.theta_T, found.theta_L, theta_U, prior, found.looks)

    @property
    def beta_prior(self) -> tuple[float, float]:
        """a and b in use."""
        return (self.p0, 1 - self.p0) if self.prior is None else self.prior

    @property
    def at(self) -> tuple[int, ...]:
        """Patients at each look in use."""
        return tuple(range(min(10, self.n_max), self.n_max + 1)) if self.looks is None else self.looks

    @cached_property
    def needed(self) -> int:
        """Fewest responses of n_max that call for going on."""
        return int((np.round(self._final, 9) <= self.theta_T).sum())

    @property
    def theta_T_range(self) -> tuple[float, float]:
        """Values of theta_T, from the first to below the second, that need as many responses."""
        first, below = (float(self._final[x]) for x in (self.needed - 1, self.needed))
        return first, below

    @property
    def _final(self) -> F64:
        """(N+1,) Pr(p > p0) after each number of responses of n_max."""
        a, b = self.beta_prior
        x = np.arange(self.n_max + 1)
        return np.asarray(1 - betainc(a + x, b + self.n_max - x, self.p0), np.float64)

    @cached_property
    def _predicted(self) -> F64:
        return predicted(self.n_max, self.needed, self.beta_prior)

    def posterior(self, responses: int, n: int) -> float:
        """Pr(p > p0) after ``responses`` of ``n`` patients."""
        a, b = self.beta_prior
        return float(1 - betainc(a + responses, b + n - responses, self.p0))

    def predictive(self, responses: int, n: int) -> float:
        """Probability that all n_max patients will call for going on, after ``responses`` of ``n``."""
        return float(self._predicted[n, responses])

    @property
    def boundaries(self) -> tuple[Look, ...]:
        """A row a look."""
        return (*map(self._look, self.at[:-1]), Look(self.n_max, self.needed - 1, self.needed))

    def _look(self, n: int) -> Look:
        chance = np.round(self._predicted[n, : n + 1], 9)
        low, high = int((chance < self.theta_L).sum()), int((chance <= self.theta_U).sum())
        return Look(n, low - 1 if low else None, high if high <= n else None)


def _check_thetas(theta_L: float, theta_U: float) -> None:
    check_numbers(theta_L=theta_L, theta_U=theta_U)
    if not 0 <= theta_L < theta_U <= 1:
        raise DesignError(
            f"Predictive probability: theta_L = {theta_L:g} and theta_U = {theta_U:g}: probabilities from 0 to 1 that "
            "rise are needed, e.g. 0.001 and 1 to stop for futility only."
        )

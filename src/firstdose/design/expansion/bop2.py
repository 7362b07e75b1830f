"""The Bayesian optimal phase II design (BOP2) for one binary endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.design.expansion.bop2_search import best_binary, check_tuning, stops_at_most
from firstdose.design.expansion.checks import check_looks, check_prior, check_two_rates
from firstdose.design.expansion.cohort import CohortDesign, Look
from firstdose.design.levels import check_share
from firstdose.errors import DesignError


@dataclass(frozen=True)
class Bop2(CohortDesign):
    """Stop once the response rate is unlikely to exceed p0, by a cutoff that rises with the patients treated.

    Parameters
    ----------
    p0 : response rate of no interest.
    looks : patients at each look; the last is the size of the cohort.
    lambda_, gamma : stop after n of N patients if Pr(p > p0) < lambda (n / N)^gamma.
    prior : a and b of p ~ Beta(a, b); p0 and 1 - p0, which weighs as much as one patient, unless given.

    Notes
    -----
    At the last look the cohort calls for going on unless it stops: Pr(p > p0) >= lambda. A probability equal to its
    cutoff goes on, as in the paper. There is no stop for efficacy.

    References
    ----------
    Zhou H, Lee JJ, Yuan Y (2017), Stat Med 36:3302, doi:10.1002/sim.7338.

    Examples
    --------
    >>> design = Bop2(p0=0.2, looks=(10, 20, 30, 40), lambda_=0.95, gamma=1.0)
    >>> [look.stop_if_at_most for look in design.boundaries]
    [1, 4, 7, 12]
    """

    p0: float
    looks: tuple[int, ...]
    lambda_: float
    gamma: float
    prior: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        check_share("p0", self.p0)
        check_looks("BOP2", self.looks)
        check_prior("BOP2", self.beta_prior)
        check_tuning(self.lambda_, self.gamma)
        if self._bounds[-1] < 0 or any(low >= n for low, n in zip(self._bounds, self.looks, strict=True)):
            raise DesignError(
                f"BOP2: at some look every number of responses ends alike: lambda = {self.lambda_:g} is too low or too "
                "high to tell them apart. Let Bop2.design(p0, p1, looks) find it."
            )

    @classmethod
    def design(
        cls,
        p0: float,
        p1: float,
        looks: Sequence[int],
        alpha: float = 0.1,
        prior: tuple[float, float] | None = None,
    ) -> "Bop2":
        """The lambda and gamma with the most power at p1 among those that keep the error at p0.

        Parameters
        ----------
        p0, p1 : response rates of no interest and worth pursuing, 0 < p0 < p1 < 1.
        looks : patients at each look.
        alpha : highest probability of going on at p0.

        Notes
        -----
        lambda and gamma are searched in steps of 0.01 between 0 and 1; every probability is exact, where the paper
        simulates. Of several with the same power the one with the smallest mean size at p0 is taken.

        Examples
        --------
        >>> best = Bop2.design(p0=0.2, p1=0.4, looks=(10, 20, 30, 40), alpha=0.1)
        >>> [look.stop_if_at_most for look in best.boundaries], round(best.p_go(0.2), 3), round(best.p_go(0.4), 3)
        ([1, 3, 7, 11], 0.074, 0.886)
        """
        check_two_rates("BOP2", p0, p1)
        check_looks("BOP2", looks)
        check_share("alpha", alpha)
        a, b = (p0, 1 - p0) if prior is None else prior
        check_prior("BOP2", (a, b))
        found = best_binary((p0, p1), looks, (a, b), alpha)
        if found is None:
            raise DesignError(
                f"BOP2: no lambda and gamma keep the error at p0 = {p0:g} to alpha = {alpha:g} with {looks[-1]} "
                "patients. Raise alpha or treat more patients."
            )
        return cls(p0, tuple(looks), *found, prior)

    @property
    def beta_prior(self) -> tuple[float, float]:
        """a and b in use."""
        return (self.p0, 1 - self.p0) if self.prior is None else self.prior

    @property
    def cutoffs(self) -> tuple[float, ...]:
        """lambda (n / N)^gamma of each look."""
        return tuple(self.lambda_ * (n / self.looks[-1]) ** self.gamma for n in self.looks)

    @property
    def _bounds(self) -> tuple[int, ...]:
        cutoffs = np.array(self.cutoffs)
        return tuple(int(low) for low in stops_at_most(self.p0, self.looks, self.beta_prior, cutoffs))

    @property
    def boundaries(self) -> tuple[Look, ...]:
        """A row a look."""
        low = self._bounds
        rows = [Look(n, each if each >= 0 else None, None) for n, each in zip(self.looks, low, strict=True)]
        return (*rows[:-1], Look(self.looks[-1], low[-1], low[-1] + 1))

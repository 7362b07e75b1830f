"""A'Hern's exact single-stage design for the response rate of one cohort."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.expansion.checks import check_two_rates
from firstdose.design.expansion.cohort import CohortDesign, Look
from firstdose.design.expansion.tables import binomial_above
from firstdose.design.levels import check_count, check_share, is_whole
from firstdose.errors import DesignError


@dataclass(frozen=True)
class AHern(CohortDesign):
    """Treat n patients; worth pursuing at r responses or more.

    Parameters
    ----------
    p0, p1 : response rates of no interest and worth pursuing, 0 < p0 < p1 < 1.
    alpha, beta : highest probabilities of going on at p0 and of giving up at p1.
    r : fewest responses that call for going on.
    n : patients.

    Notes
    -----
    Every probability is an exact binomial sum. ``design`` finds the smallest n that keeps both errors; because the
    binomial is discrete, a larger n need not keep them.

    References
    ----------
    A'Hern RP (2001), Stat Med 20:859, doi:10.1002/sim.721.
    Fleming TR (1982), Biometrics 38:143, doi:10.2307/2530297 (the same test with normal approximations).

    Examples
    --------
    >>> design = AHern.design(p0=0.1, p1=0.3)
    >>> design.r, design.n, round(design.p_go(0.1), 4), round(design.p_go(0.3), 4)
    (6, 25, 0.0334, 0.8065)
    """

    p0: float
    p1: float
    alpha: float
    beta: float
    r: int
    n: int

    def __post_init__(self) -> None:
        _check(self.p0, self.p1, self.alpha, self.beta)
        if not (is_whole(self.r) and is_whole(self.n)) or not 1 <= self.r <= self.n:
            raise DesignError(
                f"A'Hern: r/n = {self.r}/{self.n}: 1 <= r <= n is needed, both whole, or the responses decide nothing. "
                "Let AHern.design(p0, p1) find them."
            )

    @classmethod
    def design(cls, p0: float, p1: float, alpha: float = 0.05, beta: float = 0.2, n_max: int = 300) -> "AHern":
        """The single-stage design with the fewest patients.

        Parameters
        ----------
        p0, p1 : response rates of no interest and worth pursuing, 0 < p0 < p1 < 1.
        alpha, beta : highest probabilities of going on at p0 and of giving up at p1.
        n_max : largest n looked at.
        """
        _check(p0, p1, alpha, beta)
        check_count("n_max", n_max)
        null, target = (np.round(binomial_above(p, n_max), 9) for p in (p0, p1))
        r = (null > alpha).sum(axis=1)  # fewest responses that keep alpha: Pr(X >= r) falls in r
        power = np.take_along_axis(target, np.minimum(r, n_max)[:, None], axis=1)[:, 0]
        found = np.flatnonzero((power >= round(1 - beta, 9)) & (r <= np.arange(len(r))))
        if not found.size:
            raise DesignError(
                f"A'Hern: no single stage with n <= {n_max} tells a response rate of {p1:g} from {p0:g} with "
                f"alpha = {alpha:g} and beta = {beta:g}. Raise n_max, alpha or beta, or move the rates apart."
            )
        n = int(found[0])
        return cls(p0, p1, alpha, beta, r=int(r[n]), n=n)

    @property
    def boundaries(self) -> tuple[Look, ...]:
        """One look, at n patients."""
        return (Look(self.n, self.r - 1, self.r),)


def _check(p0: float, p1: float, alpha: float, beta: float) -> None:
    check_two_rates("A'Hern", p0, p1)
    check_share("alpha", alpha)
    check_share("beta", beta)

"""Randomised optimal selection (ROSE) of one of two doses by their response rates."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

import numpy as np
from scipy.special import bdtr, ndtri

from firstdose.design.levels import check_count
from firstdose.errors import DesignError
from firstdose.types import F64

Method = Literal["normal", "exact"]
METHODS = ("normal", "exact")


@dataclass(frozen=True)
class Rose:
    """The higher dose, if its response rate is above the lower dose's by more than a boundary; else the lower one.

    Parameters
    ----------
    n_per_arm : patients of each arm.
    boundary : difference of the two response rates that the higher dose has to exceed.

    Notes
    -----
    Both doses are taken as safe; the lower is right where both have the same response probability, the higher where its
    own is better by a margin. This is the one-stage design; the paper also has an interim look.

    References
    ----------
    Wang S, Yuan Y, Liu S (2025), Biometrics 81:ujaf124, doi:10.1093/biomtc/ujaf124.

    Examples
    --------
    >>> rose = Rose.design(p_high=0.3, margin=0.1, pcs_low=0.6, pcs_high=0.6)
    >>> rose.n_per_arm, round(rose.boundary, 3)
    (11, 0.052)
    >>> rose.select(responses_low=2, responses_high=3)
    1
    """

    n_per_arm: int
    boundary: float

    def __post_init__(self) -> None:
        check_count("n_per_arm", self.n_per_arm)
        if not 0 <= self.boundary < 1:
            raise DesignError(
                f"ROSE: boundary = {self.boundary:g}: a difference of response rates from 0 to below 1 is needed."
            )

    @classmethod
    def design(
        cls,
        p_high: float,
        margin: float,
        pcs_low: float = 0.65,
        pcs_high: float = 0.65,
        method: Method = "normal",
        n_max: int = 500,
    ) -> "Rose":
        """The fewest patients with which each dose is selected often enough where it is right.

        Parameters
        ----------
        p_high : response probability of the higher dose.
        margin : by how much that of the lower dose is smaller where the higher dose is right.
        pcs_low, pcs_high : probabilities of correct selection where the lower and where the higher dose is right.
        method : ``"normal"``, the paper's closed form, which may miss the probabilities where n is small; ``"exact"``,
            by binomial sums.
        n_max : largest number of patients an arm.

        Examples
        --------
        >>> Rose.design(p_high=0.3, margin=0.1, pcs_low=0.6, pcs_high=0.6, method="exact").n_per_arm
        23
        """
        if not (0 < margin <= p_high < 1 and 0.5 < pcs_low < 1 and 0.5 < pcs_high < 1):
            raise DesignError(
                f"ROSE: p_high = {p_high:g}, margin = {margin:g}, pcs_low = {pcs_low:g}, pcs_high = {pcs_high:g}: "
                "0 < margin <= p_high < 1 and probabilities of correct selection between 0.5 and 1 are needed."
            )
        if method not in METHODS:
            raise DesignError(f'ROSE: method = "{method}" is not known. Give one of {", ".join(METHODS)}.')
        search = _normal if method == "normal" else _exact
        found = search(p_high, margin, pcs_low, pcs_high, n_max)
        if found is None:
            raise DesignError(
                f"ROSE: no more than {n_max} patients an arm do not tell response rates of {p_high - margin:g} and "
                f"{p_high:g} apart. Raise n_max or the margin, or lower the probabilities of correct selection."
            )
        return cls(*found)

    def select(self, responses_low: int, responses_high: int) -> int:
        """0: the lower dose, 1: the higher one, after so many responses in ``n_per_arm`` patients each."""
        for name, responses in (("responses_low", responses_low), ("responses_high", responses_high)):
            if not 0 <= responses <= self.n_per_arm:
                raise DesignError(f"ROSE: {name} = {responses}: from 0 to {self.n_per_arm} patients respond.")
        return int(responses_high - responses_low > self._most)

    def p_high_selected(self, p_low: float, p_high: float) -> float:
        """Exact probability of selecting the higher dose at these response probabilities."""
        for name, p in (("p_low", p_low), ("p_high", p_high)):
            if not 0 <= p <= 1:
                raise DesignError(f"ROSE: {name} = {p:g}: a probability from 0 to 1 is needed.")
        return float(_difference(self.n_per_arm, p_low, p_high)[self._most + self.n_per_arm + 1 :].sum())

    @property
    def _most(self) -> int:
        """Responses more at the higher dose up to which the lower one is selected."""
        return int(np.floor(round(self.boundary * self.n_per_arm, 9)))


def _normal(p_high: float, margin: float, pcs_low: float, pcs_high: float, n_max: int) -> tuple[int, float] | None:
    """The paper's closed form."""
    low = float(ndtri(pcs_low)) * sqrt(2 * p_high * (1 - p_high))
    p = p_high - margin
    high = float(ndtri(pcs_high)) * sqrt(p * (1 - p) + p_high * (1 - p_high))
    n = ceil(round(((low + high) / margin) ** 2, 9))
    return (n, margin * low / (low + high)) if n <= n_max else None


def _exact(p_high: float, margin: float, pcs_low: float, pcs_high: float, n_max: int) -> tuple[int, float] | None:
    """The first size at which a boundary meets both probabilities, and the smallest such boundary."""
    for n in range(1, n_max + 1):
        at_most = np.cumsum(_difference(n, p_high, p_high))[n:]  # by 0, 1, ..., n responses more
        most = int(np.argmax(np.round(at_most, 12) >= pcs_low))
        above = 1 - np.cumsum(_difference(n, p_high - margin, p_high))[n + most]
        if round(above, 12) >= pcs_high:
            return n, most / n
    return None


def _difference(n: int, p_low: float, p_high: float) -> F64:
    """(2n + 1,) probabilities of -n to n responses more at the higher dose."""
    low, high = (np.diff(bdtr(np.arange(n + 1), n, p), prepend=0.0) for p in (p_low, p_high))
    return np.convolve(high, low[::-1])

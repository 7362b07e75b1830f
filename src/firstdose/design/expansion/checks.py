"""What no cohort, rate, look or prior can be; each is refused with what was found and what to give instead."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from firstdose.design.levels import check_share, is_number, is_whole
from firstdose.errors import DesignError
from firstdose.types import F64


def check_rates(p: ArrayLike, name: str = "Response rate") -> F64:
    """(R,) rates; refuses what is no probability."""
    try:
        rates = np.atleast_1d(np.asarray(p, np.float64))
    except (TypeError, ValueError):
        raise DesignError(f"{name} {p!r}: a probability from 0 to 1 is needed, e.g. 0.25.") from None
    for rate in rates.ravel():
        if not 0 <= rate <= 1:
            raise DesignError(f"{name} {rate:g}: a probability from 0 to 1 is needed, e.g. 0.25.")
    return rates


def check_responses(responses: int, n: int, n_max: int) -> None:
    """Refuse counts that no cohort of the design can have."""
    if not (is_whole(responses) and is_whole(n)):
        raise DesignError(f"{responses} responses of {n} patients: give whole numbers.")
    if not 0 <= responses <= n:
        raise DesignError(f"{responses} responses of {n} patients cannot be: give 0 to {max(n, 0)} responses.")
    if n > n_max:
        raise DesignError(f"{n} patients: the design ends at {n_max}. Give the responses of the first {n_max}.")


def check_looks(name: str, looks: Sequence[int]) -> None:
    """Refuse looks that do not rise from one patient."""
    if isinstance(looks, str) or not isinstance(looks, Sequence):
        raise DesignError(f"{name}: looks = {looks!r}: give a list of the patients at each look, e.g. 10, 20, 30.")
    if not looks or not all(map(is_whole, looks)) or looks[0] < 1 or any(b <= a for a, b in pairwise(looks)):
        raise DesignError(
            f"{name}: looks = {', '.join(map(str, looks)) or 'none'}: give whole numbers of patients that rise, the "
            "last one the size of the cohort, e.g. 10, 20, 30."
        )


def check_two_rates(name: str, p0: float, p1: float) -> None:
    """Refuse two response rates that leave nothing to tell apart."""
    check_share("p0", p0)
    check_share("p1", p1)
    if p0 >= p1:
        raise DesignError(
            f"{name}: p0 = {p0:g} is not below p1 = {p1:g}: there is nothing to tell apart. "
            "Give the response rate of no interest as p0 and a higher one, worth pursuing, as p1."
        )


def check_prior(name: str, prior: Sequence[float]) -> None:
    """Refuse a beta prior that is none."""
    if not isinstance(prior, Sequence) or not all(map(is_number, prior)):
        raise DesignError(f"{name}: prior = {prior!r}: give the two numbers a, b of a Beta(a, b), e.g. 0.2, 0.8.")
    if len(prior) != 2 or not all(0 < each < np.inf for each in prior):
        raise DesignError(
            f"{name}: prior = {', '.join(f'{each:g}' for each in prior)}: give the two positive numbers a, b of a "
            "Beta(a, b), e.g. 0.2, 0.8, which weighs as much as a + b patients."
        )

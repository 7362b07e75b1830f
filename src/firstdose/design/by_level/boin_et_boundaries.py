"""The boundaries of BOIN-ET: those that least often lead to a wrong decision."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.special import bdtr

from firstdose.design.levels import check_numbers
from firstdose.errors import DesignError
from firstdose.types import F64

_PATIENTS = 100  # among whom the rates are compared with the boundaries
_STEP = 0.01  # of the grid
_FUZZ = 1e-7  # as R floors a number of patients


@lru_cache(maxsize=64)
def optimal_boundaries(
    limits: tuple[float, float, float], responses: tuple[float, float]
) -> tuple[float, float, float]:
    """DLT rates at which the dose goes up and down, and the response rate above which it stays.

    Parameters
    ----------
    limits : DLT probabilities too low, aimed at, and too high, rising.
    responses : response probabilities too low and aimed at, rising.

    Notes
    -----
    Over a grid in steps of 0.01, the probability of a wrong decision on 100 patients is smallest, averaged over a level
    with each DLT probability and each response probability; where the DLT probability is right and the response
    probability too low any decision may be right. The right ones are: up where both are too low, stay where the
    response probability is right, down where the DLT probability is too high. Where the rates leave three levels open,
    two of them are wrong. As in the R package boinet 1.5.0, whose boundaries are the published ones; see the docs for
    one term of it that differs from this description.

    Examples
    --------
    >>> [round(bound, 2) for bound in optimal_boundaries((0.03, 0.3, 0.42), (0.36, 0.6))]
    [0.14, 0.35, 0.48]
    """
    low, target, high = limits
    up, down, stay = _grid(low, target), _grid(target, high), _grid(*responses)
    below = {p: bdtr(np.floor(_PATIENTS * up + _FUZZ), _PATIENTS, p)[:, None, None] for p in limits}
    under = {p: bdtr(np.floor(_PATIENTS * down - 1 + _FUZZ), _PATIENTS, p)[None, :, None] for p in limits}
    few, some = (bdtr(np.floor(_PATIENTS * stay + _FUZZ), _PATIENTS, p)[None, None, :] for p in responses)
    between = {p: under[p] - below[p] for p in limits}
    wrong = below[low] * (1 - few) + between[low] * (1 - few / 3) + 1 - under[low]
    wrong = wrong + below[low] * some + 2 / 3 * between[low] * some + 1 - under[low]
    # boinet subtracts below[low], not below[target], in this one term
    wrong = wrong + below[target] * some + 2 / 3 * (under[target] - below[low]) * some + 1 - under[target]
    for responders in (few, some):
        wrong = wrong + below[high] + between[high] * (1 - responders / 3)
    best = np.unravel_index(np.round(wrong, 12).argmin(), wrong.shape)
    return float(up[best[0]]), float(down[best[1]]), float(stay[best[2]])


def check_rising(name: str, what: str, values: dict[str, float]) -> None:
    """Refuse probabilities that do not rise between 0 and 1."""
    check_numbers(**values)
    if not all(low < high for low, high in pairwise((0.0, *values.values(), 1.0))):
        told = ", ".join(f"{key} = {value:g}" for key, value in values.items())
        raise DesignError(f"{name}: {told}: {what} that rise in this order between 0 and 1 are needed.")


def _grid(first: float, last: float) -> F64:
    steps = np.floor((last - first) / _STEP + _FUZZ)
    return np.asarray(np.round(first + _STEP * np.arange(steps + 1), 12), np.float64)

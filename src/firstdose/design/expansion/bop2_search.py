"""lambda and gamma of BOP2: every pair of a grid at once, each distinct set of boundaries looked at once, exactly."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from scipy.special import betainc

from firstdose.design.expansion.paths import Absorbed, absorbed
from firstdose.design.levels import check_numbers
from firstdose.errors import DesignError
from firstdose.types import F64, I64, Bool

Walks: TypeAlias = Callable[[int, I64], Absorbed]  # under the null (0) or the target (1), of D sets of boundaries
_STEPS = np.round(np.arange(0.01, 1.0, 0.01), 2)
_GAMMAS = np.round(np.arange(0.0, 1.01, 0.01), 2)
_TOGETHER = 256  # sets of boundaries walked at once


def check_tuning(lambda_: float, gamma: float) -> None:
    """Refuse a cutoff that is no probability or falls with the patients treated."""
    check_numbers(lambda_=lambda_, gamma=gamma)
    if not 0 < lambda_ < 1:
        raise DesignError(f"BOP2: lambda = {lambda_:g}: a probability between 0 and 1 is needed, e.g. 0.9.")
    if not 0 <= gamma < np.inf:
        raise DesignError(f"BOP2: gamma = {gamma:g}: a number from 0 on is needed, e.g. 1, so that the cutoff rises.")


def stops_at_most(p0: float, looks: Sequence[int], prior: tuple[float, float], cutoffs: F64) -> I64:
    """(..., L) most responses at each look with Pr(p > p0) below the cutoff; -1: no number of them.

    Parameters
    ----------
    cutoffs : (..., L) probabilities.
    """
    low = np.empty(cutoffs.shape, np.int64)
    for look, n in enumerate(looks):
        x = np.arange(n + 1)
        above = np.round(1 - betainc(prior[0] + x, prior[1] + n - x, p0), 9)  # rises with x
        low[..., look] = np.searchsorted(above, np.round(cutoffs[..., look], 9)) - 1
    return low


def tunings() -> tuple[F64, F64]:
    """(G,) lambda and gamma of the grid, lambda slowest."""
    lambda_, gamma = np.meshgrid(_STEPS, _GAMMAS, indexing="ij")
    return lambda_.ravel(), gamma.ravel()


def cutoffs(lambda_: F64, gamma: F64, looks: Sequence[int]) -> F64:
    """(G, L) lambda (n / N)^gamma."""
    share = np.array(looks) / looks[-1]
    return np.asarray(lambda_[:, None] * share ** gamma[:, None], np.float64)


def best_binary(
    rates: tuple[float, float], looks: Sequence[int], prior: tuple[float, float], alpha: float
) -> tuple[float, float] | None:
    """lambda and gamma with the most power at the second rate, the error at the first within alpha; None: none do."""
    lambda_, gamma = tunings()
    low = stops_at_most(rates[0], looks, prior, cutoffs(lambda_, gamma, looks))
    decides = (low[:, -1] >= 0) & (low < np.array(looks)).all(axis=1)

    def walks(truth: int, bounds: I64) -> Absorbed:
        high = np.where(np.arange(len(looks)) == len(looks) - 1, bounds + 1, np.array(looks) + 1)
        return absorbed(np.full(len(bounds), rates[truth]), looks, bounds, high)

    return best(low, decides, walks, looks, alpha)


def best(bounds: I64, decides: Bool, walks: Walks, looks: Sequence[int], alpha: float) -> tuple[float, float] | None:
    """Of the grid's boundaries, (G, ...), those with the most power; of equals the smallest mean size at the null."""
    distinct, first = np.unique(bounds, axis=0, return_index=True)
    first, distinct = first[decides[first]], distinct[decides[first]]
    error, patients = _walked(walks, 0, distinct, looks)
    kept = error <= alpha
    if not kept.any():
        return None
    first, distinct, patients = first[kept], distinct[kept], patients[kept]
    power, _ = _walked(walks, 1, distinct, looks)
    chosen = first[np.lexsort((first, patients, -power))[0]]
    lambda_, gamma = tunings()
    return float(lambda_[chosen]), float(gamma[chosen])


def _walked(walks: Walks, truth: int, bounds: I64, looks: Sequence[int]) -> tuple[F64, F64]:
    """(D,) probability of going on, and mean size."""
    p_go, patients = np.empty(len(bounds)), np.empty(len(bounds))
    for start in range(0, len(bounds), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        ends = walks(truth, bounds[part])
        p_go[part] = ends.high.sum(axis=1)
        patients[part] = ((ends.low + ends.high) * np.array(looks)).sum(axis=1)
    return np.round(p_go, 9), np.round(patients, 9)

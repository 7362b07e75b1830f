"""Every predictive probability design of a size at once, and the smallest size that keeps both errors."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betainc

from firstdose.design.expansion.paths import absorbed
from firstdose.design.expansion.tables import binomial_above
from firstdose.types import F64, I64

Criterion = Literal["power", "expected-n"]
LEAST_THETA_L = 0.001
_THETA_L = LEAST_THETA_L * np.array([*range(1, 50), *range(50, 310, 10)])  # the paper searches over a grid as well
_HOPELESS = 2.0  # times alpha: an error at p0 that needing fewer responses will not mend


@dataclass(frozen=True)
class Found:
    """Looks and cutoffs of a design."""

    looks: tuple[int, ...]
    theta_T: float
    theta_L: float


def predicted(n_max: int, needed: int, prior: tuple[float, float]) -> F64:
    """(N+1, N+2) probability that n_max patients will have ``needed`` responses, after x of n; index n, then x."""
    a, b = prior
    x = np.arange(n_max + 1)
    table = np.zeros((n_max + 1, n_max + 2))
    table[n_max, needed:] = 1.0
    for n in range(n_max - 1, -1, -1):
        chance = (a + x) / (a + b + n)  # that the next patient responds; means something for x <= n
        table[n, :-1] = chance * table[n + 1, 1:] + (1 - chance) * table[n + 1, :-1]
    return table


def find(
    p0: float,
    p1: float,
    alpha: float,
    beta: float,
    prior: tuple[float, float],
    theta_U: float,
    pace: tuple[int, int],
    criterion: Criterion,
    n_max: int,
) -> Found | None:
    """The design of the smallest size that keeps both errors; None: there is none.

    Parameters
    ----------
    pace : patients at the first look and between looks.
    """
    null, target = (np.round(binomial_above(p, max(n_max, 1)), 9) for p in (p0, p1))
    rates = np.array([p0, p1])
    for n in range(2, n_max + 1):
        most = int((target[n, : n + 1] >= round(1 - beta, 9)).sum()) - 1  # most that may be needed, for the power
        # no test of n patients has more power than the one-stage test, randomised (Neyman and Pearson 1933)
        if most < 1 or null[n, most + 1 : most + 2].sum() > alpha:
            continue
        looks = (*range(min(pace[0], n), n, pace[1]), n)
        for needed in range(most, 0, -1):
            best, error = _best(rates, (alpha, beta), looks, needed, prior, theta_U, criterion)
            if best is not None:
                return Found(looks, _theta_T(p0, n, needed, prior), best)
            if error > _HOPELESS * alpha:
                break
    return None


def _best(
    rates: F64,
    errors: tuple[float, float],
    looks: tuple[int, ...],
    needed: int,
    prior: tuple[float, float],
    theta_U: float,
    criterion: Criterion,
) -> tuple[float | None, float]:
    """theta_L of the best design that needs so many responses, None where none keeps both errors; least error at p0."""
    chance = np.round(predicted(looks[-1], needed, prior), 9)
    low = np.stack([np.searchsorted(chance[n, : n + 1], _THETA_L) - 1 for n in looks], axis=1)
    low[:, -1] = needed - 1
    high = np.array([(chance[n, : n + 1] <= theta_U).sum() for n in looks])
    high[-1] = needed
    low, first = np.unique(low, axis=0, return_index=True)
    p_go, expected = _characteristics(rates, looks, low, high)
    powered = p_go[1] >= round(1 - errors[1], 9)
    kept = powered & (p_go[0] <= errors[0])
    if not kept.any():
        return None, float(p_go[0].min(initial=1, where=powered))
    rank = -p_go[1] if criterion == "power" else expected
    order = np.lexsort((first, rank, ~kept))
    return float(_THETA_L[first[order[0]]]), float(p_go[0, order[0]])


def _characteristics(rates: F64, looks: tuple[int, ...], low: I64, high: I64) -> tuple[F64, F64]:
    """(2, D) probability of going on at either rate, and (D,) mean size at the first, of D designs."""
    ends = absorbed(np.repeat(rates, len(low)), looks, np.tile(low, (2, 1)), high)
    p_go = ends.high.sum(axis=1).reshape(2, -1)
    patients = ((ends.low + ends.high) * np.array(looks)).sum(axis=1)
    return np.round(p_go, 9), np.round(patients[: len(low)], 9)


def _theta_T(p0: float, n: int, needed: int, prior: tuple[float, float]) -> float:
    """The middle of the cutoffs that need so many responses of n."""
    a, b = prior
    below, above = (1 - betainc(a + x, b + n - x, p0) for x in (needed - 1, needed))
    return round(float(below + above) / 2, 6)

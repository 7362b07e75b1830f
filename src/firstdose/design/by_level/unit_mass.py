"""Which interval of DLT probabilities is the most likely for its width: the unit probability mass of mTPI."""

from itertools import pairwise

import numpy as np
from scipy.special import betainc

from firstdose.design.by_level.lookup import looked_up
from firstdose.types import F64, I8, I64


def unit_masses(n: I64, dlt: I64, cuts: tuple[float, ...]) -> F64:
    """(..., I) posterior probability of each interval between neighbouring ``cuts``, divided by its width.

    Notes
    -----
    p ~ Beta(1, 1) a priori, so Beta(1 + dlt, 1 + n - dlt) after ``dlt`` DLTs in ``n`` patients.

    Examples
    --------
    >>> unit_masses(np.array([1]), np.array([0]), (0.0, 0.5, 1.0)).tolist()  # 0.75 and 0.25 of the mass
    [[1.5, 0.5]]
    """
    below = betainc((dlt + 1)[..., None], (n - dlt + 1)[..., None], np.array(cuts))
    return np.asarray(np.diff(below, axis=-1) / np.diff(cuts), np.float64)


def strongest(n: I64, dlt: I64, cuts: tuple[float, ...]) -> I8:
    """The interval of the largest unit probability mass, looked up; of equal ones the highest, as Keyboard has it."""
    return looked_up(_strongest, n, dlt, cuts)


def _strongest(n: I64, dlt: I64, cuts: tuple[float, ...]) -> I8:
    mass = np.round(unit_masses(n, dlt, cuts), 9)[..., ::-1]
    return np.asarray(len(cuts) - 2 - mass.argmax(axis=-1), np.int8)


def keys(low: float, high: float) -> tuple[float, ...]:
    """Cuts from 0 to 1 in steps of the width of ``low`` to ``high``, which is one of the intervals; ends are cut off.

    Examples
    --------
    >>> keys(0.25, 0.35)
    (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
    """
    width = high - low
    down, up = int(low / width + 1e-9), int((1 - high) / width + 1e-9)
    inner = [round(low + step * width, 9) for step in range(-down, up + 2)]
    # a cut that only rounding keeps from an end is that end, not a key without a width
    within = [cut for cut in inner if 1e-9 < cut < 1 - 1e-9]
    return (0.0, *within, 1.0)


def interval_at(index: I8, cuts: tuple[float, ...]) -> tuple[F64, F64]:
    """Lower and upper end of intervals by their index."""
    ends = np.array(list(pairwise(cuts)))
    return ends[index, 0], ends[index, 1]

"""Which dose level comes nearest the target, and whether that is near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firstdose.virtual.characteristics import nearest

NEAR = 0.10  # a level is near the target while its DLT probability is no further from it than this


def nearest_level(p_dlt: Sequence[float], target: float) -> int:
    """The level, 0-based, whose DLT probability is nearest the target; the lower of equals.

    Examples
    --------
    >>> nearest_level((0.05, 0.2, 0.6), 0.3)
    1
    """
    return int(nearest(np.array(p_dlt), target))


def is_near(p_dlt: float, target: float) -> bool:
    """Whether a DLT probability is near the target.

    Examples
    --------
    >>> is_near(0.2, 0.3), is_near(0.185, 0.33)
    (True, False)
    """
    return round(abs(p_dlt - target), 9) <= NEAR

"""How two endpoints of one cohort lie within each other, and what counts of them stop it."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from firstdose.design.expansion.bop2_search import stops_at_most
from firstdose.design.levels import check_share
from firstdose.errors import DesignError
from firstdose.types import F64, I64, Bool

Kind = Literal["nested", "co-primary", "efficacy-toxicity"]
NAMES: dict[str, tuple[str, str]] = {
    "nested": ("complete responses", "responses"),
    "co-primary": ("first endpoints", "second endpoints"),
    "efficacy-toxicity": ("responses", "toxicities"),
}


def joint_of(kind: Kind, shares: Sequence[float] | F64) -> F64:
    """(4,) probability of both endpoints, only the first, only the second, neither."""
    if kind not in NAMES:
        raise DesignError(f'BOP2: kind = "{kind}" is not known. Give one of {", ".join(NAMES)}.')
    wanted = 3 if kind == "nested" else 4
    try:
        given = np.asarray(shares, np.float64)
    except (TypeError, ValueError):
        raise DesignError(f"BOP2: {shares!r} are no probabilities of {kind} endpoints. Give {wanted}.") from None
    if len(given) != wanted and not (kind == "nested" and len(given) == 4 and given[1] == 0):
        raise DesignError(f"BOP2: {len(given)} probabilities for {kind} endpoints. Give {wanted}.")
    if not ((given >= 0) & (given <= 1)).all() or abs(given.sum() - 1) > 1e-9:
        raise DesignError(
            f"BOP2: probabilities {', '.join(f'{each:g}' for each in given)}: they lie from 0 to 1 and add up to 1."
        )
    joint = np.array([given[0], 0.0, *given[1:]]) if len(given) == 3 else given
    for rate in rates_of(joint):
        check_share(f"BOP2 {kind} rate", rate)
    return joint


def rates_of(joint: F64) -> tuple[float, float]:
    return float(joint[0] + joint[1]), float(joint[0] + joint[2])


def stops(kind: Kind, null: F64, looks: Sequence[int], at: F64) -> I64:
    """(G, L, 2) most of the first endpoint that are too few, and of the second; of toxicities the fewest too many."""
    one, two = rates_of(null)
    low = stops_at_most(one, looks, (one, 1 - one), at)
    if kind == "efficacy-toxicity":  # too many toxicities are too few patients without one
        spared = stops_at_most(1 - two, looks, (1 - two, two), at)
        return np.stack([low, np.array(looks) - spared], axis=-1)
    return np.stack([low, stops_at_most(two, looks, (two, 1 - two), at)], axis=-1)


def decides(kind: Kind, bounds: I64, looks: Sequence[int]) -> Bool:
    """(G,) at every look some outcome goes on, and at the last some does not."""
    first, second, n = bounds[..., 0], bounds[..., 1], np.array(looks)
    if kind == "efficacy-toxicity":
        goes_on = ((first < n) & (second > 0)).all(axis=1)
        return np.asarray(goes_on & ((first[:, -1] >= 0) | (second[:, -1] <= n[-1])))
    goes_on = ((first < n) | (second < n)).all(axis=1)
    return np.asarray(goes_on & (first[:, -1] >= 0) & (second[:, -1] >= 0))


def outcomes(kind: Kind, bounds: I64, looks: Sequence[int]) -> tuple[list[Bool], list[Bool]]:
    """At each look, for counts of the first and the second endpoint, (G, n+1, n+1), whether the cohort ends."""
    futile, good = [], []
    for look, n in enumerate(looks):
        first, second = np.arange(n + 1)[:, None], np.arange(n + 1)
        low, other = bounds[:, look, 0, None, None], bounds[:, look, 1, None, None]
        toxic = kind == "efficacy-toxicity"
        stops = (first <= low) | (second >= other) if toxic else (first <= low) & (second <= other)
        futile.append(stops)
        good.append(~stops if n == looks[-1] else np.zeros_like(stops))
    return futile, good

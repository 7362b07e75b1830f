"""What Keyboard and mTPI-2 have in common: intervals as wide as the target interval, the likeliest of which decides."""

from collections.abc import Callable

import numpy as np

from firstdose.design.by_level.interval import Evidence, by_table, current_level
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.by_level.unit_mass import interval_at, keys, strongest
from firstdose.design.conclude import Proposal
from firstdose.design.levels import at
from firstdose.design.numbers import Number
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64


def by_strongest_key(
    seen: Outcomes, n_levels: int, key: tuple[float, float], overdose: Overdose, evidence: Evidence
) -> Proposal:
    """Up, stay or down as the interval of the largest unit probability mass lies below, at or above the target's."""
    counts, here, cuts = seen.counts(n_levels), current_level(seen), keys(*key)
    index = strongest(at(counts.n, here), at(counts.dlt, here), cuts)
    move = np.sign(cuts.index(round(key[0], 9)) - index).astype(np.int8)
    return by_table(seen, n_levels, move, overdose, evidence, _numbers(counts, key, cuts))


def _numbers(counts: Counts, key: tuple[float, float], cuts: tuple[float, ...]) -> dict[str, Number]:
    def end(upper: int) -> Callable[[], F64]:
        return lambda: np.where(counts.n > 0, interval_at(strongest(counts.n, counts.dlt, cuts), cuts)[upper], np.nan)

    return {
        "low": lambda: np.full(counts.n.shape, key[0]),
        "high": lambda: np.full(counts.n.shape, key[1]),
        "key_low": end(0),
        "key_high": end(1),
    }

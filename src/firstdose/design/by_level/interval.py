"""Designs that are a table: the patients and DLTs at the current level say up, stay or down."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from firstdose.design.by_level.overdose import Overdose
from firstdose.design.conclude import Proposal
from firstdose.design.levels import check_numbers, check_share
from firstdose.design.numbers import Number
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64

UP, STAY, DOWN, TOP, BOTTOM = range(5)


class Evidence(NamedTuple):
    """How the sentence begins that tells why a trial goes up, stays or goes down; filled from the numbers."""

    up: str
    stay: str
    down: str

    @property
    def causes(self) -> tuple[str, ...]:
        """The whole sentences, also for the two ends of the grid."""
        return (
            f"{self.up}: go up to {{next}}.",
            f"{self.stay}: treat {{at}} again.",
            f"{self.down}: go down to {{next}}.",
            f"{self.up}: there is no higher level, treat {{at}} again.",
            f"{self.down}: there is no lower level and it is not excluded, treat {{at}} again.",
        )


def current_level(seen: Outcomes) -> I64:
    """(T,) the level of the last cohort; 0 before the first."""
    return np.maximum(seen.current, 0).astype(np.int64)


def by_table(
    seen: Outcomes, n_levels: int, move: I8, overdose: Overdose, evidence: Evidence, numbers: Mapping[str, Number]
) -> Proposal:
    """The proposal of a design that goes by the current level alone.

    Parameters
    ----------
    move : (T,) 1 up, 0 stay, -1 down, by the current level's patients.
    overdose : which levels are too toxic.
    evidence : what the sentence says of the current level.
    numbers : (T, K) each, what the sentence tells beside the DLT rate and the probability of an overdose.
    """
    counts, here = seen.counts(n_levels), current_level(seen)
    top, bottom = here == n_levels - 1, here == 0
    cause = np.select([(move > 0) & top, move > 0, (move < 0) & bottom, move < 0], [TOP, UP, BOTTOM, DOWN], STAY)
    return Proposal(
        level=np.clip(here + move, 0, n_levels - 1),
        size=np.full(len(seen), 3),
        stop=np.zeros(len(seen), np.bool_),
        toxic=overdose.toxic(counts.n, counts.dlt),
        verdict="is too toxic",
        criterion=overdose.criterion,
        about=here,
        cause=cause,
        causes=evidence.causes,
        numbers={
            "p_dlt_mean": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
            **overdose.numbers(counts.n, counts.dlt),
            **numbers,
        },
    )


def target_interval(name: str, target: float, below: float, above: float) -> tuple[float, float]:
    """The interval around the target, by its distance below and above; refused where it is none."""
    check_share("target", target)
    check_numbers(**{f"{name}: distance below the target": below, f"{name}: distance above the target": above})
    low, high = round(target - below, 12), round(target + above, 12)
    if not (below >= 0 and above >= 0 and 0 < low < high < 1):
        raise DesignError(
            f"{name}: the target interval would be {low:g} to {high:g} around a target of {target:g}. "
            "Give distances that leave it between 0 and 1 with the target inside, e.g. 0.05 and 0.05."
        )
    return low, high

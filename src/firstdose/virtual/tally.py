"""What is counted over trials: sums that take the same room for any number of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from firstdose.design import Design
from firstdose.types import F64, I8, I64, Bool
from firstdose.virtual.runner import Trials
from firstdose.virtual.sums import Sums, in_whole_units


@dataclass(frozen=True, eq=False)
class Aim:
    """What is right in a truth, or in each trial's own."""

    true_dlt: F64  # (K,), or (T, K)
    target: float
    correct: I64  # (), or (T,) level to be selected; -1: none
    chooser: Design | None = None  # whose optimal dose counts, where responses do

    @classmethod
    def of(cls, true_dlt: F64, target: float, correct: int | None = None, chooser: Design | None = None) -> Aim:
        """The level nearest the target is correct unless another is."""
        return cls(true_dlt, target, nearest(true_dlt, target) if correct is None else np.array(correct), chooser)

    @property
    def overdose(self) -> Bool:
        """(K,), or (T, K): the true DLT probability exceeds the target."""
        return np.asarray(np.round(self.true_dlt, 9) > round(self.target, 9), np.bool_)


@dataclass(frozen=True, eq=False)
class Tally:
    """Of T trials; that of two sets of trials is their sum."""

    trials: int
    selected: I64  # (K + 1,) trials that select no level, level 0, 1, ...
    correct: int  # trials that select the correct level
    too_high: int  # trials that select a level above it
    sums: Mapping[str, Sums]  # by name; none where nobody is treated

    @classmethod
    def of(cls, trials: Trials, aim: Aim) -> Tally:
        """The tally of one chunk."""
        n_levels = aim.true_dlt.shape[-1]
        counts, seen = trials.seen.counts(n_levels), trials.seen
        beside = seen.treated & (seen.cohort < 0)
        numbers = {
            "n": counts.n,
            "dlt": counts.dlt,
            "response": counts.response,
            "patients": counts.n.sum(axis=1, keepdims=True),
            "dlts": counts.dlt.sum(axis=1, keepdims=True),
            "overdosed": (counts.n * aim.overdose).sum(axis=1, keepdims=True),
            "backfilled": beside.sum(axis=1, keepdims=True),
            "duration": in_whole_units(trials.duration_days)[:, None],
        }
        return cls.of_selections(trials.mtd, aim, {name: Sums.of(values) for name, values in numbers.items()})

    @classmethod
    def of_selections(cls, mtd: I8, aim: Aim, sums: Mapping[str, Sums] | None = None) -> Tally:
        """Of trials of which only the level selected is known; -1: none."""
        n_levels = aim.true_dlt.shape[-1]
        selected = np.bincount(mtd.astype(np.int64) + 1, minlength=n_levels + 1)
        right, high = np.sum(mtd == aim.correct), np.sum(mtd > aim.correct)
        return cls(len(mtd), selected, int(right), int(high), sums or {})

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.trials + other.trials,
            self.selected + other.selected,
            self.correct + other.correct,
            self.too_high + other.too_high,
            {name: self.sums[name] + other.sums[name] for name in self.sums},
        )


@dataclass(frozen=True)
class PairTally:
    """Trials in which only one of two designs selects the correct level."""

    trials: int
    only_a: int
    only_b: int

    @classmethod
    def of(cls, a: Bool, b: Bool) -> PairTally:
        """(T,) each: a design's selection is correct."""
        return cls(len(a), int((a & ~b).sum()), int((b & ~a).sum()))

    @property
    def mean(self) -> float:
        """By how much more often a is correct."""
        return (self.only_a - self.only_b) / self.trials

    @property
    def se(self) -> float:
        """Monte Carlo standard error of that difference."""
        # exactly 0 where the same design stands on both sides, or one is right in every trial and the other in none
        spread = self.trials * (self.only_a + self.only_b) - (self.only_a - self.only_b) ** 2
        return sqrt(spread / self.trials) / self.trials

    def __add__(self, other: PairTally) -> PairTally:
        return PairTally(self.trials + other.trials, self.only_a + other.only_a, self.only_b + other.only_b)


def nearest(p: F64, target: float) -> I64:
    """The level nearest the target, (..., K) -> (...); the lower of equals."""
    return np.asarray(np.round(np.abs(p - target), 9).argmin(axis=-1), np.int64)

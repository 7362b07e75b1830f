"""What is counted over scenarios: sums that take the same room for any number of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from firstdose.types import F64, I8, I64
from firstdose.virtual.runner import Trials
from firstdose.virtual.sums import Sums, in_days, in_whole_units
from firstdose.virtual.tally import Aim

_DAYS = 6  # column of the durations among the numbers of a trial


@dataclass(frozen=True, eq=False)
class FamilyTally:
    """What all designs make of some scenarios: sums over scenarios; of two sets of scenarios, the sum."""

    designs: Mapping[str, Sums]
    pairs: Mapping[tuple[str, str], Sums]
    optimal: Sums

    @classmethod
    def of(cls, done: Mapping[str, Trials], best: I8, aim: Aim, each: int) -> FamilyTally:
        """Of the trials of one chunk, which holds whole scenarios."""
        right = {name: (trials.mtd == aim.correct).astype(np.int64)[:, None] for name, trials in done.items()}
        return cls(
            {name: _by_scenario(_numbers(trials.mtd, aim, trials), each) for name, trials in done.items()},
            {(a, b): _by_scenario(right[a] - right[b], each) for a, b in combinations(done, 2)},
            _by_scenario(_numbers(best, aim), each),
        )

    def __add__(self, other: FamilyTally) -> FamilyTally:
        return FamilyTally(
            {name: sums + other.designs[name] for name, sums in self.designs.items()},
            {names: sums + other.pairs[names] for names, sums in self.pairs.items()},
            self.optimal + other.optimal,
        )


def _numbers(mtd: I8, aim: Aim, trials: Trials | None = None) -> I64:
    """(T, M) what is added up of each trial; of a method that treats nobody, the first three."""
    selected = [mtd == aim.correct, mtd > aim.correct, mtd < 0]
    if trials is None:
        return np.stack(selected, axis=1).astype(np.int64)
    counts = trials.seen.counts(aim.true_dlt.shape[1])
    treated = [counts.n, counts.dlt, counts.n * aim.overdose]
    days = in_whole_units(trials.duration_days)
    return np.stack([*selected, *(values.sum(axis=1) for values in treated), days], axis=1).astype(np.int64)


def _by_scenario(numbers: I64, each: int) -> Sums:
    return Sums.of(numbers.reshape(-1, each, numbers.shape[1]).sum(axis=1))


def means(sums: Sums, scenarios: int, each: int) -> tuple[F64, F64]:
    """(M,) each: a trial's mean, and its Monte Carlo error from scenario to scenario."""
    unit = np.ones(len(sums.total))
    unit[_DAYS:] = in_days(unit[_DAYS:])
    few = np.sqrt(scenarios / (scenarios - 1))  # their spread is about their own mean
    return sums.mean(scenarios) / each * unit, sums.se(scenarios) * few / each * unit

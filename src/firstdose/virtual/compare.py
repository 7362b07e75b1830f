"""Several designs on the same virtual patients."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from itertools import combinations
from operator import add
from typing import Any

from firstdose.design import Design
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.runner import Trials
from firstdose.virtual.setting import Progress, Setting
from firstdose.virtual.tally import Aim, PairTally, Tally


@dataclass(frozen=True)
class Difference:
    """By how much ``a`` selects the correct level more often than ``b``, trial by trial on the same patients."""

    a: str
    b: str
    correct_diff: float
    correct_diff_se: float  # Monte Carlo standard error of the paired difference


@dataclass(frozen=True)
class Comparison:
    """Operating characteristics of several designs, of the optimal benchmark, and the differences between designs."""

    designs: tuple[OperatingCharacteristics, ...]
    optimal: OperatingCharacteristics
    differences: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose compare --json`` prints it."""
        return {
            "designs": [one.to_dict() for one in self.designs],
            "optimal": self.optimal.to_dict(),
            "differences": [asdict(one) for one in self.differences],
        }


def compare(
    designs: Mapping[str, Design], setting: Setting, target: float, progress: Progress | None = None
) -> Comparison:
    """Simulate every design in one setting and against one target; answers carry the names of ``designs``.

    Notes
    -----
    All designs, and the benchmark, go through one chunk of trials after another, so that pairs of trials can be added
    up without being kept.
    """
    aim = setting.aim(target, designs.values())
    counted = reduce(add, (_Counts.of(done, setting.best(chunk, aim), aim)
                           for chunk, done in setting.runs(designs, progress)))  # fmt: skip
    return Comparison(
        tuple(setting.told(name, tally, aim) for name, tally in counted.tallies.items()),
        setting.told_optimal(counted.optimal, aim),
        tuple(_difference(*names, pair) for names, pair in counted.pairs.items()),
    )


@dataclass(frozen=True, eq=False)
class _Counts:
    """What all designs make of some trials; of two sets of trials, the sum."""

    tallies: Mapping[str, Tally]
    pairs: Mapping[tuple[str, str], PairTally]
    optimal: Tally

    @classmethod
    def of(cls, done: Mapping[str, Trials], optimal: Tally, aim: Aim) -> "_Counts":
        right = {name: trials.mtd == aim.correct for name, trials in done.items()}
        return cls(
            {name: Tally.of(trials, aim) for name, trials in done.items()},
            {(a, b): PairTally.of(right[a], right[b]) for a, b in combinations(done, 2)},
            optimal,
        )

    def __add__(self, other: "_Counts") -> "_Counts":
        return _Counts(
            {name: tally + other.tallies[name] for name, tally in self.tallies.items()},
            {names: pair + other.pairs[names] for names, pair in self.pairs.items()},
            self.optimal + other.optimal,
        )


def _difference(a: str, b: str, pair: PairTally) -> Difference:
    return Difference(a, b, pair.mean, pair.se)


def part_of(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Progress of one part as progress of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)

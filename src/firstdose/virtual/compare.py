"""Several designs on the same virtual patients."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from firstdose.design import Design
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.setting import Progress, Setting


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
    """Simulate every design in one setting and against one target; answers carry the names of ``designs``."""
    done = [
        replace(setting.simulate(design, target, part_of(progress, number, len(designs))), design=name)
        for number, (name, design) in enumerate(designs.items())
    ]
    return Comparison(tuple(done), setting.optimal(target), tuple(_difference(a, b) for a, b in combinations(done, 2)))


def _difference(a: OperatingCharacteristics, b: OperatingCharacteristics) -> Difference:
    paired = a.correct.astype(np.float64) - b.correct
    return Difference(a.design, b.design, float(paired.mean()), float(paired.std() / np.sqrt(len(paired))))


def part_of(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Progress of one part as progress of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)
